// SPDX-License-Identifier: MIT
// Gathers a reply about an operation: a small JSON document.
#pragma once

#include "base/limits.h"
#include "stream/operation_reply.h"

#include <optional>
#include <string>

namespace gesso::core {

class OperationSink {
public:
    explicit OperationSink(const Limits &limits) : limits_(limits) {}

    Status begin(const ResponseHead &head);
    Status feed(Bytes bytes);
    // `line` is how the exchange ended. A whole document counts however that was. Otherwise, and
    // for a status that is not 2xx, says what is wrong.
    Status finish(const Status &line, std::optional<OperationReply> &out_reply);
    // The service's reason, when finish() said `refused`.
    const ServiceError &error() const { return error_; }

private:
    const Limits limits_;
    int http_status_ = 0;
    std::string body_;
    ServiceError error_;
};

} // namespace gesso::core
