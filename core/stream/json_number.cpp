// SPDX-License-Identifier: MIT
#include "stream/json_number.h"

#include <charconv>

namespace gesso::core {

namespace {

constexpr size_t kMaxText = 1024;

} // namespace

void JsonNumber::restart()
{
    place_ = Place::start;
    text_.clear();
    is_too_long_ = false;
}

bool JsonNumber::take(uint8_t c)
{
    const Place place = next(place_, classify(c));
    if (place == Place::nowhere)
        return false;
    place_ = place;
    is_too_long_ = is_too_long_ || text_.size() >= kMaxText;
    if (!is_too_long_)
        text_ += static_cast<char>(c);
    return true;
}

bool JsonNumber::is_whole() const
{
    return place_ == Place::zero || place_ == Place::integer || place_ == Place::fraction ||
           place_ == Place::exponent_digits;
}

Json JsonNumber::value() const
{
    if (is_too_long_)
        return Json();
    const char *end = text_.data() + text_.size();
    if (text_.find_first_of(".eE") == std::string::npos) {
        int64_t integer = 0;
        if (std::from_chars(text_.data(), end, integer).ec == std::errc())
            return Json(integer);
    }
    double number = 0;
    if (std::from_chars(text_.data(), end, number).ec == std::errc())
        return Json(number);
    return Json();
}

JsonNumber::Class JsonNumber::classify(uint8_t c)
{
    switch (c) {
    case '0':
        return Class::zero;
    case '.':
        return Class::point;
    case 'e':
    case 'E':
        return Class::exponent;
    case '+':
        return Class::plus;
    case '-':
        return Class::minus;
    default:
        return c >= '1' && c <= '9' ? Class::digit : Class::other;
    }
}

// The grammar as a table: a row for each place, a column for each class of byte.
JsonNumber::Place JsonNumber::next(Place place, Class c)
{
    using P = Place;
    constexpr P kNo = P::nowhere;
    static constexpr P kNext[9][7] = {
        // zero               digit               point     exponent     plus              minus
        {P::zero, P::integer, kNo, kNo, kNo, P::sign, kNo},             // start
        {P::zero, P::integer, kNo, kNo, kNo, kNo, kNo},                 // sign
        {kNo, kNo, P::point, P::exponent, kNo, kNo, kNo},               // zero
        {P::integer, P::integer, P::point, P::exponent, kNo, kNo, kNo}, // integer
        {P::fraction, P::fraction, kNo, kNo, kNo, kNo, kNo},            // point
        {P::fraction, P::fraction, kNo, P::exponent, kNo, kNo, kNo},    // fraction
        {P::exponent_digits, P::exponent_digits, kNo, kNo, P::exponent_sign, P::exponent_sign, kNo},
        {P::exponent_digits, P::exponent_digits, kNo, kNo, kNo, kNo, kNo}, // exponent_sign
        {P::exponent_digits, P::exponent_digits, kNo, kNo, kNo, kNo, kNo}, // exponent_digits
    };
    return kNext[static_cast<size_t>(place)][static_cast<size_t>(c)];
}

} // namespace gesso::core
