// SPDX-License-Identifier: MIT
// The distribution's library holds stb's implementation; only its declarations are wanted here.
#include "decode/decoders.h"

#include <stb_image.h>

#include <memory>

namespace loopback {

namespace {

using namespace std::string_view_literals;

constexpr int kMaxSide = 16384;
constexpr int64_t kMaxPixels = int64_t{64} << 20;

struct FreePixels {
    void operator()(stbi_uc *pixels) const { stbi_image_free(pixels); }
};

const stbi_uc *bytes_of(std::string_view text)
{
    return reinterpret_cast<const stbi_uc *>(text.data());
}

std::optional<FileFacts> read_stb_facts(std::string_view bytes)
{
    FileFacts facts;
    int channels = 0;
    if (stbi_info_from_memory(
            bytes_of(bytes), static_cast<int>(bytes.size()), &facts.width, &facts.height,
            &channels) == 0) {
        return std::nullopt;
    }
    facts.has_alpha = channels == 2 || channels == 4;
    return facts;
}

} // namespace

FileKind kind_of_file(std::string_view bytes)
{
    if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) {
        return FileKind::png;
    }
    if (bytes.starts_with("\xFF\xD8\xFF"sv)) {
        return FileKind::jpeg;
    }
    const bool is_webp =
        bytes.size() > 12 && bytes.starts_with("RIFF"sv) && bytes.substr(8).starts_with("WEBP"sv);
    return is_webp ? FileKind::webp : FileKind::other;
}

std::string_view type_of(FileKind kind)
{
    switch (kind) {
    case FileKind::png:
        return "image/png";
    case FileKind::jpeg:
        return "image/jpeg";
    case FileKind::webp:
        return "image/webp";
    case FileKind::other:
        break;
    }
    return {};
}

std::optional<FileFacts> read_facts(std::string_view bytes)
{
    const FileKind kind = kind_of_file(bytes);
    if (kind == FileKind::other || bytes.size() > size_t{1} << 30) {
        return std::nullopt;
    }
    auto facts = kind == FileKind::webp ? read_webp_facts(bytes) : read_stb_facts(bytes);
    if (!facts || facts->width < 1 || facts->height < 1 || facts->width > kMaxSide ||
        facts->height > kMaxSide || int64_t{facts->width} * facts->height > kMaxPixels) {
        return std::nullopt;
    }
    facts->kind = kind;
    return facts;
}

std::optional<Picture> decode_picture(std::string_view bytes)
{
    const auto facts = read_facts(bytes);
    if (!facts) {
        return std::nullopt;
    }
    if (facts->kind == FileKind::webp) {
        return decode_webp(bytes);
    }
    Picture picture;
    int channels = 0;
    const std::unique_ptr<stbi_uc, FreePixels> pixels(stbi_load_from_memory(
        bytes_of(bytes), static_cast<int>(bytes.size()), &picture.width, &picture.height, &channels,
        4));
    if (!pixels) {
        return std::nullopt;
    }
    picture.has_alpha = true;
    const size_t size = picture.row_bytes() * static_cast<size_t>(picture.height);
    picture.pixels.assign(pixels.get(), pixels.get() + size);
    return picture;
}

} // namespace loopback
