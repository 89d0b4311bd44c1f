// SPDX-License-Identifier: MIT
#include "prompt_tags.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace loopback {

namespace {

using Text = std::string_view;

constexpr size_t kMaxRemembered = 4096;
constexpr Text kOnce = "-once";
constexpr Text kCategories = R"("hate":{"filtered":false,"severity":"safe"},)"
                             R"("violence":{"filtered":true,"severity":"medium"},)"
                             R"("sexual":{"filtered":false,"severity":"safe"},)"
                             R"("self_harm":{"filtered":false,"severity":"safe"})";

struct StreamError {
    Text tag;
    Text event;
    Text help;
};

// Longer tags first would not matter: a tag is matched with its brackets.
constexpr std::array<StreamError, 6> kStreamErrors{{
    {"[error-event]",
     "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"server_error\","
     "\"code\":\"server_error\",\"message\":\"The server had an error while processing your "
     "request.\",\"param\":null}}\n\n",
     "a stream ends in an error event instead of the final image"},
    {"[error-event-refused]",
     "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"image_generation_user_error\","
     "\"code\":\"moderation_blocked\",\"message\":\"Your request was rejected by the safety "
     "system.\",\"param\":null,\"moderation_details\":{\"moderation_stage\":\"output\","
     "\"categories\":[\"violence\"]}}}\n\n",
     "the filter's, after the previews"},
    {"[error-event-bare]",
     "event: error\ndata: {\"error\":{\"message\":\"The server had an error.\",\"type\":"
     "\"server_error\",\"code\":null}}\n\n",
     "without a type"},
    {"[error-event-nameless]", "data: {\"error\":{\"message\":\"The server had an error.\"}}\n\n",
     "without a name"},
    {"[error-event-flat]",
     "event: error\ndata: {\"code\":\"server_error\",\"message\":\"The server had an error.\","
     "\"param\":null}\n\n",
     "without an envelope"},
    {"[failed-event]",
     "event: image_generation.failed\ndata: {\"type\":\"image_generation.failed\",\"error\":"
     "{\"code\":\"server_error\",\"message\":\"The server had an error.\"}}\n\n",
     "image_generation.failed"},
}};

bool has_tag(Text prompt, Text tag)
{
    return prompt.find(tag) != Text::npos;
}

// The words in brackets, one after another.
std::vector<Text> tags_of(Text prompt)
{
    std::vector<Text> tags;
    size_t open = 0;
    while ((open = prompt.find('[', open)) != Text::npos) {
        const size_t close = prompt.find(']', ++open);
        if (close != Text::npos) {
            tags.push_back(prompt.substr(open, close - open));
        }
    }
    return tags;
}

void replace_all(std::string &text, Text what, Text by)
{
    for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
        text.replace(at, what.size(), by);
    }
}

std::string http_date(std::time_t time)
{
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 40> text{};
    std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return text.data();
}

std::string filled(std::string text, const Occasion &occasion)
{
    const std::time_t now = std::time(nullptr);
    replace_all(text, "{id}", occasion.request_id);
    replace_all(text, "{created}", std::to_string(now));
    replace_all(text, "{categories}", kCategories);
    replace_all(text, "{date}", http_date(now + 2));
    replace_all(text, "{elsewhere}", occasion.elsewhere);
    return text;
}

Response response_of(const ErrorRow &row, const Occasion &occasion)
{
    Response response;
    response.status = row.status;
    response.content_type = row.content_type;
    response.body = filled(text_of(row.body), occasion);
    response.error_code = row.body.code;
    Text rest = row.headers;
    while (!rest.empty()) {
        const Text line = rest.substr(0, rest.find('\n'));
        const size_t colon = line.find(": ");
        response.headers.emplace_back(
            line.substr(0, colon), filled(std::string(line.substr(colon + 2)), occasion));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    return response;
}

Players cloud_of(Form form)
{
    return is_azure(form) ? kAzure : kOpenai;
}

Players asker_of(const Generation &generation)
{
    const Family family = generation.model->family;
    const Players model = generation.model->is_gpt() ? kGpt
                          : family == Family::dalle3 ? kDalle3
                                                     : kDalle2;
    return cloud_of(generation.form) | model;
}

std::string help_line(Text tag, Text help)
{
    std::string line = "  " + std::string(tag);
    line.append(line.size() < 25 ? 25 - line.size() : 1, ' ');
    return line.append(help) + "\n";
}

} // namespace

std::string PromptTags::help()
{
    std::string out = "Instead of an image (in brackets; with -once: at the first try of a prompt "
                      "alone):\n";
    std::string others;
    for (const auto rows : {filter_rows(), access_rows(), trouble_rows(), foreign_rows()}) {
        for (const ErrorRow &row : rows) {
            const std::string tag = "[" + std::string(row.tag) + "]";
            out += row.help.empty() ? "" : help_line(tag, row.help);
            const bool is_new = !has_tag(out, tag) && !has_tag(others, tag);
            others += is_new ? help_line(tag, std::to_string(row.status)) : "";
        }
    }
    out += others;
    out += "On the way to the image:\n" +
           help_line("[slow]", "five more seconds before the first image byte") +
           help_line(
               "[cut]", "the connection breaks in the middle of the last image, after its "
                        "previews") +
           help_line("[expired]", "result links are over at once") +
           help_line("[ignores-stream]", "a document although a stream was asked for") +
           help_line("[ends-early]", "a stream ends without its final image") +
           help_line("[done-marker]", "a stream ends in data: [DONE]");
    for (const StreamError &error : kStreamErrors) {
        out += help_line(error.tag, error.help);
    }
    return out;
}

bool PromptTags::is_first_try(const std::string &prompt)
{
    const std::scoped_lock lock(mutex_);
    if (tries_.size() >= kMaxRemembered) {
        tries_.clear();
    }
    return tries_[prompt]++ == 0;
}

std::optional<Response>
PromptTags::refusal_for(const Generation &generation, const Occasion &occasion)
{
    for (Text tag : tags_of(generation.prompt)) {
        const bool is_once = tag.ends_with(kOnce);
        tag.remove_suffix(is_once ? kOnce.size() : 0);
        const ErrorRow *row = find_row(tag, asker_of(generation));
        if (row == nullptr) {
            continue;
        }
        if (!(is_once || row->is_first_only) || is_first_try(generation.prompt)) {
            return response_of(*row, occasion);
        }
    }
    return std::nullopt;
}

bool PromptTags::plan(std::string_view tag, int count)
{
    const std::scoped_lock lock(mutex_);
    planned_tag_ = tag;
    planned_count_ = count;
    return find_row(tag, kEverywhere) != nullptr;
}

std::optional<Response> PromptTags::planned_for(Form form, const Occasion &occasion)
{
    const std::scoped_lock lock(mutex_);
    const ErrorRow *row =
        planned_count_ > 0 ? find_row(planned_tag_, cloud_of(form) | kGpt) : nullptr;
    if (row == nullptr) {
        return std::nullopt;
    }
    --planned_count_;
    return response_of(*row, occasion);
}

Mischief PromptTags::mischief_of(std::string_view prompt)
{
    Mischief mischief;
    if (prompt.find('[') == Text::npos) {
        return mischief;
    }
    mischief.is_slow = has_tag(prompt, "[slow]");
    mischief.cuts_image = has_tag(prompt, "[cut]");
    mischief.expires_links = has_tag(prompt, "[expired]");
    mischief.ignores_stream = has_tag(prompt, "[ignores-stream]");
    mischief.ends_early = has_tag(prompt, "[ends-early]");
    mischief.ends_in_done = has_tag(prompt, "[done-marker]");
    for (const StreamError &error : kStreamErrors) {
        mischief.stream_error = has_tag(prompt, error.tag) ? error.event : mischief.stream_error;
    }
    return mischief;
}

} // namespace loopback
