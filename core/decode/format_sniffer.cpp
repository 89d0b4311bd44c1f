// SPDX-License-Identifier: MIT
#include "decode/format_sniffer.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace gesso::core {

namespace {

constexpr std::string_view kPng("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view kJpeg("\xff\xd8\xff", 3);
constexpr std::string_view kRiff("RIFF", 4);
constexpr std::string_view kWebp("WEBP", 4);
constexpr size_t kWebpTag = 8; // RIFF, four bytes of size, WEBP
constexpr size_t kWebpHead = 12;

// Whether `head`, as far as it goes, is what `magic` at `offset` asks for.
bool agrees(Bytes head, size_t offset, std::string_view magic)
{
    if (head.size() <= offset)
        return true;
    const size_t size = std::min(head.size() - offset, magic.size());
    return std::memcmp(head.data() + offset, magic.data(), size) == 0;
}

bool begins_with(Bytes head, std::string_view magic)
{
    return head.size() >= magic.size() && agrees(head, 0, magic);
}

bool begins_with_text(Bytes head, std::string_view lower)
{
    if (head.size() < lower.size())
        return false;
    return std::equal(lower.begin(), lower.end(), head.begin(), [](char a, uint8_t b) {
        return static_cast<uint8_t>(a) == (b >= 'A' && b <= 'Z' ? b + 32 : b);
    });
}

struct Magic {
    std::string_view bytes;
    const char *name;
};

constexpr Magic kForeign[] = {
    {"GIF8", "a GIF"},
    {"BM", "a BMP"},
    {"%PDF", "a PDF"},
    {"8BPS", "a Photoshop document"},
    {"DDS ", "a DDS texture"},
    {"#?RADIANCE", "a Radiance HDR picture"},
    {"PK\x03\x04", "a ZIP archive"},
    {"\x1f\x8b", "gzip"},
    {std::string_view("II*\0", 4), "a TIFF"},
    {std::string_view("MM\0*", 4), "a TIFF"},
    {std::string_view("\0\0\1\0", 4), "an icon"},
    {"\xff\x0a", "a JPEG XL"},
    {std::string_view("\0\0\0\x0cJXL ", 8), "a JPEG XL"},
    {std::string_view("\0\0\0\x0cjP  ", 8), "a JPEG 2000"},
    {"RIFF", "a RIFF file that is not WebP"},
};

constexpr Magic kForeignText[] = {
    {"<svg", "an SVG"}, {"<!doctype html", "HTML"},
    {"<html", "HTML"},  {"<head", "HTML"},
    {"<?xml", "XML"},   {"<", "markup"},
    {"{", "JSON"},      {"[", "JSON"},
};

const char *foreign_name(Bytes head)
{
    for (const Magic &magic : kForeign) {
        if (begins_with(head, magic.bytes))
            return magic.name;
    }
    if (head.size() >= kWebpHead && std::memcmp(head.data() + 4, "ftypavif", 8) == 0)
        return "an AVIF";
    if (head.size() >= kWebpHead && std::memcmp(head.data() + 4, "ftyp", 4) == 0)
        return "an HEIF picture or a video";
    Bytes text = head;
    if (begins_with(text, "\xef\xbb\xbf"))
        text = text.subspan(3);
    while (!text.empty() && std::strchr(" \t\r\n", text[0]) != nullptr && text[0] != 0)
        text = text.subspan(1);
    for (const Magic &magic : kForeignText) {
        if (begins_with_text(text, magic.bytes))
            return magic.name;
    }
    return nullptr;
}

} // namespace

size_t FormatSniffer::take(Bytes bytes)
{
    size_t taken = 0;
    // Byte by byte: what is taken must not depend on how the bytes were cut.
    while (taken < bytes.size() && !is_decided()) {
        head_[size_++] = bytes[taken++];
        const Bytes head = this->taken();
        if (begins_with(head, kPng))
            format_ = ImageFormat::png;
        else if (begins_with(head, kJpeg))
            format_ = ImageFormat::jpeg;
        else if (
            head.size() >= kWebpHead && begins_with(head, kRiff) && agrees(head, kWebpTag, kWebp))
            format_ = ImageFormat::webp;
    }
    return taken;
}

bool FormatSniffer::can_still_match() const
{
    const Bytes head = taken();
    return agrees(head, 0, kPng) || agrees(head, 0, kJpeg) ||
           (agrees(head, 0, kRiff) && agrees(head, kWebpTag, kWebp));
}

bool FormatSniffer::is_decided() const
{
    return format_ != ImageFormat::unknown || size_ == head_.size();
}

Status FormatSniffer::describe_foreign() const
{
    const char *name = foreign_name(taken());
    const std::string looks = name ? std::string(" they look like ") + name : "";
    return {
        StatusCode::decode_failed, "the bytes are not a PNG, JPEG or WebP image" +
                                       (name ? ";" + looks : std::string(": unknown format"))};
}

Status FormatSniffer::describe_end() const
{
    if (size_ == 0)
        return {StatusCode::truncated, "the image has no bytes"};
    if (can_still_match())
        return {StatusCode::truncated, "the image ends within its first bytes"};
    return describe_foreign();
}

} // namespace gesso::core
