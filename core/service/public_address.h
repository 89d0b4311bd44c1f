// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace gesso::core {

// Whether a numeric address is one of the public internet, so that following a link that a server
// sent cannot reach into this machine or its network. Not public are all blocks that IANA lists as
// special, and every IPv6 form that carries an IPv4 address which is not public: mapped,
// compatible, translated, NAT64, 6to4, Teredo. A zone ("%eth0"), or text that is no address, is
// not public.
bool is_public_address(std::string_view address);

} // namespace gesso::core
