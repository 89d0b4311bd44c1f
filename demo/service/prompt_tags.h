// SPDX-License-Identifier: MIT
// Words in a prompt that make the service behave like a cloud on a bad day.
#pragma once

#include "rules/error_rows.h"
#include "rules/generation.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace loopback {

struct Mischief {
    bool is_slow = false;               // five more seconds of thinking
    bool cuts_image = false;            // the line breaks in the middle of the last final image
    bool expires_links = false;         // result links are over at once
    bool ignores_stream = false;        // a document although a stream was asked for
    bool ends_early = false;            // a stream without its final image
    bool ends_in_done = false;          // data: [DONE] at the end of a stream
    std::string_view stream_error = {}; // an event instead of the final image
};

// What the placeholders of a row stand for.
struct Occasion {
    std::string request_id;
    std::string elsewhere;
};

class PromptTags {
public:
    // An answer instead of an image, or nothing.
    std::optional<Response> refusal_for(const Generation &generation, const Occasion &occasion);

    // The answers of the next `count` requests of any kind, whatever they ask for. False where no
    // row has that tag.
    bool plan(std::string_view tag, int count);
    std::optional<Response> planned_for(Form form, const Occasion &occasion);

    static Mischief mischief_of(std::string_view prompt);

    // What --help says about them.
    static std::string help();

private:
    bool is_first_try(const std::string &prompt);

    std::mutex mutex_;
    std::map<std::string, int> tries_;
    std::string planned_tag_;
    int planned_count_ = 0;
};

} // namespace loopback
