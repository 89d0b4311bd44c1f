// SPDX-License-Identifier: MIT
// Words in a prompt that make the service behave like a cloud on a bad day.
#pragma once

#include "rules/generation.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace loopback {

struct Mischief {
    bool is_slow = false;       // [slow]: five more seconds of thinking
    bool cuts_image = false;    // [cut]: the line breaks in the middle of the last image
    bool expires_links = false; // [expired]: result links are over at once
    bool ends_in_error = false; // [error-event]: an error event instead of the final image
};

class PromptTags {
public:
    // An answer instead of an image, or nothing.
    std::optional<Response> refusal_for(const Generation &generation);

    static Mischief mischief_of(std::string_view prompt);

    // What --help says about them.
    static std::string_view help();

private:
    bool is_first_try(const std::string &prompt);

    std::mutex mutex_;
    std::map<std::string, int> tries_;
};

} // namespace loopback
