// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"
#include "base/exchange.h"
#include "base/socket_line.h"

#include <memory>
#include <string>

namespace gesso::core {

struct TlsSettings {
    std::string ca_file; // PEM; empty: the system's trust store. Verification has no off switch.
};

// An exchange over sockets, a new connection for each run. Null unless `out_status` is ok: a CA
// file that is missing, empty or damaged is tls_failed here, before anything is sent.
//
// Its thread must block SIGPIPE (platform/thread_setup.h). The status of a report is `ok` when the
// reply came to its end as announced, whatever its HTTP status; `finished` when the sink wanted no
// more; else the sink's own status, the reason of interrupt(), or why the line failed.
std::unique_ptr<Exchange> make_http_exchange(
    const Origin &origin, const TlsSettings &tls, Clock &clock, std::unique_ptr<SocketLine> line,
    Status &out_status);

} // namespace gesso::core
