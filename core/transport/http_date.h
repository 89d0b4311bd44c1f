// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gesso::core {

// Seconds since 1970 of an HTTP date in any of its three forms, in GMT:
//   Fri, 29 Sep 2023 16:26:37 GMT    Friday, 29-Sep-23 16:26:37 GMT    Fri Sep 29 16:26:37 2023
// Nothing for any other text. The day of the week must be one, but not the right one.
std::optional<int64_t> parse_http_date(std::string_view text);

} // namespace gesso::core
