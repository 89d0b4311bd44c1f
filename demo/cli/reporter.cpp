// SPDX-License-Identifier: MIT
#include "reporter.h"

#include "error_text.h"
#include "event_line.h"
#include "names.h"
#include "text.h"

#include <cstdio>

namespace gesso_cli {

namespace {

std::string plural(uint64_t count, const char *word)
{
    return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

// "1024 x 1024 png, 2.1 MB"
std::string picture_text(const OutputFacts &output)
{
    return std::to_string(output.width) + " x " + std::to_string(output.height) + " " +
           format_name(output.format) + ", " + bytes_text(output.encoded_bytes);
}

const char *billed_text(int32_t billed, bool is_free)
{
    if (billed == GESSO_BILLED_NO || (is_free && billed == GESSO_BILLED_YES)) {
        return nullptr;
    }
    if (is_free) {
        return "nothing was billed here; a paid service may have billed this. It was not sent "
               "again";
    }
    return billed == GESSO_BILLED_YES
               ? "it was billed"
               : "it may have been billed, so it was not sent again; look at your usage before you "
                 "try once more";
}

// Rows come many times a second; a person gains nothing from them.
std::string verbose_text(const Job &job, const gesso_event &event)
{
    const std::string at = "[" + minutes_text(job.elapsed_ms()) + "] ";
    const std::string which =
        event.output < 0 ? std::string() : " of image " + std::to_string(event.output + 1);
    switch (event.type) {
    case GESSO_EVENT_QUEUED:
        return at + "queued";
    case GESSO_EVENT_PHASE:
        return at + phase_name(event.as.phase.phase) + which;
    case GESSO_EVENT_WAITING: {
        const auto &waiting = event.as.waiting;
        const bool has_end = waiting.remaining_ms > 0;
        return at + "waiting for " + wait_text(waiting.reason) +
               (has_end ? ", " + minutes_text(waiting.remaining_ms) : std::string());
    }
    case GESSO_EVENT_PREVIEW:
        return at + "preview " + std::to_string(event.as.image.preview_index + 1) + which;
    case GESSO_EVENT_IMAGE:
        return at + "image " + std::to_string(event.output + 1) + " is here";
    case GESSO_EVENT_DROPPED:
        return at + "a broken picture" + which + " was dropped";
    case GESSO_EVENT_IMAGE_FAILED:
        return at + "image " + std::to_string(event.output + 1) + " failed";
    default:
        return {};
    }
}

} // namespace

Reporter::Reporter(ReportStyle style)
    : style_(std::move(style)), progress_(style_.is_terminal && !style_.is_verbose)
{}

void Reporter::print(const std::string &line)
{
    progress_.clear();
    const bool is_written = std::fputs((line + "\n").c_str(), stdout) >= 0;
    could_write_ = is_written && std::fflush(stdout) == 0 && could_write_;
}

void Reporter::note(const std::string &line)
{
    progress_.clear();
    std::fputs((line + "\n").c_str(), stderr);
}

void Reporter::event(const Job &job, const gesso_event &event, const std::string &path)
{
    if (style_.prints_json) {
        print(event_line(job, event, path));
    }
    if (style_.is_verbose) {
        const std::string text = verbose_text(job, event);
        const std::string which =
            style_.prompt_count > 1 ? "prompt " + std::to_string(job.number) + " " : std::string();
        if (!text.empty()) {
            note(which + text);
        }
    }
}

void Reporter::log(int32_t level, const char *text)
{
    const char *kind = level == GESSO_LOG_ERROR ? "error: " : "";
    note(std::string("log: ") + kind + printable(text, 500));
}

std::string Reporter::subject(const Job &job) const
{
    if (style_.prompt_count == 1) {
        return style_.service;
    }
    return style_.service + ", prompt " + std::to_string(job.number) + " (" +
           printable(job.prompt, 40) + ")";
}

void Reporter::failure(const Job &job)
{
    const RequestFacts &facts = job.facts;
    const std::string message =
        facts.message.empty() ? gesso_result_text(facts.result) : facts.message;
    std::string line = "gesso: " + subject(job) + ": " + printable(message, 1000);
    for (size_t index = 0; index < facts.outputs.size() && facts.outputs.size() > 1; ++index) {
        const OutputFacts &output = facts.outputs[index];
        if (output.result != GESSO_OK && !output.message.empty() && output.message != message) {
            line +=
                "\n  image " + std::to_string(index + 1) + ": " + printable(output.message, 500);
        }
    }
    if (facts.error.result != GESSO_OK) {
        line += error_text(facts.error, message);
    }
    if (!facts.service_request_id.empty()) {
        line += "\n  the service's request id is " + printable(facts.service_request_id, 200);
    }
    if (const char *billed = billed_text(facts.billed, style_.is_free)) {
        line += std::string("\n  ") + billed;
    }
    for (const OutputFacts &output : facts.outputs) {
        if (!output.rescue_path.empty()) {
            line += "\n  the image is not lost: " + printable(output.rescue_path, 500);
        }
    }
    note(line);
}

void Reporter::success(const Job &job)
{
    for (const OutputFacts &output : job.facts.outputs) {
        if (output.result != GESSO_OK) {
            continue;
        }
        std::string line =
            "saved " + picture_text(output) + ", " + minutes_text(job.facts.elapsed_ms);
        if (job.facts.total_tokens.set != 0) {
            const int64_t tokens = job.facts.total_tokens.value;
            line += ", " + plural(static_cast<uint64_t>(tokens), "token") +
                    (job.facts.outputs.size() > 1 ? " in all" : "");
        }
        note(line);
        if (!output.revised_prompt.empty() && output.revised_prompt != job.prompt) {
            note("  the service made of the prompt: " + printable(output.revised_prompt, 500));
        }
    }
}

void Reporter::ended(const Job &job)
{
    if (style_.prints_json) {
        print(end_line(job));
    }
    if (style_.is_terminal || style_.is_verbose) {
        success(job);
    }
    if (job.facts.result != GESSO_OK) {
        failure(job);
    }
}

void Reporter::codes(std::span<const Job> jobs, const char *language)
{
    for (const Job &job : jobs) {
        print(style_.prints_json ? code_line(job, language) : job.code);
    }
}

// The address instead of the path; where there is none, the path after all.
void Reporter::address(const OutputFacts &output)
{
    if (output.url.empty()) {
        note("gesso: warning: the service sent the picture itself, not an address of it");
        print(output.path);
        return;
    }
    const std::string until = time_text(output.url_expires_unix);
    const bool is_known = output.url_expires_unix > 0 && !until.empty();
    note(
        "saved " + printable(output.path, 500) + "; the address works " +
        (is_known ? "until " + until
                  : std::string("for a while only (Azure: a day, OpenAI: an hour)")));
    print(printable(output.url, 8192));
}

void Reporter::paths(std::span<const Job> jobs, const std::string &contact_sheet)
{
    progress_.clear();
    if (style_.prints_json) {
        if (!contact_sheet.empty()) {
            print(contact_sheet_line(contact_sheet));
        }
        return;
    }
    for (const Job &job : jobs) {
        for (const OutputFacts &output : job.facts.outputs) {
            for (const std::string &path : output.preview_paths) {
                print(path);
            }
            if (!output.path.empty() && style_.prints_url) {
                address(output);
            } else if (!output.path.empty()) {
                print(output.path);
            }
        }
    }
    if (!contact_sheet.empty()) {
        print(contact_sheet);
    }
}

} // namespace gesso_cli
