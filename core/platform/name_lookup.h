// SPDX-License-Identifier: MIT
#pragma once

#include "base/status.h"

#include <string>
#include <vector>

namespace gesso::core {

// True for an IPv4 or IPv6 literal (without brackets, with or without a zone): it needs no lookup.
bool is_numeric_address(const std::string &host);

// Asks the system for the addresses of `host`, numeric, without repetition, in the system's order.
// Waits for the network, a minute or more when a name server is silent: call it only where nobody
// waits for the answer. A literal is answered at once.
Status look_up(const std::string &host, std::vector<std::string> &out_addresses);

} // namespace gesso::core
