// SPDX-License-Identifier: MIT
#include "conclude.h"

#include "edit_options.h"
#include "names.h"
#include "os/interrupt.h"
#include "os/opener.h"
#include "os/system.h"
#include "text.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace gesso_cli {

namespace {

constexpr size_t kMaxViewers = 10;

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

} // namespace

bool has_files(const Job &job)
{
    return std::any_of(
        job.facts.outputs.begin(), job.facts.outputs.end(), [](const OutputFacts &output) {
            return !output.path.empty() || !output.original_path.empty() ||
                   !output.preview_paths.empty();
        });
}

int conclude(
    const GenerateSettings &settings, const SavePlan &plan, const std::vector<Job> &jobs,
    const ContactSheet &sheet, Reporter &reporter)
{
    int exit_code = worst_of(jobs);
    if (!is_composited(settings)) {
        warn_of_formats(jobs, plan.name, reporter);
    }
    std::string sheet_path;
    if (!settings.contact_sheet.empty() && !sheet.is_empty()) {
        const Failure failure = write_sheet(sheet, settings.contact_sheet, sheet_path);
        if (failure.is_set()) {
            reporter.note("gesso: " + failure.text);
            exit_code = std::max(exit_code, failure.exit_code);
        }
    }
    reporter.paths(jobs, sheet_path);
    if (settings.code_language) {
        reporter.codes(jobs, language_name(*settings.code_language));
    }
    if (settings.opens_viewer) {
        show_images(jobs, sheet_path, reporter);
    }
    if (!reporter.could_write()) {
        reporter.note("gesso: standard output could not be written; the images are saved");
        exit_code = std::max<int>(exit_code, kExitSave);
    }
    return exit_code;
}

} // namespace gesso_cli
