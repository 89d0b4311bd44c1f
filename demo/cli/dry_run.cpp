// SPDX-License-Identifier: MIT
#include "dry_run.h"

#include "commands.h"
#include "edit_options.h"
#include "event_line.h"
#include "text.h"

#include <algorithm>

namespace gesso_cli {

namespace {

std::string line(const char *what, const std::string &value)
{
    std::string out = what;
    out.resize(14, ' ');
    return value.empty() ? std::string() : out + printable(value, 1000) + "\n";
}

std::string credential_text(const CredentialChoice &credential)
{
    const char *how = credential.kind == GESSO_CREDENTIAL_BEARER ? "access token" : "key";
    if (credential.kind == GESSO_CREDENTIAL_NONE) {
        return "nobody: no key is sent";
    }
    return credential.source.empty() ? std::string("no ") + how + " is there yet"
                                     : std::string("the ") + how + " of " + credential.source;
}

// Names of the service and of files; the library's program has the rest, to the byte.
std::string summary(
    const GenerateSettings &settings, const ServiceChoice &choice, const EditInputs &inputs,
    const Job &job)
{
    std::string out = line("service", service_name(choice.kind));
    out += line("endpoint", choice.endpoint.empty() ? "OpenAI's own" : choice.endpoint);
    out += line("deployment", choice.deployment);
    out += line("api version", choice.api_version);
    out += line("model", choice.model);
    out += line("who asks", credential_text(choice.credential));
    out += line("prompt", job.prompt);
    out += line("images", std::to_string(settings.count));
    for (const std::string &picture : inputs.describe()) {
        out += line("picture", picture);
    }
    return out + "\n";
}

int fail(const std::vector<Job> &jobs, const Job &job, const Failure &failure)
{
    const std::string which =
        jobs.size() > 1 ? "prompt " + std::to_string(job.number) + ": " : std::string();
    return report(failure.exit_code, which + failure.text);
}

} // namespace

int run_dry(
    const GenerateSettings &settings, ServiceChoice &choice, const EditInputs &inputs,
    Session &session, std::vector<Job> &jobs)
{
    const Failure opened = session.open(choice);
    if (opened.is_set()) {
        return report(opened.exit_code, opened.text);
    }
    const int32_t language = settings.code_language.value_or(GESSO_CODE_CURL);
    int exit_code = kExitOk;
    for (Job &job : jobs) {
        const Failure failure = session.write_code(job, language, job.code);
        if (failure.is_set()) {
            exit_code = std::max(exit_code, fail(jobs, job, failure));
            continue;
        }
        std::string text = job.code + (job.code.ends_with('\n') ? "" : "\n");
        if (settings.prints_json) {
            text = code_line(job, language_name(language)) + "\n";
        } else if (!settings.code_language) {
            text.insert(0, summary(settings, choice, inputs, job));
        }
        exit_code = std::max(exit_code, print_text(text));
    }
    return exit_code;
}

} // namespace gesso_cli
