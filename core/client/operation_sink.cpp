// SPDX-License-Identifier: MIT
#include "client/operation_sink.h"

#include "stream/service_error.h"

#include <algorithm>

namespace gesso::core {

Status OperationSink::begin(const ResponseHead &head)
{
    http_status_ = head.status;
    return {};
}

Status OperationSink::feed(Bytes bytes)
{
    // Addresses only: what does not fit into the space of an error is no such document.
    const size_t room =
        limits_.error_body_bytes - std::min<size_t>(body_.size(), limits_.error_body_bytes);
    if (bytes.size() > room)
        return {
            StatusCode::limit_exceeded, "the service's word about its operation is larger than " +
                                            std::to_string(limits_.error_body_bytes) + " bytes"};
    body_.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    return {};
}

Status OperationSink::finish(const Status &line, std::optional<OperationReply> &out_reply)
{
    if (http_status_ == 0)
        return line;
    if (http_status_ < 200 || http_status_ > 299) {
        error_ = parse_service_error(http_status_, body_);
        return {
            StatusCode::refused,
            describe("the service answered " + std::to_string(http_status_), error_)};
    }
    OperationReply reply;
    // An empty 202 says it all in its header.
    const bool is_silent = line.is_ok() && body_.empty() && http_status_ == 202;
    Status read = is_silent ? Status() : read_operation(body_, reply);
    if (!read.is_ok())
        return line.is_ok() ? read : line;
    out_reply = std::move(reply);
    return {};
}

} // namespace gesso::core
