// SPDX-License-Identifier: MIT
// The loopback service as a process of our own: found, started, ended with us.
#pragma once

#include "exit_code.h"
#include "os/child_process.h"

#include <memory>
#include <string>
#include <vector>

namespace gesso_cli {

// $GESSO_SERVICE, then beside this program, then PATH. Empty when there is none; `out_looked_in`
// says where it was looked for.
std::string find_loopback_program(std::string &out_looked_in);

class LoopbackService {
public:
    // Waits for the address, at most ten seconds. `more` are further words of its command line.
    Failure start(const std::vector<std::string> &more = {});

    [[nodiscard]] const std::string &base_url() const { return base_url_; } // ".../v1"
    [[nodiscard]] const std::string &program() const { return program_; }

private:
    Failure wait_for_address();

    std::string program_;
    std::string base_url_;
    std::unique_ptr<ChildProcess> process_;
};

} // namespace gesso_cli
