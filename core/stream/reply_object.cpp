// SPDX-License-Identifier: MIT
#include "stream/reply_object.h"

#include "base/text.h"
#include "stream/reply_facts.h"
#include "stream/service_error.h"

#include <algorithm>

namespace gesso::core {

namespace {

constexpr std::string_view kDataScheme = "data:";

bool is_image_key(std::string_view key)
{
    return key == "b64_json" || key == "partial_image_b64";
}

} // namespace

ReplyObject::ReplyObject(const Limits &limits, ReplyOutcome &outcome, ImageReplySink &sink)
    : url_limit_(limits.small_value_bytes), outcome_(outcome), sink_(sink), image_(sink)
{}

void ReplyObject::begin(PassKind hint, bool takes_image)
{
    tree_ = JsonTree();
    is_closed_ = false;
    hint_ = hint;
    takes_image_ = takes_image;
    is_in_data_ = false;
    is_in_item_ = false;
    item_count_ = 0;
    key_.clear();
    url_.clear();
    image_.expect({hint, 0});
}

Status ReplyObject::settle_final(uint32_t output, const Json &object)
{
    const Json *reported = object.find("error");
    if (is_truthy(reported)) {
        GESSO_RETURN_IF_FAILED(drop_image());
        outcome_.settle(
            output, report_error(find_service_error(object).value_or(ServiceError()), output));
        return sink_failure();
    }
    Status damage;
    if (image_.has_any()) {
        damage = image_.condition();
        ImageFacts facts = read_facts(object, tree_);
        facts.kind = PassKind::final;
        facts.output = output;
        GESSO_RETURN_IF_FAILED(note(image_.end(facts, damage.is_ok())));
        if (damage.is_ok() || url_.empty()) {
            outcome_.settle(output, std::move(damage));
            return {};
        }
    }
    if (!url_.empty()) {
        outcome_.settle(output, {});
        return note(sink_.on_result_url(output, url_, read_facts(object, tree_)));
    }
    std::optional<ServiceError> error = find_filtered(object);
    if (!error)
        error = find_service_error(object);
    outcome_.settle(
        output, error ? report_error(*error, output)
                      : Status(StatusCode::no_image, "the service returned no image"));
    return sink_failure();
}

Status ReplyObject::end_preview(const Json &object, bool keep)
{
    ImageFacts facts = read_facts(object, tree_);
    facts.kind = PassKind::preview;
    return note(image_.end(facts, keep && image_.condition().is_ok()));
}

Status ReplyObject::drop_image()
{
    return note(image_.end({}, false));
}

Status ReplyObject::report_usage(const Json &root)
{
    const std::optional<Usage> usage = read_usage(root.find("usage"));
    return usage ? note(sink_.on_usage(*usage)) : Status();
}

Status ReplyObject::report_facts(const Json &root)
{
    if (!outcome_.has_any())
        return {};
    return note(sink_.on_document_facts(read_document_facts(root)));
}

Status ReplyObject::report_error(const ServiceError &error, std::optional<uint32_t> output)
{
    GESSO_RETURN_IF_FAILED(note(sink_.on_service_error(error, output)));
    return {StatusCode::service_failed, describe("the service reported an error", error)};
}

const Status &ReplyObject::sink_failure() const
{
    return image_.sink_failure().is_ok() ? sink_failure_ : image_.sink_failure();
}

Status ReplyObject::note(Status status)
{
    sink_failure_ = std::move(status);
    return sink_failure_;
}

// ---- tokens -------------------------------------------------------------------------------------

Status ReplyObject::on_open(bool is_object)
{
    if (is_at_item())
        begin_item();
    else if (tree_.depth() == 1 && key_ == "data" && !is_object)
        is_in_data_ = true;
    key_.clear();
    tree_.open(is_object);
    return {};
}

Status ReplyObject::on_close()
{
    key_.clear();
    const Json *closed = tree_.close();
    if (is_at_item())
        return end_item(closed ? *closed : Json());
    if (tree_.depth() == 1)
        is_in_data_ = false;
    is_closed_ = tree_.depth() == 0;
    return is_closed_ && stops_at_end_ ? Status(StatusCode::finished, {}) : Status();
}

Status ReplyObject::on_key(std::string_view key)
{
    key_ = key;
    tree_.key(key);
    return {};
}

Status ReplyObject::on_value(Json value)
{
    const bool is_item = is_at_item();
    tree_.add(std::move(value));
    if (!is_item)
        return {};
    begin_item();
    return end_item(Json());
}

bool ReplyObject::wants_pieces()
{
    const size_t level = is_in_item_ ? 3 : 1;
    const bool is_url = key_ == "url" && tree_.depth() == level;
    if (!is_image_key(key_) && !is_url)
        return false;
    const bool is_taken =
        is_in_item_ ? outcome_.is_awaited(item_count_ - 1) : takes_image_ && !outcome_.has_all();
    text_ = !is_taken || image_.has_any() || (is_url && !url_.empty()) ? Text::skipped
            : is_url                                                   ? Text::url
                                                                       : Text::image;
    if (text_ == Text::image)
        image_.begin_text();
    return true;
}

Status ReplyObject::on_piece(Bytes piece)
{
    if (text_ == Text::image)
        return image_.feed(piece);
    return text_ == Text::url ? feed_url(piece) : Status();
}

// An address is kept. Some servers put the whole image there instead: "data:image/png;base64,...".
Status ReplyObject::feed_url(Bytes piece)
{
    const bool is_open = url_.size() < kDataScheme.size();
    const size_t room = url_limit_ + 1 - std::min(url_limit_ + 1, url_.size());
    const size_t kept = std::min(piece.size(), room);
    url_.append(reinterpret_cast<const char *>(piece.data()), kept);
    const std::string_view begin = std::string_view(url_).substr(0, kDataScheme.size());
    if (!is_open || !equals_ignoring_case(begin, kDataScheme))
        return {};
    text_ = Text::image;
    image_.begin_text();
    const std::string held = std::move(url_);
    url_.clear();
    GESSO_RETURN_IF_FAILED(
        image_.feed({reinterpret_cast<const uint8_t *>(held.data()), held.size()}));
    return piece.size() > kept ? image_.feed(piece.subspan(kept)) : Status();
}

Status ReplyObject::on_pieces_end()
{
    if (text_ == Text::url && url_.size() > url_limit_)
        url_.clear(); // no address; a cut one would lead somewhere else
    return text_ == Text::image ? image_.end_text() : Status();
}

// ---- data[] -------------------------------------------------------------------------------------

void ReplyObject::begin_item()
{
    is_in_item_ = true;
    url_.clear();
    image_.expect({PassKind::final, item_count_});
    ++item_count_;
}

Status ReplyObject::end_item(const Json &item)
{
    is_in_item_ = false;
    const uint32_t output = item_count_ - 1;
    Status status;
    if (outcome_.is_awaited(output))
        status = settle_final(output, item);
    url_.clear();
    image_.expect({hint_, 0});
    return status;
}

} // namespace gesso::core
