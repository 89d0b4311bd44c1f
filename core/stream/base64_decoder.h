// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"
#include "stream/base64_kernels.h"

#include <array>
#include <string>

namespace gesso::core {

// Base64 to bytes while the text arrives. The one rule for what is accepted:
//
// - A prefix "data:...;base64," of at most 256 bytes is skipped.
// - ASCII white space (space, tab, LF, FF, CR) is skipped wherever it stands.
// - The standard and the URL alphabet are one: '+' is '-', '/' is '_'.
// - Padding may be missing. '=' may stand only where the last quantum lacks a character, at most
//   as often as it lacks one, and only white space may follow.
// - Malformed are any other byte, one character alone in the last quantum, and a last character
//   with bits that belong to no byte.
//
// The bytes and the answer do not depend on where the text was cut. Messages name the offset in
// the text, never the content. After anything but ok every further call answers the same.
class Base64Decoder {
public:
    explicit Base64Decoder(ByteSink &sink);

    Status feed(Bytes text);
    // The text has ended. A decoder is used again only after reset().
    Status finish();
    void reset();

    // After malformed: the characters of the last quantum that became no bytes, and the place in
    // the last block from which nothing was taken.
    std::string undecoded() const;
    size_t damaged_at() const { return damaged_at_; }

private:
    enum class Place : uint8_t { scheme, prefix, quanta, padding };

    Status take(Bytes text);
    void take_scheme(Bytes text, size_t &at);
    void leave_scheme();
    Status take_prefix(uint8_t c);
    Status take_quanta(Bytes text, size_t &at);
    void take_value(uint8_t value);
    Status take_padding(uint8_t c, size_t at);
    Status end_quanta();
    void put_bytes(uint32_t count);
    Status settle();
    Status flush();
    Status malformed_at(const char *reason, size_t at);

    // What the transport reads at once, decoded: its rows become one piece of news.
    static constexpr size_t kBufferBytes = size_t{24} << 10;

    ByteSink &sink_;
    const Base64Kernel kernel_;
    Status status_;
    Place place_ = Place::scheme;
    uint64_t offset_ = 0;     // of the first byte of the block in progress
    std::string prefix_;      // what matched of "data:", then what followed it
    uint32_t bits_ = 0;       // of the quantum in progress
    uint32_t characters_ = 0; // of the quantum in progress
    uint32_t padding_ = 0;
    size_t damaged_at_ = 0;
    size_t buffered_ = 0;
    std::array<uint8_t, kBufferBytes + kBase64Slack> buffer_;
};

} // namespace gesso::core
