// SPDX-License-Identifier: MIT
#include "stream/service_error.h"

#include "base/limits.h"
#include "base/text.h"
#include "stream/error_class.h"
#include "stream/filter_report.h"
#include "stream/json_scanner.h"
#include "stream/json_tree.h"
#include "stream/plain_text.h"

namespace gesso::core {

namespace {

constexpr size_t kMaxMessage = 512; // code points, as flow.h promises
constexpr size_t kMaxName = 128;
constexpr size_t kMaxPlainText = 300; // of a body that is no JSON
constexpr int kMaxNesting = 3;        // of JSON text inside messages

// Of a JSON text that may be cut off: everything up to there.
class PartialDocument final : public JsonSink {
public:
    Status on_open(bool is_object) override
    {
        tree_.open(is_object);
        return {};
    }
    Status on_close() override
    {
        tree_.close();
        return {};
    }
    Status on_key(std::string_view key) override
    {
        tree_.key(key);
        return {};
    }
    Status on_value(Json value) override
    {
        tree_.add(std::move(value));
        return {};
    }
    bool wants_pieces() override { return false; }
    Status on_piece(Bytes /*piece*/) override { return {}; }
    Status on_pieces_end() override { return {}; }

    Json take() { return tree_.take(); }

private:
    JsonTree tree_;
};

std::optional<Json> parse_partial(std::string_view text)
{
    if (text.substr(0, 3) == "\xEF\xBB\xBF")
        text.remove_prefix(3);
    PartialDocument document;
    JsonScanner scanner(Limits{}, document);
    Status status = scanner.feed(text);
    if (status.is_ok())
        status = scanner.finish();
    if (!status.is_ok() && status.code != StatusCode::truncated)
        return std::nullopt;
    return document.take();
}

std::string message_of(std::string_view text)
{
    return hide_keys(clean_text(text, kMaxMessage));
}

// Strings as they are, numbers as text, everything else nothing.
std::string name_of(const Json *value)
{
    if (!value)
        return {};
    if (const std::string *text = value->string())
        return clean_text(*text, kMaxName);
    const std::optional<int64_t> number = value->integer();
    return number ? std::to_string(*number) : std::string();
}

// Text to show of a value of any shape: a list is its first item, an object its message.
std::string text_of(const Json *value)
{
    if (!value)
        return {};
    if (const std::string *text = value->string())
        return *text;
    if (const Json::Array *items = value->array())
        return items->empty() ? std::string() : text_of(&items->front());
    for (const char *key : {"message", "msg", "detail", "reason"}) {
        const Json *inner = value->find(key);
        if (inner && inner->string())
            return *inner->string();
    }
    return {};
}

void fill_missing(std::string &field, const std::string &other)
{
    if (field.empty())
        field = other;
}

// Of a list the first item that there is.
const Json *first_item(const Json *value)
{
    const Json::Array *items = value ? value->array() : nullptr;
    if (!items)
        return value;
    return items->empty() ? nullptr : &items->front();
}

// "litellm.BadRequestError: ... {"error": {...}}": the inner error says more than the wrapper.
void unwrap_nested_json(ServiceError &error, const std::string &raw_message, int nesting);

ServiceError from_error_object(const Json &value, int nesting)
{
    ServiceError error;
    const std::string raw = text_of(&value);
    error.message = message_of(raw);
    error.code = name_of(value.find("code"));
    error.type = name_of(value.find("type"));
    error.param = name_of(value.find("param"));
    read_filter_report(value, error);
    for (const char *key : {"inner_error", "innererror", "details"}) {
        const Json *inner = first_item(value.find(key));
        if (!inner)
            continue;
        error.is_content_filter =
            error.is_content_filter ||
            equals_ignoring_case(name_of(inner->find("code")), "ResponsibleAIPolicyViolation");
        read_filter_report(*inner, error);
        fill_missing(error.message, message_of(text_of(inner)));
        fill_missing(error.code, name_of(inner->find("code")));
    }
    unwrap_nested_json(error, raw, nesting);
    return error;
}

// Of FastAPI's {"detail": [{"loc": ["body", "size"], "msg": "...", "type": "..."}]}.
void fill_from_detail(const Json &detail, ServiceError &error)
{
    const Json::Array *items = detail.array();
    if (!items || items->empty())
        return;
    const Json &first = items->front();
    fill_missing(error.type, name_of(first.find("type")));
    const Json *place = first.find("loc");
    if (place && place->array() && !place->array()->empty())
        error.param = name_of(&place->array()->back());
}

std::optional<ServiceError> find_error(const Json &value, int nesting)
{
    const Json *inner = first_item(value.find("error"));
    if (is_truthy(inner) && inner->object()) {
        ServiceError found = from_error_object(*inner, nesting);
        read_filter_report(value, found); // some put it beside the error, not into it
        return found;
    }
    ServiceError error;
    if (is_truthy(inner)) {
        const std::string message = text_of(value.find("message"));
        error.message = message_of(message.empty() ? text_of(inner) : message);
        error.code = message.empty() ? std::string() : name_of(inner);
        unwrap_nested_json(error, text_of(inner), nesting);
        return error;
    }
    for (const char *key : {"detail", "message", "errors"}) {
        const Json *text = value.find(key);
        if (!is_truthy(text))
            continue;
        if (text->object())
            return from_error_object(*text, nesting);
        error = from_error_object(value, nesting);
        fill_missing(error.message, message_of(text_of(text)));
        if (const Json *item = first_item(text); item && item != text)
            fill_missing(error.code, name_of(item->find("code")));
        fill_from_detail(*text, error);
        fill_missing(error.code, name_of(value.find("statusCode")));
        return error;
    }
    return std::nullopt;
}

void unwrap_nested_json(ServiceError &error, const std::string &raw_message, int nesting)
{
    const size_t begin = raw_message.find('{');
    const size_t end = raw_message.rfind('}');
    if (nesting >= kMaxNesting || begin == std::string::npos || end == std::string::npos ||
        end < begin)
        return;
    const std::optional<Json> document =
        parse_partial(std::string_view(raw_message).substr(begin, end + 1 - begin));
    const std::optional<ServiceError> inner =
        document ? find_error(*document, nesting + 1) : std::nullopt;
    if (!inner || inner->message.empty())
        return;
    error.message = inner->message;
    error.is_content_filter = error.is_content_filter || inner->is_content_filter;
    if (!inner->categories.empty())
        error.categories = inner->categories;
    if (inner->stage != FilterStage::unknown)
        error.stage = inner->stage;
    // The wrapper's code is only the status again; the inner one tells why.
    if (!inner->code.empty())
        error.code = inner->code;
    if (!inner->type.empty())
        error.type = inner->type;
    if (!inner->param.empty())
        error.param = inner->param;
}

} // namespace

bool is_truthy(const Json *value)
{
    if (!value || value->is_null())
        return false;
    if (const std::string *text = value->string())
        return !text->empty();
    if (const Json::Array *items = value->array())
        return !items->empty();
    if (const Json::Object *members = value->object())
        return !members->empty();
    if (const std::optional<bool> is_set = value->boolean())
        return *is_set;
    return value->number() != 0.0;
}

std::optional<ServiceError> find_service_error(const Json &value)
{
    std::optional<ServiceError> error = find_error(value, 0);
    if (error)
        classify(*error);
    return error;
}

ServiceError parse_service_error(int http_status, std::string_view body)
{
    ServiceError error;
    const std::optional<Json> document = parse_partial(body);
    if (std::optional<ServiceError> found = document ? find_error(*document, 0) : std::nullopt) {
        error = std::move(*found);
        error.is_envelope = true;
    } else {
        error.message = hide_keys(clean_text(strip_tags(body, 8 * kMaxPlainText), kMaxPlainText));
    }
    classify(error);
    error.is_billing = error.is_billing || http_status == 402;
    return error;
}

std::string describe(std::string_view what, const ServiceError &error)
{
    std::string text(what);
    if (!error.message.empty())
        text += ": " + error.message;
    else if (!error.code.empty())
        text += " (" + error.code + ")";
    return text;
}

} // namespace gesso::core
