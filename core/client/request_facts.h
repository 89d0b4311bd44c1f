// SPDX-License-Identifier: MIT
// Small pure questions about requests and replies.
#pragma once

#include "client/request_record.h"

#include <optional>
#include <string>
#include <string_view>

namespace gesso::core {

void add_usage(Usage &sum, const Usage &part);
// Pixels of one output while it is made, from the size asked for.
uint64_t expected_pixel_bytes(std::string_view size);
// The id that the service's support wants to hear; null when there is none.
const std::string *request_id_of(const ResponseHead &head);
// The first thing there is to tell about an output, "" when all is well.
std::string first_message(const RequestRecord &record);

// "... retry after 12 seconds ...": Azure says it in the text when it sets no header (wire.md 6.2).
std::optional<double> said_wait_seconds(std::string_view message);

} // namespace gesso::core
