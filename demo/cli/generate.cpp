// SPDX-License-Identifier: MIT
// `gesso generate`, step by step: understand, plan, find the service, run, write, say.
#include "commands.h"
#include "contact_sheet.h"
#include "loopback.h"
#include "names.h"
#include "os/interrupt.h"
#include "os/opener.h"
#include "os/system.h"
#include "prompts.h"
#include "session.h"
#include "text.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace gesso_cli {

namespace {

constexpr const char *kDemoNote = "Demo: painted here, not AI, free";
constexpr size_t kMaxViewers = 10;

Failure usage(std::string text)
{
    return {kExitUsage, std::move(text)};
}

Failure check_operands(const GenerateSettings &settings, const std::vector<std::string> &operands)
{
    if (operands.empty()) {
        return usage("the prompt is missing; for example: gesso generate \"mossy brick wall\"");
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

std::vector<Job> jobs_for(const std::vector<std::string> &prompts)
{
    std::vector<Job> jobs(prompts.size());
    for (size_t index = 0; index < prompts.size(); ++index) {
        jobs[index].number = index + 1;
        jobs[index].prompt = prompts[index];
    }
    return jobs;
}

// The file keeps the name that was wished for, whatever arrived.
void warn_of_formats(const std::vector<Job> &jobs, const std::string &name, Reporter &reporter)
{
    const int32_t promised = format_of_name(name);
    for (const Job &job : jobs) {
        for (const OutputFacts &output : job.facts.outputs) {
            const bool is_known =
                output.result == GESSO_OK && output.format != GESSO_FORMAT_UNKNOWN;
            if (is_known && promised != GESSO_FORMAT_UNKNOWN && promised != output.format) {
                reporter.note(
                    "gesso: warning: " + printable(output.path, 300) + " holds " +
                    format_name(output.format) + " data, whatever its name says");
                return;
            }
        }
    }
}

Failure write_sheet(const ContactSheet &sheet, const std::string &path, std::string &out_absolute)
{
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path absolute = fs::absolute(path, error).lexically_normal();
    fs::create_directories(absolute.parent_path(), error);
    const std::string png = encode_png(sheet.draw());
    std::string reason = "it could not be encoded";
    if (png.empty() || !replace_file(absolute.string(), png, reason)) {
        return {
            kExitSave, "--contact-sheet: " + printable(absolute.string(), 300) +
                           " cannot be written: " + reason};
    }
    out_absolute = absolute.string();
    return {};
}

bool has_files(const Job &job)
{
    return std::any_of(
        job.facts.outputs.begin(), job.facts.outputs.end(), [](const OutputFacts &output) {
            return !output.path.empty() || !output.preview_paths.empty();
        });
}

int worst_of(const std::vector<Job> &jobs)
{
    int worst = is_interrupted() ? kExitInterrupted : kExitOk;
    for (const Job &job : jobs) {
        const RequestFacts &facts = job.facts;
        worst = std::max(worst, exit_code_for(facts.result, facts.billed, facts.http_status));
    }
    return worst;
}

// A sheet shows everything at once; without one, each image by itself.
void show_images(const std::vector<Job> &jobs, const std::string &sheet, Reporter &reporter)
{
    std::vector<std::string> paths;
    for (const Job &job : jobs) {
        for (const OutputFacts &output : job.facts.outputs) {
            if (output.result == GESSO_OK && !output.path.empty()) {
                paths.push_back(output.path);
            }
        }
    }
    if (!sheet.empty()) {
        paths.assign(1, sheet);
    }
    if (paths.size() > kMaxViewers) {
        reporter.note("gesso: warning: --open shows the first " + std::to_string(kMaxViewers));
        paths.resize(kMaxViewers);
    }
    for (const std::string &path : paths) {
        const std::string problem = open_in_viewer(path);
        if (!problem.empty()) {
            reporter.note("gesso: warning: --open: " + printable(problem, 500));
            return;
        }
    }
}

// Everything after the requests have ended.
int conclude(
    const GenerateSettings &settings, const SavePlan &plan, const std::vector<Job> &jobs,
    const ContactSheet &sheet, Reporter &reporter)
{
    int exit_code = worst_of(jobs);
    warn_of_formats(jobs, plan.name, reporter);
    std::string sheet_path;
    if (!settings.contact_sheet.empty() && !sheet.is_empty()) {
        const Failure failure = write_sheet(sheet, settings.contact_sheet, sheet_path);
        if (failure.is_set()) {
            reporter.note("gesso: " + failure.text);
            exit_code = std::max(exit_code, failure.exit_code);
        }
    }
    reporter.paths(jobs, sheet_path);
    if (settings.opens_viewer) {
        show_images(jobs, sheet_path, reporter);
    }
    if (!reporter.could_write()) {
        reporter.note("gesso: standard output could not be written; the images are saved");
        exit_code = std::max<int>(exit_code, kExitSave);
    }
    return exit_code;
}

struct Request {
    GenerateSettings settings;
    std::vector<std::string> prompts;
    SavePlan plan;
    ServiceChoice choice;
};

Failure prepare(Words words, Request &out)
{
    Arguments arguments;
    Failure failure = read_options(generate_options(), words, out.settings, arguments);
    if (!failure.is_set()) {
        failure = check_settings(out.settings);
    }
    if (!failure.is_set()) {
        failure = check_operands(out.settings, arguments.operands);
    }
    if (!failure.is_set()) {
        failure = choose_service(out.settings, out.choice);
    }
    if (!failure.is_set()) {
        failure = read_prompts(arguments.operands[0], out.prompts);
    }
    return failure.is_set() ? failure : plan_saving(out.settings, out.prompts.size(), out.plan);
}

} // namespace

int run_generate(Words words)
{
    watch_for_interrupts();
    Request request;
    Failure failure = prepare(words, request);
    if (failure.is_set()) {
        return report(failure.exit_code, failure.text);
    }
    Reporter reporter(style_for(request.settings, request.choice, request.prompts.size()));
    if (!request.choice.credential.warning.empty()) {
        reporter.note("gesso: warning: " + request.choice.credential.warning);
    }
    LoopbackService loopback;
    if (request.choice.must_be_started()) {
        failure = loopback.start();
        request.choice.endpoint = loopback.base_url();
    }
    std::vector<Job> jobs = jobs_for(request.prompts);
    ContactSheet sheet;
    const FolderTrace trace(request.plan.folder);
    if (!failure.is_set()) {
        if (request.choice.is_free()) {
            reporter.note(kDemoNote);
        }
        Session session(request.settings, request.plan, reporter);
        failure = session.open(request.choice);
        if (!failure.is_set()) {
            session.run(jobs, request.settings.contact_sheet.empty() ? nullptr : &sheet);
        }
    }
    if (std::none_of(jobs.begin(), jobs.end(), has_files)) {
        trace.remove_empty();
    }
    if (failure.is_set()) {
        return report(failure.exit_code, failure.text);
    }
    return conclude(request.settings, request.plan, jobs, sheet, reporter);
}

} // namespace gesso_cli
