// SPDX-License-Identifier: MIT
// Small JSON documents: errors, tokens, sidecars, settings. Documents that carry images go through
// stream/json_scanner.h instead, which never holds them whole.
#pragma once

#include "base/status.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gesso::core {

// A JSON value. Object members keep their order; of duplicate keys find() returns the last.
class Json {
public:
    using Array = std::vector<Json>;
    using Member = std::pair<std::string, Json>;
    using Object = std::vector<Member>;

    Json() = default; // null
    Json(bool value) : value_(value) {}
    Json(int64_t value) : value_(value) {}
    Json(int value) : value_(int64_t{value}) {}
    Json(double value) : value_(value) {}
    Json(std::string value) : value_(std::move(value)) {}
    Json(const char *value) : value_(std::string(value)) {}
    Json(Array value) : value_(std::move(value)) {}
    Json(Object value) : value_(std::move(value)) {}

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    // Each returns null or nothing when the value is of another type.
    const std::string *string() const { return std::get_if<std::string>(&value_); }
    const Array *array() const { return std::get_if<Array>(&value_); }
    const Object *object() const { return std::get_if<Object>(&value_); }
    std::optional<bool> boolean() const;
    std::optional<int64_t> integer() const; // also a double without a fraction, in range
    std::optional<double> number() const;

    const Json *find(std::string_view key) const; // null unless an object with that key
    void set(std::string key, Json value);        // object only (null becomes one); replaces
    void push(Json value);                        // array only (null becomes one)

private:
    friend class JsonWriter;
    std::variant<std::monostate, bool, int64_t, double, std::string, Array, Object> value_;
};

struct JsonLimits {
    size_t max_bytes = size_t{1} << 20;
    uint32_t max_depth = 64;
};

// Parses one whole document. A leading BOM is skipped, invalid UTF-8 is malformed; the message
// names the byte offset, never the content.
Status parse_json(std::string_view text, const JsonLimits &limits, Json &out_value);

// Compact text, or indented when `indent` > 0. Strings that are not UTF-8 are written with U+FFFD.
std::string to_text(const Json &value, int indent = 0);

} // namespace gesso::core
