// SPDX-License-Identifier: MIT
#pragma once

#include "base/json.h"

#include <cstdint>
#include <string>

namespace gesso::core {

// A JSON number by the strict grammar, taken byte by byte.
class JsonNumber {
public:
    void restart();
    // False, and no effect, when `c` does not continue the number.
    bool take(uint8_t c);
    // What was taken is a number; more may still follow.
    bool is_whole() const;
    // Null when no type holds it, or when it has more than a thousand digits.
    Json value() const;

private:
    enum class Place : uint8_t {
        start,
        sign,
        zero,
        integer,
        point,
        fraction,
        exponent,
        exponent_sign,
        exponent_digits,
        nowhere,
    };
    enum class Class : uint8_t { zero, digit, point, exponent, plus, minus, other };

    static Class classify(uint8_t c);
    static Place next(Place place, Class c);

    Place place_ = Place::start;
    std::string text_;
    bool is_too_long_ = false;
};

} // namespace gesso::core
