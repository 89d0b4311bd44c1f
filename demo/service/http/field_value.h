// SPDX-License-Identifier: MIT
// Header values of the kind `form-data; name="image[]"; filename=a.png`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loopback {

struct FieldValue {
    std::string value;                                           // lower case
    std::vector<std::pair<std::string, std::string>> parameters; // names in lower case

    [[nodiscard]] const std::string *find(std::string_view lower_name) const;
};

// Nothing where the grammar is broken: an open quote, a parameter without a value, one said twice.
std::optional<FieldValue> parse_field_value(std::string_view text);

// What `filename*=utf-8''a%20b.png` means; nothing where it is not of that form.
std::optional<std::string> decode_extended(std::string_view text);

} // namespace loopback
