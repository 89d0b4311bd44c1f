// SPDX-License-Identifier: MIT
#include "stream/operation_reply.h"

#include "base/json.h"
#include "base/text.h"
#include "stream/reply_facts.h"
#include "stream/service_error.h"

#include <algorithm>

namespace gesso::core {

namespace {

constexpr size_t kMaxItems = 64;
constexpr size_t kMaxId = 256;
constexpr size_t kMaxRevisedPrompt = 32'000;

int64_t seconds_of(const Json &object, std::string_view key)
{
    const Json *value = object.find(key);
    return value ? std::max<int64_t>(value->integer().value_or(0), 0) : 0;
}

OperationItem read_item(const Json &json)
{
    OperationItem item;
    item.url = text_member(json, "url");
    item.revised_prompt = clean_text(text_member(json, "revised_prompt"), kMaxRevisedPrompt);
    if (!item.url.empty())
        return item;
    if (is_truthy(json.find("error")))
        item.error = find_service_error(json).value_or(ServiceError());
    else if (is_truthy(json.find("code")) || is_truthy(json.find("message")))
        item.error = find_service_error(json); // the error without an envelope
    if (!item.error)
        item.error = find_filtered(json);
    return item;
}

// data[] stands in "result"; some gateways leave it at the root.
const Json::Array *find_data(const Json &root)
{
    const Json *result = root.find("result");
    for (const Json *object : {result, &root}) {
        const Json *data = object ? object->find("data") : nullptr;
        if (data && data->array())
            return data->array();
    }
    return nullptr;
}

void fail(OperationReply &reply, const char *what, const Json &root)
{
    reply.state = OperationReply::State::failed;
    reply.error = find_service_error(root).value_or(ServiceError());
    reply.reason = {StatusCode::service_failed, describe(what, reply.error)};
}

void judge(const Json &root, OperationReply &reply)
{
    const std::string status = to_lower_ascii(trim_ascii(text_member(root, "status")));
    if (status == "failed" || status == "failure" || status == "error")
        return fail(reply, "the operation failed", root);
    if (status == "canceled" || status == "cancelled")
        return fail(reply, "the service gave the operation up (it took too long there)", root);
    if (status == "deleted")
        return fail(reply, "the operation was deleted before its picture was fetched", root);
    if (is_truthy(root.find("error")))
        return fail(reply, "the operation failed", root);
    const bool is_done = status == "succeeded" || status == "success" || status == "completed";
    if (is_done || (status.empty() && find_data(root)))
        reply.state = OperationReply::State::succeeded;
}

} // namespace

Status read_operation(std::string_view body, OperationReply &out_reply)
{
    Json root;
    if (const Status parsed = parse_json(body, {}, root); !parsed.is_ok() || !root.object())
        return {
            StatusCode::protocol_error,
            "the service's word about its operation cannot be read; a proxy may stand in between"};
    OperationReply reply;
    reply.id = std::string(text_member(root, "id").substr(0, kMaxId));
    reply.created_unix = seconds_of(root, "created");
    reply.expires_unix = seconds_of(root, "expires");
    judge(root, reply);
    if (const Json::Array *data = find_data(root)) {
        for (size_t i = 0; i < std::min(data->size(), kMaxItems); ++i)
            reply.items.push_back(read_item((*data)[i]));
    }
    out_reply = std::move(reply);
    return {};
}

} // namespace gesso::core
