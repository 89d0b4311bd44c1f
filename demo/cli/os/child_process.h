// SPDX-License-Identifier: MIT
// A program started as a child, with a pipe from its standard output.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace gesso_cli {

// Starts a program that may outlive this one: in a session of its own, its output goes nowhere,
// without the secrets of the environment. Waits that long for it to end. What went wrong, or
// nothing.
std::string launch(const std::vector<std::string> &arguments, std::chrono::milliseconds patience);

class ChildProcess {
public:
    // In a process group of its own, so that Ctrl-C reaches this program alone; without the secrets
    // of the environment. Null: `out_reason` says why.
    static std::unique_ptr<ChildProcess>
    start(const std::vector<std::string> &arguments, std::string &out_reason);

    ChildProcess(const ChildProcess &) = delete;
    ChildProcess &operator=(const ChildProcess &) = delete;
    ~ChildProcess(); // asks it to end, and ends it after a second

    enum class Read { line, ended, too_late, interrupted };
    Read read_line(std::chrono::steady_clock::time_point deadline, std::string &out_line);

private:
    ChildProcess(int process, int output) : process_(process), output_(output) {}

    int process_;
    int output_;
    std::string pending_;
};

} // namespace gesso_cli
