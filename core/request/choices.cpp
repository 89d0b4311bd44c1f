// SPDX-License-Identifier: MIT
#include "request/choices.h"

#include "base/text.h"

#include <algorithm>

namespace gesso::core {

bool is_listed(std::string_view value, Choices choices)
{
    return std::find(choices.begin(), choices.end(), value) != choices.end();
}

std::string list_text(Choices choices)
{
    std::string text;
    for (size_t i = 0; i < choices.size(); ++i) {
        if (i > 0)
            text += i + 1 == choices.size() ? " or " : ", ";
        text += choices[i];
    }
    return text;
}

Status
check_choice(const char *field, std::string_view value, Choices choices, std::string_view family)
{
    if (value.empty() || is_listed(value, choices))
        return {};
    const std::string name(family);
    if (choices.empty()) {
        return {
            StatusCode::invalid_argument,
            std::string(field) + ": " + name + " does not take it; leave it out"};
    }
    return {
        StatusCode::invalid_argument, std::string(field) + " " + clean_text(value, 40) + ": " +
                                          name + " takes " + list_text(choices)};
}

} // namespace gesso::core
