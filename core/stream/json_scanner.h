// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"
#include "base/json.h"
#include "base/limits.h"
#include "stream/json_number.h"

#include <string>
#include <string_view>
#include <vector>

namespace gesso::core {

// Takes a document as tokens, in order.
struct JsonSink {
    virtual Status on_open(bool is_object) = 0; // else an array
    virtual Status on_close() = 0;
    // Keys, and strings of on_value, are unescaped. Of an over-long one only the beginning is
    // kept. Bytes that are not UTF-8 pass; a lone surrogate escape becomes U+FFFD.
    virtual Status on_key(std::string_view key) = 0;
    // A null, boolean, number or string. A number that no type holds (1e400) is null.
    virtual Status on_value(Json value) = 0;

    // A string value begins: true to receive it in pieces while it arrives instead of whole.
    virtual bool wants_pieces() = 0;
    // Unescaped, never empty. Raw control bytes are not JSON but pass here, because base64 with
    // line breaks is known from the wild and its decoder judges every byte anyway.
    virtual Status on_piece(Bytes piece) = 0;
    virtual Status on_pieces_end() = 0;

protected:
    ~JsonSink() = default;
};

// Scans one JSON document by the strict grammar (RFC 8259) while it arrives, never holding it.
//
// What is reported does not depend on where the bytes were cut, except how a string is divided
// into pieces. Memory is bounded by the limits, time is linear. Messages name the byte offset,
// never the content. After anything but ok, the sink's answer included, every further call
// answers the same.
class JsonScanner {
public:
    JsonScanner(const Limits &limits, JsonSink &sink);

    Status feed(Bytes bytes);
    Status feed(std::string_view text)
    {
        return feed(Bytes(reinterpret_cast<const uint8_t *>(text.data()), text.size()));
    }
    // The document must be whole: truncated otherwise.
    Status finish();

private:
    enum class Inside : uint8_t { structure, string, number, literal };
    enum class Next : uint8_t {
        value,
        value_or_close,
        key_or_close,
        key,
        colon,
        comma_or_close,
        nothing
    };
    enum class StringRole : uint8_t { key, whole, pieces };
    enum class Escape : uint8_t { none, letter, digits };
    Status scan(Bytes bytes);
    Status malformed(size_t index) const;

    Status scan_structure(uint8_t c, size_t index);
    Status begin_value(uint8_t c, size_t index);
    Status open(bool is_object);
    Status close();
    void end_value();

    void begin_string(StringRole role);
    Status scan_string(Bytes bytes, class BytePairFinder &stops, size_t &at);
    Status scan_escape(uint8_t c, size_t index, bool &out_is_itself);
    Status end_escape_digits();
    Status take_text(Bytes part, size_t index);
    Status take_code_point(uint32_t value);
    void keep_text(Bytes part);
    Status flush_surrogate();
    Status end_string();

    Status end_number();
    Status scan_literal(uint8_t c, size_t index);

    const uint32_t depth_limit_;
    const size_t text_limit_;
    JsonSink &sink_;
    Status status_;
    uint64_t offset_ = 0; // of the first byte of the block in progress

    Inside inside_ = Inside::structure;
    Next next_ = Next::value;
    std::vector<bool> is_object_; // one for each open container

    StringRole role_ = StringRole::whole;
    Escape escape_ = Escape::none;
    uint32_t escape_digits_ = 0;
    uint32_t escape_value_ = 0;
    uint32_t high_surrogate_ = 0; // zero, or waiting for its other half
    std::string text_;            // of the key or string in progress

    JsonNumber number_;
    std::string_view literal_;
    size_t literal_matched_ = 0;
};

} // namespace gesso::core
