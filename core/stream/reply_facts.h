// SPDX-License-Identifier: MIT
// What a reply says about itself, read out of its small values.
#pragma once

#include "base/flow.h"
#include "base/json.h"
#include "stream/json_tree.h"

#include <optional>
#include <string_view>

namespace gesso::core {

enum class EventKind : uint8_t {
    ignored,
    preview,     // a whole image that another one will replace
    part,        // one final of several; the completed event carries none (Seedream)
    part_failed, // one of several will not come
    completed,
    failed,
};

// By the event's type, whoever's dialect it is. Edit and generation events are alike.
EventKind classify_event(std::string_view type);
PassKind pass_kind(EventKind kind);

// Facts of the image in `object`; what it does not say is taken from the document's root.
ImageFacts read_facts(const Json &object, const JsonTree &document);
// Facts that a document's root has for all its images.
ImageFacts read_document_facts(const Json &root);

// Nothing when no count was found. What is negative, too large or no number is absent.
std::optional<Usage> read_usage(const Json *usage);

// Text of a member; empty when there is none.
std::string_view text_member(const Json &object, std::string_view key);

// "filtered: violence" when the object's content_filter_results say so.
std::optional<ServiceError> find_filtered(const Json &object);

} // namespace gesso::core
