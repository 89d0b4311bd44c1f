// SPDX-License-Identifier: MIT
// The line that a person watches: phase and elapsed time, and of an image that is arriving how many
// of its rows are there. Nobody knows how long a service thinks, so there is no other percentage.
#pragma once

#include "job.h"

#include <span>
#include <string>

namespace gesso_cli {

std::string progress_text(std::span<const Job> jobs);

// Keeps one line of a terminal; does nothing elsewhere.
class ProgressLine {
public:
    explicit ProgressLine(bool is_shown) : is_shown_(is_shown) {}
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

    void show(const std::string &text);
    void clear();

private:
    bool is_shown_;
    std::string shown_;
};

} // namespace gesso_cli
