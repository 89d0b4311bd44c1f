// SPDX-License-Identifier: MIT
// Says what happens. Standard output: paths, or with --json events. Standard error: the rest.
#pragma once

#include "exit_code.h"
#include "job.h"
#include "progress.h"

#include <span>
#include <string>

namespace gesso_cli {

struct ReportStyle {
    bool prints_json = false;
    bool prints_url = false; // instead of paths
    bool is_verbose = false;
    bool is_terminal = false; // standard error is one
    bool is_free = false;     // nothing that happens can cost anything
    std::string service;      // who was asked, for messages
    size_t prompt_count = 1;
};

class Reporter {
public:
    explicit Reporter(ReportStyle style);

    void event(const Job &job, const gesso_event &event, const std::string &path);
    void ended(const Job &job); // once for each job, its terminal event
    void log(int32_t level, const char *text);
    void tick(std::span<const Job> jobs) { progress_.show(progress_text(jobs)); }
    void note(const std::string &line); // a line on standard error

    // The paths, in the order of the input; last.
    void paths(std::span<const Job> jobs, const std::string &contact_sheet);
    // The requests as programs, after the paths.
    void codes(std::span<const Job> jobs, const char *language);
    [[nodiscard]] bool could_write() const { return could_write_; }

private:
    void print(const std::string &line);
    void failure(const Job &job);
    void success(const Job &job);
    void address(const OutputFacts &output);
    [[nodiscard]] std::string subject(const Job &job) const;

    ReportStyle style_;
    ProgressLine progress_;
    bool could_write_ = true;
};

} // namespace gesso_cli
