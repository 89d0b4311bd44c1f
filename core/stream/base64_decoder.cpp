// SPDX-License-Identifier: MIT
#include "stream/base64_decoder.h"

#include "base/text.h"

#include <algorithm>

namespace gesso::core {

namespace {

constexpr std::string_view kScheme = "data:";
constexpr std::string_view kPrefixEnd = ";base64";
constexpr size_t kMaxPrefix = 256;

bool is_white(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

Status malformed(const char *reason)
{
    return {StatusCode::malformed, std::string("the base64 text ") + reason};
}

} // namespace

Base64Decoder::Base64Decoder(ByteSink &sink) : sink_(sink), kernel_(base64_kernel()) {}

Status Base64Decoder::feed(Bytes text)
{
    if (!status_.is_ok())
        return status_;
    status_ = take(text);
    offset_ += text.size();
    return settle();
}

Status Base64Decoder::finish()
{
    if (!status_.is_ok())
        return status_;
    if (place_ == Place::prefix)
        return status_ = malformed("ends inside its data: prefix");
    if (place_ == Place::scheme) // so short that it could still have become a prefix
        leave_scheme();
    status_ = end_quanta();
    return settle();
}

void Base64Decoder::reset()
{
    status_ = {};
    place_ = Place::scheme;
    offset_ = 0;
    prefix_.clear();
    bits_ = 0;
    characters_ = 0;
    padding_ = 0;
    damaged_at_ = 0;
    buffered_ = 0;
}

std::string Base64Decoder::undecoded() const
{
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (uint32_t left = characters_; left > 0; --left)
        text += kAlphabet[bits_ >> (6 * (left - 1)) & 63];
    return text + std::string(padding_, '=');
}

// What was decoded before an error is right and is handed on, so that it does not depend on cuts.
Status Base64Decoder::settle()
{
    Status flushed = flush();
    if (status_.is_ok())
        status_ = std::move(flushed);
    return status_;
}

Status Base64Decoder::take(Bytes text)
{
    size_t at = 0;
    while (place_ == Place::scheme && at < text.size())
        take_scheme(text, at);
    while (place_ == Place::prefix && at < text.size())
        GESSO_RETURN_IF_FAILED(take_prefix(text[at++]));
    if (place_ == Place::quanta)
        GESSO_RETURN_IF_FAILED(take_quanta(text, at));
    for (; at < text.size(); ++at)
        GESSO_RETURN_IF_FAILED(take_padding(text[at], at));
    return {};
}

void Base64Decoder::take_scheme(Bytes text, size_t &at)
{
    const char c = static_cast<char>(text[at]);
    if (prefix_.empty() && is_white(text[at])) {
        ++at;
        return;
    }
    if (!equals_ignoring_case({&c, 1}, kScheme.substr(prefix_.size(), 1))) {
        leave_scheme();
        return;
    }
    prefix_ += c;
    ++at;
    if (prefix_.size() == kScheme.size()) {
        place_ = Place::prefix;
        prefix_.clear();
    }
}

// "dat" may be the beginning of "data:" or of an image: now it is known to be the latter.
void Base64Decoder::leave_scheme()
{
    place_ = Place::quanta;
    for (const char c : prefix_)
        take_value(base64_value(static_cast<uint8_t>(c)));
    prefix_.clear();
}

Status Base64Decoder::take_prefix(uint8_t c)
{
    if (c != ',') {
        prefix_ += static_cast<char>(c);
        return prefix_.size() <= kMaxPrefix ? Status() : malformed("has a data: prefix too long");
    }
    const size_t size = std::min(prefix_.size(), kPrefixEnd.size());
    const std::string_view end = std::string_view(prefix_).substr(prefix_.size() - size);
    if (!equals_ignoring_case(end, kPrefixEnd))
        return malformed("has a data: prefix that does not say base64");
    place_ = Place::quanta;
    return {};
}

// Takes whole quanta in bulk and what stands in their way one by one, up to the padding.
Status Base64Decoder::take_quanta(Bytes text, size_t &at)
{
    while (at < text.size()) {
        if (kBufferBytes - buffered_ < 3)
            GESSO_RETURN_IF_FAILED(flush());
        if (characters_ == 0) {
            const size_t quanta = std::min((text.size() - at) / 4, (kBufferBytes - buffered_) / 3);
            const size_t done = kernel_(text.data() + at, quanta, buffer_.data() + buffered_);
            at += done * 4;
            buffered_ += done * 3;
            if (done > 0)
                continue;
        }
        const uint8_t c = text[at];
        const uint8_t value = base64_value(c);
        if (value != kNotBase64) {
            take_value(value);
        } else if (c == '=') {
            place_ = Place::padding;
            return {};
        } else if (!is_white(c)) {
            return malformed_at("has a byte outside the alphabet", at);
        }
        ++at;
    }
    return {};
}

// The buffer has room for a quantum.
void Base64Decoder::take_value(uint8_t value)
{
    bits_ = bits_ << 6 | value;
    if (++characters_ == 4)
        put_bytes(3);
}

Status Base64Decoder::take_padding(uint8_t c, size_t at)
{
    if (is_white(c))
        return {};
    if (c != '=')
        return malformed_at("goes on after its padding", at);
    if (characters_ < 2 || characters_ + padding_ >= 4)
        return malformed_at("has padding where none belongs", at);
    ++padding_;
    return {};
}

Status Base64Decoder::end_quanta()
{
    if (characters_ == 0)
        return {};
    if (characters_ == 1)
        return malformed("ends with one character alone");
    const uint32_t spare_bits = 6 * characters_ % 8;
    if ((bits_ & ((1u << spare_bits) - 1)) != 0)
        return malformed("ends with bits that belong to no byte");
    const uint32_t bytes = characters_ - 1;
    bits_ <<= 6 * (4 - characters_);
    put_bytes(bytes);
    return {};
}

// The first bytes of the quantum in progress, whose bits are in place; the buffer has room.
void Base64Decoder::put_bytes(uint32_t count)
{
    for (uint32_t i = 0; i < count; ++i)
        buffer_[buffered_++] = static_cast<uint8_t>(bits_ >> (16 - 8 * i));
    bits_ = 0;
    characters_ = 0;
}

Status Base64Decoder::flush()
{
    const size_t size = buffered_;
    buffered_ = 0;
    return size == 0 ? Status() : sink_.on_bytes(Bytes(buffer_.data(), size));
}

Status Base64Decoder::malformed_at(const char *reason, size_t at)
{
    damaged_at_ = at;
    const std::string place = " at byte " + std::to_string(offset_ + at);
    return {StatusCode::malformed, std::string("the base64 text ") + reason + place};
}

} // namespace gesso::core
