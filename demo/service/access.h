// SPDX-License-Identifier: MIT
// Who may ask: keys and bearer tokens as each form checks them.
#pragma once

#include "http/request.h"
#include "rules/refusal.h"

#include <optional>
#include <string>

namespace loopback {

// Empty: not configured. With neither configured everyone is let in.
struct Keys {
    std::string key;
    std::string bearer;
};

std::optional<Response> check_access(const Request &request, Form form, const Keys &keys);

} // namespace loopback
