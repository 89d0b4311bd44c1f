// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"

#include <string>
#include <string_view>

namespace gesso::core {

enum class ReplyFormat : uint8_t { unknown, document, events, web_page, other };

// Tells what a reply is from its Content-Type and its first byte that is neither white space nor
// part of a byte order mark: services answer JSON to who asked for a stream, and the other way
// round.
class ReplySniffer {
public:
    explicit ReplySniffer(std::string_view content_type);

    // Takes bytes off the front until the format is known.
    ReplyFormat feed(Bytes &bytes);
    // What was taken and belongs to the first line of an event stream; a document does not miss it.
    Bytes held() const { return {reinterpret_cast<const uint8_t *>(held_.data()), held_.size()}; }

private:
    ReplyFormat decide(uint8_t first) const;

    std::string media_type_;
    std::string held_;
};

// The host that a Location header names, fit for a message; empty when it stays on the same one.
std::string location_host(std::string_view location);

} // namespace gesso::core
