// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"
#include "base/limits.h"
#include "stream/image_intake.h"
#include "stream/json_scanner.h"
#include "stream/json_tree.h"
#include "stream/reply_outcome.h"

#include <optional>
#include <string>

namespace gesso::core {

// One JSON object of a reply while it is scanned: a whole document or the data of one event.
// Images go on at once, everything small is kept until the object ends. Items of a data[] array
// are settled as each one closes.
class ReplyObject final : public JsonSink {
public:
    ReplyObject(const Limits &limits, ReplyOutcome &outcome, ImageReplySink &sink);

    // A new object. Without `takes_image` an image outside data[] is skipped.
    void begin(PassKind hint, bool takes_image);
    // Makes the end of the root object answer `finished`, so that nothing behind it is read.
    void stop_at_end() { stops_at_end_ = true; }

    bool is_closed() const { return is_closed_; }
    bool has_items() const { return item_count_ > 0; }
    bool has_image_or_url() const { return image_.has_any() || !url_.empty(); }
    Json take_root() { return tree_.take(); }

    // ---- once the object has ended --------------------------------------------------------------

    // Its image, address or error is what became of `output`.
    Status settle_final(uint32_t output, const Json &object);
    Status end_preview(const Json &object, bool keep);
    // Whatever has begun was no image of ours.
    Status drop_image();
    Status report_usage(const Json &root);
    // What the document says of all its images, wherever it stands in it.
    Status report_facts(const Json &root);
    // Reports the error and returns the status that stands for it.
    Status report_error(const ServiceError &error, std::optional<uint32_t> output);

    // What the sink answered when it was not ok.
    const Status &sink_failure() const;

private:
    enum class Text : uint8_t { skipped, image, url };

    Status on_open(bool is_object) override;
    Status on_close() override;
    Status on_key(std::string_view key) override;
    Status on_value(Json value) override;
    bool wants_pieces() override;
    Status on_piece(Bytes piece) override;
    Status on_pieces_end() override;

    bool is_at_item() const { return is_in_data_ && tree_.depth() == 2; }
    void begin_item();
    Status end_item(const Json &item);
    Status feed_url(Bytes piece);
    Status note(Status status);

    const size_t url_limit_;
    ReplyOutcome &outcome_;
    ImageReplySink &sink_;
    ImageIntake image_;
    JsonTree tree_;
    Status sink_failure_;

    bool stops_at_end_ = false;
    bool is_closed_ = false;
    PassKind hint_ = PassKind::unknown;
    bool takes_image_ = true;
    bool is_in_data_ = false;
    bool is_in_item_ = false;
    uint32_t item_count_ = 0;
    std::string key_; // of the value that comes next; empty inside arrays
    Text text_ = Text::skipped;
    std::string url_;
};

} // namespace gesso::core
