// SPDX-License-Identifier: MIT
#include "stream/document_reply.h"

#include "stream/service_error.h"

namespace gesso::core {

namespace {

Status unreadable(const Status &status)
{
    const char *what = status.code == StatusCode::truncated ? "the reply ended early: "
                                                            : "the reply cannot be read: ";
    return {status.code, what + status.message};
}

} // namespace

DocumentReply::DocumentReply(const Limits &limits, ReplyOutcome &outcome, ReplyObject &object)
    : outcome_(outcome), object_(object), scanner_(limits, object)
{
    object_.begin(PassKind::final, true);
    object_.stop_at_end();
}

Status DocumentReply::feed(Bytes bytes)
{
    Status status = scanner_.feed(bytes);
    if (!object_.sink_failure().is_ok())
        return object_.sink_failure();
    if (!object_.is_closed())
        return status.is_ok() ? status : unreadable(status);
    GESSO_RETURN_IF_FAILED(end_document());
    return {StatusCode::finished, {}};
}

Status DocumentReply::finish()
{
    const Status status = scanner_.finish();
    if (!status.is_ok()) {
        // What it said before it broke is true of the images that arrived.
        const Json root = object_.take_root();
        GESSO_RETURN_IF_FAILED(object_.report_usage(root));
        GESSO_RETURN_IF_FAILED(object_.report_facts(root));
        return unreadable(status);
    }
    return end_document(); // a document that is no object or array
}

Status DocumentReply::end_document()
{
    return judge_document(object_.take_root(), outcome_, object_);
}

Status judge_document(const Json &root, ReplyOutcome &outcome, ReplyObject &object)
{
    GESSO_RETURN_IF_FAILED(object.report_usage(root));
    GESSO_RETURN_IF_FAILED(object.report_facts(root));
    if (is_truthy(root.find("error"))) {
        GESSO_RETURN_IF_FAILED(object.drop_image());
        const std::optional<ServiceError> error = find_service_error(root);
        outcome.fail(object.report_error(error.value_or(ServiceError()), std::nullopt));
        return object.sink_failure();
    }
    // Without a data[]: an image beside the root's other members, or else what they say instead.
    if (object.has_image_or_url())
        return object.settle_final(outcome.next_awaited(), root);
    if (!outcome.has_any()) {
        if (const std::optional<ServiceError> error = find_service_error(root))
            outcome.fail(object.report_error(*error, std::nullopt));
    }
    return object.sink_failure();
}

} // namespace gesso::core
