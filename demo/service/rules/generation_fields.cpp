// SPDX-License-Identifier: MIT
#include "rules/generation_fields.h"

#include <algorithm>

namespace loopback {

namespace {

std::string_view type_name(const Value &value)
{
    if (std::holds_alternative<bool>(value)) {
        return "a boolean";
    }
    if (std::holds_alternative<int64_t>(value)) {
        return "an integer";
    }
    if (std::holds_alternative<std::string>(value)) {
        return "a string";
    }
    const OtherType *other = std::get_if<OtherType>(&value);
    return other != nullptr ? other->article_and_name : "null";
}

std::string quoted(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

std::string listed(std::span<const std::string_view> choices)
{
    std::string out;
    for (size_t i = 0; i < choices.size(); ++i) {
        if (i > 0) {
            out += i + 1 == choices.size() ? (i == 1 ? " and " : ", and ") : ", ";
        }
        out += quoted(choices[i]);
    }
    return out;
}

} // namespace

void FieldReader::refuse(Response response)
{
    if (!refusal_) {
        refusal_ = std::move(response);
    }
}

const Value *FieldReader::find(std::string_view name) const
{
    for (const auto &[key, value] : parameters_) {
        if (key == name) {
            return std::holds_alternative<std::nullptr_t>(value) ? nullptr : &value;
        }
    }
    return nullptr;
}

void FieldReader::read_text(std::string_view name, std::string &out)
{
    const Value *value = find(name);
    if (value == nullptr) {
        return;
    }
    if (const auto *text = std::get_if<std::string>(value)) {
        out = *text;
        return;
    }
    refuse(invalid_type(name, "a string", type_name(*value)));
}

void FieldReader::read_choice(
    std::string_view name, std::span<const std::string_view> choices, std::string &out)
{
    std::string chosen = out;
    read_text(name, chosen);
    if (has_failed() || find(name) == nullptr) {
        return;
    }
    if (std::find(choices.begin(), choices.end(), chosen) == choices.end()) {
        refuse(invalid_value(
            name, "Invalid value: " + quoted(chosen.substr(0, 100)) +
                      ". Supported values are: " + listed(choices) + "."));
        return;
    }
    out = chosen;
}

void FieldReader::read_integer(std::string_view name, int low, int high, int &out)
{
    const Value *value = find(name);
    if (value == nullptr) {
        return;
    }
    const auto *number = std::get_if<int64_t>(value);
    if (number == nullptr) {
        refuse(invalid_type(name, "an integer", type_name(*value)));
        return;
    }
    if (*number < low || *number > high) {
        const bool is_low = *number < low;
        refuse(invalid_value(
            name, "Invalid " + quoted(name) + ": integer " +
                      (is_low ? "below minimum" : "above maximum") + " value. Expected a value " +
                      (is_low ? ">= " : "<= ") + std::to_string(is_low ? low : high) +
                      ", but got " + std::to_string(*number) + " instead."));
        return;
    }
    out = static_cast<int>(*number);
}

void FieldReader::read_bool(std::string_view name, bool &out)
{
    const Value *value = find(name);
    if (value == nullptr) {
        return;
    }
    if (const auto *flag = std::get_if<bool>(value)) {
        out = *flag;
        return;
    }
    refuse(invalid_type(name, "a boolean", type_name(*value)));
}

size_t count_code_points(std::string_view utf8)
{
    return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
        return (static_cast<unsigned>(c) & 0xC0U) != 0x80U;
    }));
}

} // namespace loopback
