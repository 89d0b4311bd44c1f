// SPDX-License-Identifier: MIT
// The one file that includes nlohmann/json. Its event interface builds our own value, so that
// nesting is refused while it is read and no deep tree is ever copied or destroyed.
#include "base/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace gesso::core {

namespace {

// One open array or object; `members` has the key of the value that comes next.
struct Frame {
    bool is_object = false;
    Json::Array items;
    Json::Object members;
};

Status malformed_at(size_t offset)
{
    return {StatusCode::malformed, "the JSON is malformed at byte " + std::to_string(offset)};
}

// The names and signatures are nlohmann's; answering false stops the parse.
class TreeBuilder {
public:
    explicit TreeBuilder(uint32_t max_depth) : max_depth_(max_depth) {}

    bool null() { return add(Json()); }
    bool boolean(bool value) { return add(Json(value)); }
    bool number_integer(int64_t value) { return add(Json(value)); }
    bool number_unsigned(uint64_t value)
    {
        if (value > static_cast<uint64_t>(INT64_MAX))
            return add(Json(static_cast<double>(value)));
        return add(Json(static_cast<int64_t>(value)));
    }
    bool number_float(double value, const std::string & /*text*/) { return add(Json(value)); }
    bool string(std::string &value) { return add(Json(std::move(value))); }
    bool binary(std::vector<uint8_t> & /*value*/) { return false; } // not part of JSON text
    bool start_object(size_t /*size*/) { return open(true); }
    bool start_array(size_t /*size*/) { return open(false); }
    bool key(std::string &name)
    {
        frames_.back().members.emplace_back(std::move(name), Json());
        return true;
    }
    bool end_object()
    {
        Json::Object members = std::move(frames_.back().members);
        frames_.pop_back();
        return add(Json(std::move(members)));
    }
    bool end_array()
    {
        Json::Array items = std::move(frames_.back().items);
        frames_.pop_back();
        return add(Json(std::move(items)));
    }
    // The library's own message quotes the document, so only the place is kept.
    template <typename Error>
    bool parse_error(size_t offset, const std::string & /*token*/, const Error & /*error*/)
    {
        status_ = malformed_at(offset);
        return false;
    }

    const Status &status() const { return status_; }
    Json take_root() { return std::move(root_); }

private:
    bool open(bool is_object)
    {
        if (frames_.size() >= max_depth_) {
            status_ = {
                StatusCode::limit_exceeded,
                "the JSON is nested deeper than " + std::to_string(max_depth_) + " levels"};
            return false;
        }
        frames_.push_back({is_object, {}, {}});
        return true;
    }

    bool add(Json value)
    {
        if (frames_.empty())
            root_ = std::move(value);
        else if (frames_.back().is_object)
            frames_.back().members.back().second = std::move(value);
        else
            frames_.back().items.push_back(std::move(value));
        return true;
    }

    uint32_t max_depth_;
    std::vector<Frame> frames_;
    Json root_;
    Status status_;
};

} // namespace

std::optional<bool> Json::boolean() const
{
    const bool *value = std::get_if<bool>(&value_);
    return value ? std::optional<bool>(*value) : std::nullopt;
}

std::optional<int64_t> Json::integer() const
{
    if (const int64_t *value = std::get_if<int64_t>(&value_))
        return *value;
    const double *value = std::get_if<double>(&value_);
    // 2^63 is exact as a double; the largest int64_t is not, hence the half-open range.
    if (value && *value >= -0x1p63 && *value < 0x1p63 && std::trunc(*value) == *value)
        return static_cast<int64_t>(*value);
    return std::nullopt;
}

std::optional<double> Json::number() const
{
    if (const double *value = std::get_if<double>(&value_))
        return *value;
    const int64_t *value = std::get_if<int64_t>(&value_);
    return value ? std::optional<double>(static_cast<double>(*value)) : std::nullopt;
}

const Json *Json::find(std::string_view key) const
{
    const Object *members = object();
    if (!members)
        return nullptr;
    auto has_key = [key](const Member &member) { return member.first == key; };
    auto found = std::find_if(members->rbegin(), members->rend(), has_key);
    return found == members->rend() ? nullptr : &found->second;
}

void Json::set(std::string key, Json value)
{
    if (is_null())
        value_ = Object();
    Object *members = std::get_if<Object>(&value_);
    if (!members)
        return;
    auto has_key = [&key](const Member &member) { return member.first == key; };
    auto found = std::find_if(members->rbegin(), members->rend(), has_key);
    if (found == members->rend())
        members->emplace_back(std::move(key), std::move(value));
    else
        found->second = std::move(value);
}

void Json::push(Json value)
{
    if (is_null())
        value_ = Array();
    if (Array *items = std::get_if<Array>(&value_))
        items->push_back(std::move(value));
}

// Appends to one string; scalars are formatted by nlohmann, structure by us, in our order.
class JsonWriter {
public:
    explicit JsonWriter(int indent) : indent_(indent > 0 ? static_cast<size_t>(indent) : 0) {}

    void write(const Json &value)
    {
        if (const Json::Object *members = value.object())
            write_object(*members);
        else if (const Json::Array *items = value.array())
            write_array(*items);
        else
            write_scalar(value);
    }

    std::string take_text() { return std::move(text_); }

private:
    void write_object(const Json::Object &members)
    {
        open('{');
        for (size_t i = 0; i < members.size(); ++i) {
            begin_item(i);
            write_text(members[i].first);
            text_ += indent_ ? ": " : ":";
            write(members[i].second);
        }
        close('}', members.empty());
    }

    void write_array(const Json::Array &items)
    {
        open('[');
        for (size_t i = 0; i < items.size(); ++i) {
            begin_item(i);
            write(items[i]);
        }
        close(']', items.empty());
    }

    void write_scalar(const Json &value)
    {
        if (const std::string *text = value.string())
            write_text(*text);
        else if (const bool *is_true = std::get_if<bool>(&value.value_))
            text_ += *is_true ? "true" : "false";
        else if (const int64_t *integer = std::get_if<int64_t>(&value.value_))
            text_ += std::to_string(*integer);
        else if (const double *number = std::get_if<double>(&value.value_))
            text_ += nlohmann::json(*number).dump(); // "null" for what JSON cannot say
        else
            text_ += "null";
    }

    void write_text(const std::string &text)
    {
        constexpr auto kReplace = nlohmann::json::error_handler_t::replace;
        text_ += nlohmann::json(text).dump(-1, ' ', false, kReplace);
    }

    void open(char bracket)
    {
        text_ += bracket;
        ++depth_;
    }

    void begin_item(size_t index)
    {
        if (index > 0)
            text_ += ',';
        break_line();
    }

    void close(char bracket, bool is_empty)
    {
        --depth_;
        if (!is_empty)
            break_line();
        text_ += bracket;
    }

    void break_line()
    {
        if (indent_ == 0)
            return;
        text_ += '\n';
        text_.append(indent_ * depth_, ' ');
    }

    size_t indent_;
    size_t depth_ = 0;
    std::string text_;
};

Status parse_json(std::string_view text, const JsonLimits &limits, Json &out_value)
{
    if (text.size() > limits.max_bytes) {
        return {
            StatusCode::limit_exceeded, "the JSON has " + std::to_string(text.size()) +
                                            " bytes; the limit is " +
                                            std::to_string(limits.max_bytes)};
    }
    // The library takes a NUL for the end of its input and would accept what follows unread.
    const size_t nul = text.find('\0');
    if (nul != std::string_view::npos)
        return malformed_at(nul);
    TreeBuilder builder(limits.max_depth);
    const bool is_whole = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
    if (!is_whole)
        return builder.status().is_ok() ? malformed_at(text.size()) : builder.status();
    out_value = builder.take_root();
    return {};
}

std::string to_text(const Json &value, int indent)
{
    JsonWriter writer(indent);
    writer.write(value);
    return writer.take_text();
}

} // namespace gesso::core
