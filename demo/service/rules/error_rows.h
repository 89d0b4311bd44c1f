// SPDX-License-Identifier: MIT
// Everything a cloud may answer instead of an image, as rows of a table. A row is asked for by its
// tag in a prompt, or for the next requests of any kind through /__fail.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace loopback {

// Who answers like this: at least one cloud, and at least one family of models.
using Players = uint8_t;
inline constexpr Players kOpenai = 1;
inline constexpr Players kAzure = 2;
inline constexpr Players kGpt = 4;
inline constexpr Players kDalle3 = 8;
inline constexpr Players kDalle2 = 16;
inline constexpr Players kFamilies = kGpt | kDalle3 | kDalle2;
inline constexpr Players kOnOpenai = kOpenai | kFamilies;
inline constexpr Players kOnAzure = kAzure | kFamilies;
inline constexpr Players kEverywhere = kOpenai | kAzure | kFamilies;

// The usual shapes of bodies; `raw` is written as it stands.
struct ErrorBody {
    enum class Shape : uint8_t { raw, openai, azure, moderation, html };
    Shape shape = Shape::raw;
    std::string_view message;
    std::string_view code = {};       // empty: null
    std::string_view type = {};       // of OpenAI's
    std::string_view stage = {};      // of moderation
    std::string_view categories = {}; // of moderation, as the elements of a JSON array
};

constexpr ErrorBody raw_body(std::string_view text, std::string_view code = {})
{
    return {ErrorBody::Shape::raw, text, code};
}

constexpr ErrorBody
openai_body(std::string_view type, std::string_view code, std::string_view message)
{
    return {ErrorBody::Shape::openai, message, code, type};
}

constexpr ErrorBody azure_body(std::string_view code, std::string_view message)
{
    return {ErrorBody::Shape::azure, message, code};
}

// {"error":{...}} in the shape that is asked for, its placeholders still in it.
std::string text_of(const ErrorBody &body);

// Bodies and headers may hold {id} (of the request), {created} (seconds), {categories} (of Azure's
// filter), {date} (two seconds ahead, as HTTP writes it) and {elsewhere} (this service under
// another name of its host).
struct ErrorRow {
    std::string_view tag;
    Players players;
    int status;
    ErrorBody body;
    std::string_view headers; // "Name: value" on lines of their own
    std::string_view help;    // of a tag's first row
    std::string_view content_type = "application/json";
    bool is_first_only = false; // the second try of a prompt is answered as usual
};

// Refusals, keys, places, rates and servers, as the two clouds write them.
std::span<const ErrorRow> filter_rows();
std::span<const ErrorRow> access_rows();
std::span<const ErrorRow> trouble_rows();

// What proxies and lookalikes write, which is anything.
std::span<const ErrorRow> foreign_rows();

// The row of a tag (without brackets) for this asker, or null.
const ErrorRow *find_row(std::string_view tag, Players asker);

} // namespace loopback
