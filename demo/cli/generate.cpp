// SPDX-License-Identifier: MIT
// `gesso generate` and `gesso edit`, step by step: understand, plan, find the service, run, write,
// say.
#include "commands.h"
#include "conclude.h"
#include "dry_run.h"
#include "edit_options.h"
#include "loopback.h"
#include "os/interrupt.h"
#include "os/system.h"
#include "prompts.h"
#include "session.h"

#include <algorithm>

namespace gesso_cli {

namespace {

constexpr const char *kDemoNote = "Demo: painted here, not AI, free";

Failure usage(std::string text)
{
    return {kExitUsage, std::move(text)};
}

Failure check_operands(const GenerateSettings &settings, const std::vector<std::string> &operands)
{
    if (operands.empty()) {
        return usage(
            settings.is_edit
                ? "the prompt is missing; for example: gesso edit \"add moss\" --image wall.png"
                : "the prompt is missing; for example: gesso generate \"mossy brick wall\"");
    }
    if (operands.size() > 1) {
        return usage("there is more than one prompt; put quotes around it, or send one on each "
                     "line to gesso generate -");
    }
    if (operands[0] == "-" && settings.key_file == "-") {
        return usage("prompts and key cannot both come from standard input; use --key-env or a "
                     "file for the key");
    }
    return {};
}

ReportStyle style_for(const GenerateSettings &settings, const ServiceChoice &choice, size_t prompts)
{
    ReportStyle style;
    style.prints_json = settings.prints_json;
    style.prints_url = settings.prints_url;
    style.is_verbose = settings.is_verbose;
    style.is_terminal = is_stderr_terminal();
    style.is_free = choice.is_free();
    style.service = service_name(choice.kind);
    style.prompt_count = prompts;
    return style;
}

std::vector<Job>
jobs_for(const std::vector<std::string> &prompts, const GenerateSettings &settings, SavePlan &plan)
{
    std::vector<Job> jobs(prompts.size());
    for (size_t index = 0; index < prompts.size(); ++index) {
        jobs[index].number = index + 1;
        jobs[index].prompt = prompts[index];
        jobs[index].save_name = plan.name;
        if (is_composited(settings)) {
            const std::string stem = picture_stem(plan);
            jobs[index].picture = absolute_path(plan.folder + "/" + stem);
            jobs[index].save_name = stem + ".original"; // the library adds what it really is
        }
    }
    return jobs;
}

struct Request {
    GenerateSettings settings;
    std::vector<std::string> prompts;
    SavePlan plan;
    ServiceChoice choice;
    EditInputs inputs;
};

Failure understand(Words words, bool is_edit, Request &out, Arguments &arguments)
{
    out.settings.is_edit = is_edit;
    const auto table = is_edit ? edit_options() : generate_options();
    Failure failure = read_options(table, words, out.settings, arguments);
    if (!failure.is_set()) {
        failure = check_settings(out.settings);
    }
    if (!failure.is_set() && is_edit) {
        failure = check_edit(out.settings);
    }
    return failure.is_set() ? failure : check_operands(out.settings, arguments.operands);
}

Failure prepare(Words words, bool is_edit, Request &out)
{
    Arguments arguments;
    Failure failure = understand(words, is_edit, out, arguments);
    if (!failure.is_set()) {
        failure = out.settings.is_dry_run ? choose_service_dry(out.settings, out.choice)
                                          : choose_service(out.settings, out.choice);
    }
    if (!failure.is_set()) {
        failure = read_prompts(arguments.operands[0], out.prompts);
    }
    if (!failure.is_set() && is_edit) {
        failure = out.inputs.read(out.settings.edit);
    }
    return failure.is_set() ? failure : plan_saving(out.settings, out.prompts.size(), out.plan);
}

// Before it is sent, because afterwards the library has forgotten how.
Failure write_codes(Session &session, const GenerateSettings &settings, std::vector<Job> &jobs)
{
    Failure failure;
    for (Job &job : jobs) {
        if (settings.code_language && !failure.is_set()) {
            failure = session.write_code(job, *settings.code_language, job.code);
        }
    }
    return failure;
}

Failure send(Request &request, std::vector<Job> &jobs, ContactSheet &sheet, Reporter &reporter)
{
    LoopbackService loopback;
    if (request.choice.must_be_started()) {
        Failure failure = loopback.start();
        if (failure.is_set()) {
            return failure;
        }
        request.choice.endpoint = loopback.base_url();
    }
    if (request.choice.is_free()) {
        reporter.note(kDemoNote);
    }
    Session session(request.settings, request.plan, request.inputs, reporter);
    Failure failure = session.open(request.choice);
    if (!failure.is_set()) {
        failure = write_codes(session, request.settings, jobs);
    }
    if (!failure.is_set()) {
        session.run(jobs, request.settings.contact_sheet.empty() ? nullptr : &sheet);
    }
    return failure;
}

int run_request(Words words, bool is_edit)
{
    watch_for_interrupts();
    Request request;
    Failure failure = prepare(words, is_edit, request);
    if (failure.is_set()) {
        return report(failure.exit_code, failure.text);
    }
    Reporter reporter(style_for(request.settings, request.choice, request.prompts.size()));
    if (!request.choice.credential.warning.empty()) {
        reporter.note("gesso: warning: " + request.choice.credential.warning);
    }
    std::vector<Job> jobs = jobs_for(request.prompts, request.settings, request.plan);
    if (request.settings.is_dry_run) {
        Session session(request.settings, request.plan, request.inputs, reporter);
        return run_dry(request.settings, request.choice, request.inputs, session, jobs);
    }
    ContactSheet sheet;
    const FolderTrace trace(request.plan.folder);
    failure = send(request, jobs, sheet, reporter);
    if (std::none_of(jobs.begin(), jobs.end(), has_files)) {
        trace.remove_empty();
    }
    if (failure.is_set()) {
        return report(failure.exit_code, failure.text);
    }
    return conclude(request.settings, request.plan, jobs, sheet, reporter);
}

} // namespace

int run_generate(Words words)
{
    return run_request(words, false);
}

int run_edit(Words words)
{
    return run_request(words, true);
}

} // namespace gesso_cli
