// SPDX-License-Identifier: MIT
#include "progress.h"

#include "names.h"
#include "os/system.h"
#include "text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace gesso_cli {

namespace {

std::string state_text(const Job &job)
{
    if (job.wait_reason != GESSO_WAIT_NONE) {
        std::string text = std::string("waiting for ") + wait_text(job.wait_reason);
        return job.wait_ms > 0 ? text + ", " + minutes_text(job.wait_ms) + " left" : text;
    }
    std::string text = phase_name(job.phase);
    if (job.phase == GESSO_PHASE_RECEIVING && job.height > 0) {
        text += ", " + std::to_string(job.rows * 100 / job.height) + " % of this image's rows";
    }
    return job.attempt > 1 ? text + " (attempt " + std::to_string(job.attempt) + ")" : text;
}

// "2 generating, 1 queued"
std::string counts_text(std::span<const Job> jobs)
{
    std::array<size_t, GESSO_PHASE_ENDED> counts{};
    for (const Job &job : jobs) {
        if (job.state != Job::State::ended) {
            ++counts[static_cast<size_t>(std::clamp<int32_t>(job.phase, 0, GESSO_PHASE_ENDED - 1))];
        }
    }
    std::string text;
    for (size_t phase = counts.size(); phase-- > 0;) {
        if (counts[phase] > 0) {
            text += (text.empty() ? "" : ", ") + std::to_string(counts[phase]) + " " +
                    phase_name(static_cast<int32_t>(phase));
        }
    }
    return text;
}

} // namespace

std::string progress_text(std::span<const Job> jobs)
{
    const auto is_open = [](const Job &job) { return job.state != Job::State::ended; };
    const auto first = std::find_if(jobs.begin(), jobs.end(), is_open);
    if (first == jobs.end()) {
        return {};
    }
    const auto open = static_cast<size_t>(std::count_if(jobs.begin(), jobs.end(), is_open));
    std::string text = minutes_text(first->elapsed_ms()) + "  ";
    if (jobs.size() > 1) {
        text +=
            std::to_string(jobs.size() - open) + " of " + std::to_string(jobs.size()) + " done; ";
    }
    return text + (open == 1 ? state_text(*first) : counts_text(jobs));
}

void ProgressLine::show(const std::string &text)
{
    if (!is_shown_) {
        return;
    }
    const auto columns = static_cast<size_t>(std::max(stderr_columns() - 2, 10));
    const std::string line = printable(text, columns);
    if (line != shown_) {
        std::fputs(("\r" + line + "\x1b[K").c_str(), stderr);
        shown_ = line;
    }
}

void ProgressLine::clear()
{
    if (!shown_.empty()) {
        std::fputs("\r\x1b[K", stderr);
        shown_.clear();
    }
}

} // namespace gesso_cli
