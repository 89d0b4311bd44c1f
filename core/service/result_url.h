// SPDX-License-Identifier: MIT
// Addresses that a service sends: of a picture it made, of an operation it runs. They are taken
// apart by strict rules before anything is sent there. Such an address often carries a signature
// that is as good as a key: no message quotes one.
#pragma once

#include "base/route.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gesso::core {

struct ResultUrl {
    Origin origin;
    std::string target;                  // path and query
    std::optional<int64_t> expires_unix; // what a signed address says of itself (se=)
};

// Where a picture lies. A relative address is meant as seen from the request's. Refused: anything
// but https (http only where `route` leads to this machine, so that a local server works), user
// names, bad hosts, other ports than 443 (unless on this machine). The host's addresses are still
// to be checked once they are known: see may_connect().
Status read_result_url(std::string_view url, const ServiceRoute &route, ResultUrl &out_url);

// Whether a numeric address may be connected to for a picture: the public ones; this machine's own
// only for a service that is on this machine too.
bool may_connect(std::string_view address, const ServiceRoute &route);

// Where an operation is asked after, always at the service itself: `location` when it leads there,
// else its operation's name below the configured endpoint (a gateway in between may not have
// rewritten it); without a location the operation's `id`. Refused when none of this is possible.
Status operation_target(
    std::string_view location, std::string_view id, const ServiceRoute &route,
    std::string &out_target);

} // namespace gesso::core
