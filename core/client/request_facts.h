// SPDX-License-Identifier: MIT
// Small pure questions about requests and replies.
#pragma once

#include "client/request_record.h"

#include <optional>
#include <string>
#include <string_view>

namespace gesso::core {

void add_usage(Usage &sum, const Usage &part);
// What `facts` does not say is taken from `others`.
void fill_gaps(ImageFacts &facts, const ImageFacts &others);
// Pixels of one output while it is made, from the size asked for.
uint64_t expected_pixel_bytes(std::string_view size);
// The id that the service's support wants to hear; "" when there is none.
std::string request_id_of(const ResponseHead &head);
// The first output that ended with `result`, null when none did.
const OutputFacts *first_output(const RequestRecord &record, int32_t result);
// How long the service asks to wait, in its head or its text; 0 when it does not.
uint32_t told_wait_ms(const ResponseHead &head, std::string_view message, int64_t unix_now);

// "... retry after 12 seconds ...": Azure says it in the text when it sets no header (wire.md 6.2).
std::optional<double> said_wait_seconds(std::string_view message);

} // namespace gesso::core
