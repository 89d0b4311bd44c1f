// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"
#include "base/limits.h"
#include "stream/document_reply.h"
#include "stream/event_reply.h"
#include "stream/reply_format.h"
#include "stream/reply_object.h"
#include "stream/reply_outcome.h"

#include <optional>
#include <string>

namespace gesso::core {

// A reply of an image service, from its HTTP head to images, in one pass and while it arrives.
//
// JSON and event streams are told apart by looking, not by what was asked for. Nothing is success
// but a whole image: the end of the connection proves nothing. Damage to one image, or an error
// reported for one, leaves the others alone. Every on_image_begin is followed by an on_image_end
// unless the sink itself has stopped the flow.
//
// One thread; `sink` outlives the reader and is called from begin, feed and finish only.
class ImageReplyReader {
public:
    ImageReplyReader(const Limits &limits, uint32_t expected_outputs, ImageReplySink &sink);

    // Fails for a reply that is never read: a redirect, an encoding that was not asked for.
    Status begin(const ResponseHead &head);
    // Finished when nothing more is needed from the server. What the sink answers is passed up.
    Status feed(Bytes bytes);
    // The exchange has ended, however. Ok when every expected output was handed on as an image or
    // an address; any other status says what became of those that were not. Answers the same again.
    Status finish();

    // Nothing more is needed from the server, and finish() will say ok.
    bool is_complete() const;

private:
    enum class Mode : uint8_t { head, refusal, sniffing, document, events };

    Status read(Bytes bytes);
    Status sniff(Bytes bytes);
    Status keep_refusal(Bytes bytes);
    Status end_refusal();
    Status end_reply();

    const Limits limits_;
    ImageReplySink &sink_;
    ReplyOutcome outcome_;
    ReplyObject object_;
    Mode mode_ = Mode::head;
    std::optional<ReplySniffer> sniffer_;
    std::optional<DocumentReply> document_;
    std::optional<EventReply> events_;

    int http_status_ = 0;
    bool is_encoded_ = false;
    std::string refusal_;   // body of a reply that is not 2xx, as much as the limit allows
    std::string told_code_; // x-ms-error-code
    Status status_;         // what feed answers once it is not ok
    bool is_over_ = false;
    Status verdict_;
};

} // namespace gesso::core
