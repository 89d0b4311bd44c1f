// SPDX-License-Identifier: MIT
// Writes one JSON value after the other; the caller says what they mean.
#pragma once

#include "gesso/gesso.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gesso_cli {

class JsonLine {
public:
    JsonLine &begin_object() { return open('{'); }
    JsonLine &end_object() { return close('}'); }
    JsonLine &begin_array() { return open('['); }
    JsonLine &end_array() { return close(']'); }
    JsonLine &key(std::string_view name);
    JsonLine &text(std::string_view value); // invalid UTF-8 becomes U+FFFD
    JsonLine &number(int64_t value);
    JsonLine &optional(const gesso_opt_i64 &value); // null when unset

    JsonLine &field(std::string_view name, std::string_view value) { return key(name).text(value); }
    JsonLine &field(std::string_view name, int64_t value) { return key(name).number(value); }

    [[nodiscard]] const std::string &str() const { return out_; }

private:
    JsonLine &open(char bracket);
    JsonLine &close(char bracket);
    void separate();
    void write_string(std::string_view value);

    std::string out_;
    bool needs_comma_ = false;
};

} // namespace gesso_cli
