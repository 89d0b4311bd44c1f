// SPDX-License-Identifier: MIT
// What the servers that break HTTP on purpose have in common: a port of this machine, and bytes
// sent as they stand.
#pragma once

#include <cstdint>
#include <string>

namespace gesso_test {

// A socket with a port on 127.0.0.1 that does not listen yet; the caller's. Throws without one.
int bind_to_loopback(uint16_t &out_port);
// Gives up when the other side has gone.
void send_all(int line, const std::string &data);

} // namespace gesso_test
