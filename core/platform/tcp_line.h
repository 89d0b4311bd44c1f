// SPDX-License-Identifier: MIT
#pragma once

#include "base/socket_line.h"

#include <memory>

namespace gesso::core {

std::unique_ptr<SocketLine> make_tcp_line();

} // namespace gesso::core
