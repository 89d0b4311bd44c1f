// SPDX-License-Identifier: MIT
// Reads the fields of a generation one by one; the first mistake ends the reading.
#pragma once

#include "rules/generation.h"

#include <span>

namespace loopback {

class FieldReader {
public:
    explicit FieldReader(const Parameters &parameters) : parameters_(parameters) {}

    [[nodiscard]] bool has_failed() const { return refusal_.has_value(); }
    std::optional<Response> take_refusal() { return std::move(refusal_); }
    void refuse(Response response);

    // Null is the same as absent, as the services have it.
    [[nodiscard]] const Value *find(std::string_view name) const;

    // Each leaves `out` alone where the field is absent.
    void read_text(std::string_view name, std::string &out);
    void
    read_choice(std::string_view name, std::span<const std::string_view> choices, std::string &out);
    void read_integer(std::string_view name, int low, int high, int &out);
    void read_bool(std::string_view name, bool &out);

private:
    const Parameters &parameters_;
    std::optional<Response> refusal_;
};

size_t count_code_points(std::string_view utf8);

} // namespace loopback
