// SPDX-License-Identifier: MIT
// The command line of gesso-service.
#pragma once

#include "http/server.h"
#include "service.h"

#include <optional>
#include <string>

namespace loopback {

struct Arguments {
    ServerSettings server;
    ServiceSettings service;
    bool is_tls = false;
    std::string tls_authority_path;
    std::string record_folder;
    bool exits_with_parent = false;
    int idle_exit_seconds = 0; // 0: never
    bool is_help_wanted = false;
};

// Nothing where the command line is wrong; `out_error` then says what and how to mend it.
std::optional<Arguments> parse_arguments(int count, char **values, std::string &out_error);

std::string help_text();

} // namespace loopback
