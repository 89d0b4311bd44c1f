// SPDX-License-Identifier: MIT
#pragma once

#include "stream/json_scanner.h"
#include "stream/reply_object.h"
#include "stream/reply_outcome.h"

namespace gesso::core {

// A reply that is one JSON document: {"data": [...], "usage": {...}}.
class DocumentReply {
public:
    DocumentReply(const Limits &limits, ReplyOutcome &outcome, ReplyObject &object);

    // Finished once the document has closed.
    Status feed(Bytes bytes);
    // Ok when the document was whole.
    Status finish();

private:
    Status end_document();

    ReplyOutcome &outcome_;
    ReplyObject &object_;
    JsonScanner scanner_;
};

// What the root of a whole document says once its items are settled.
Status judge_document(const Json &root, ReplyOutcome &outcome, ReplyObject &object);

} // namespace gesso::core
