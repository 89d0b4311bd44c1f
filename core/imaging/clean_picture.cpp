// SPDX-License-Identifier: MIT
#include "imaging/clean_picture.h"

#include "imaging/exif.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>

namespace gesso::core {

namespace {

constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);

std::string_view text_at(Bytes file, size_t at, size_t size)
{
    return {reinterpret_cast<const char *>(file.data()) + at, size};
}

bool begins_with(Bytes bytes, std::string_view text)
{
    return bytes.size() >= text.size() && text_at(bytes, 0, text.size()) == text;
}

uint32_t big32(Bytes file, size_t at)
{
    return static_cast<uint32_t>(file[at]) << 24 | static_cast<uint32_t>(file[at + 1]) << 16 |
           static_cast<uint32_t>(file[at + 2]) << 8 | file[at + 3];
}

uint32_t little32(Bytes file, size_t at)
{
    return static_cast<uint32_t>(file[at + 3]) << 24 | static_cast<uint32_t>(file[at + 2]) << 16 |
           static_cast<uint32_t>(file[at + 1]) << 8 | file[at];
}

Status cut_off(const char *format)
{
    return {
        StatusCode::truncated, std::string("the picture is a ") + format +
                                   " file that ends before its end: it was not copied whole"};
}

Status broken(const char *format, const char *what)
{
    return {StatusCode::malformed, std::string("the picture is a damaged ") + format + ": " + what};
}

// The parts that stay, neighbours joined, so that an untouched file is one part.
class Keeper {
public:
    explicit Keeper(Bytes file) : file_(file) {}

    void keep(size_t from, size_t size) { add(file_.subspan(from, size)); }
    void add(Bytes part)
    {
        const bool is_next =
            !parts_.empty() && parts_.back().data() + parts_.back().size() == part.data();
        if (is_next)
            parts_.back() = Bytes(parts_.back().data(), parts_.back().size() + part.size());
        else
            parts_.push_back(part);
    }

    bool is_whole() const { return parts_.size() == 1 && parts_[0].size() == file_.size(); }

    std::vector<uint8_t> joined() const
    {
        size_t size = 0;
        for (const Bytes part : parts_)
            size += part.size();
        std::vector<uint8_t> out;
        out.reserve(size);
        for (const Bytes part : parts_)
            out.insert(out.end(), part.begin(), part.end());
        return out;
    }

private:
    Bytes file_;
    std::vector<Bytes> parts_;
};

// Whether the caller wants the file or only the facts.
enum class Depth : uint8_t { facts, file };

void take(const Keeper &keeper, Depth depth, CleanPicture &out_picture)
{
    out_picture.is_changed = !keeper.is_whole();
    if (out_picture.is_changed && depth == Depth::file)
        out_picture.file = keeper.joined();
}

// ---- PNG
// ------------------------------------------------------------------------------------------

bool is_png_chunk_kept(std::string_view type)
{
    constexpr std::string_view kKept[] = {"tRNS", "sBIT", "bKGD", "gAMA", "cHRM",
                                          "sRGB", "iCCP", "cICP", "pHYs"};
    const bool is_critical = type[0] >= 'A' && type[0] <= 'Z';
    return is_critical || std::find(std::begin(kKept), std::end(kKept), type) != std::end(kKept);
}

Status clean_png(Bytes file, Depth depth, CleanPicture &out_picture)
{
    constexpr size_t kFrame = 12; // length, type, checksum
    Keeper keeper(file);
    keeper.keep(0, kPngSignature.size());
    size_t at = kPngSignature.size();
    while (true) {
        if (file.size() - at < kFrame)
            return cut_off("PNG");
        const uint64_t length = big32(file, at);
        const std::string_view type = text_at(file, at + 4, 4);
        if (length > file.size() - at - kFrame)
            return cut_off("PNG");
        const size_t size = kFrame + static_cast<size_t>(length);
        if (type == "eXIf")
            out_picture.orientation =
                exif_orientation(file.subspan(at + 8, static_cast<size_t>(length)));
        if (is_png_chunk_kept(type))
            keeper.keep(at, size);
        at += size;
        if (type == "IEND")
            break;
    }
    take(keeper, depth, out_picture);
    return {};
}

// ---- JPEG
// -----------------------------------------------------------------------------------------

enum : uint8_t {
    kTem = 0x01,
    kRst0 = 0xD0,
    kSoi = 0xD8,
    kEoi = 0xD9,
    kSos = 0xDA,
    kApp0 = 0xE0,
    kApp15 = 0xEF,
    kComment = 0xFE
};

constexpr std::string_view kExifTag("Exif\0\0", 6);
constexpr std::string_view kJfifTag("JFIF\0", 5);
// A whole segment: version 1.2, square pixels, no thumbnail. It must stay, because it says that the
// colours are YCbCr.
constexpr uint8_t kBareJfif[] = {0xFF, kApp0, 0, 16, 'J', 'F', 'I', 'F', 0,
                                 1,    2,     0, 0,  1,   0,   1,   0,   0};

// The number of bytes behind `at` up to the next marker that is none of the data's own.
size_t entropy_size(Bytes file, size_t at)
{
    const size_t begin = at;
    while (at < file.size()) {
        const void *found = std::memchr(file.data() + at, 0xFF, file.size() - at);
        if (!found)
            return file.size() - begin;
        at = static_cast<size_t>(static_cast<const uint8_t *>(found) - file.data());
        if (at + 1 >= file.size())
            return file.size() - begin;
        const uint8_t code = file[at + 1];
        const bool is_restart = code >= kRst0 && code < kSoi;
        if (code != 0 && !is_restart && code != 0xFF)
            return at - begin;
        at += code == 0xFF ? 1 : 2;
    }
    return at - begin;
}

class JpegCleaner {
public:
    JpegCleaner(Bytes file, Depth depth, CleanPicture &picture)
        : file_(file), depth_(depth), keeper_(file), picture_(picture)
    {
        keeper_.keep(0, 2);
    }

    Status run()
    {
        at_ = 2;
        while (true) {
            size_t marker = at_; // fill bytes before a marker go
            while (marker < file_.size() && file_[marker] == 0xFF)
                ++marker;
            if (marker >= file_.size())
                return cut_off("JPEG");
            if (marker == at_)
                return broken("JPEG", "no marker where one must be");
            const uint8_t code = file_[marker];
            at_ = marker - 1;
            if (code == kEoi) {
                keeper_.keep(at_, 2);
                take(keeper_, depth_, picture_);
                return {};
            }
            GESSO_RETURN_IF_FAILED(on_segment(code));
        }
    }

private:
    Status on_segment(uint8_t code)
    {
        if (code == 0 || code == kSoi)
            return broken("JPEG", "a marker that cannot stand there");
        if (code == kTem || (code >= kRst0 && code < kSoi)) {
            keeper_.keep(at_, 2);
            at_ += 2;
            return {};
        }
        if (file_.size() - at_ < 4)
            return cut_off("JPEG");
        const size_t length = static_cast<size_t>(file_[at_ + 2]) << 8 | file_[at_ + 3];
        if (length < 2)
            return broken("JPEG", "a segment without a length");
        if (file_.size() - at_ - 2 < length)
            return cut_off("JPEG");
        const Bytes payload = file_.subspan(at_ + 4, length - 2);
        size_t size = length + 2;
        if (code == kApp0 + 1 && begins_with(payload, kExifTag))
            picture_.orientation = exif_orientation(payload.subspan(kExifTag.size()));
        if (code == kSos)
            size += entropy_size(file_, at_ + size);
        if (code == kApp0 && begins_with(payload, kJfifTag) && length != kBareJfif[3])
            keeper_.add(kBareJfif); // it has a thumbnail, which may show what was cropped away
        else if (is_kept(code, payload))
            keeper_.keep(at_, size);
        at_ += size;
        return {};
    }

    static bool is_kept(uint8_t code, Bytes payload)
    {
        if (code == kComment)
            return false;
        if (code < kApp0 || code > kApp15)
            return true;
        if (code == kApp0)
            return begins_with(payload, kJfifTag);
        if (code == kApp0 + 2)
            return begins_with(payload, std::string_view("ICC_PROFILE\0", 12));
        return code == kApp0 + 14 && begins_with(payload, "Adobe");
    }

    Bytes file_;
    const Depth depth_;
    Keeper keeper_;
    CleanPicture &picture_;
    size_t at_ = 0;
};

// ---- WebP
// -----------------------------------------------------------------------------------------

bool is_webp_chunk_kept(std::string_view type)
{
    constexpr std::string_view kKept[] = {"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"};
    return std::find(std::begin(kKept), std::end(kKept), type) != std::end(kKept);
}

// Corrects what the head says of a file that something was cut out of.
void mend_webp_head(std::vector<uint8_t> &file)
{
    constexpr size_t kFlags = 20;
    constexpr uint8_t kExifAndXmp = 0x0C;
    const auto size = static_cast<uint32_t>(file.size() - 8);
    for (int byte = 0; byte < 4; ++byte)
        file[4 + static_cast<size_t>(byte)] = static_cast<uint8_t>(size >> (8 * byte));
    if (file.size() > kFlags && std::memcmp(file.data() + 12, "VP8X", 4) == 0)
        file[kFlags] = static_cast<uint8_t>(file[kFlags] & ~kExifAndXmp);
}

Status clean_webp(Bytes file, Depth depth, CleanPicture &out_picture)
{
    constexpr size_t kHead = 12;
    constexpr size_t kFrame = 8; // type, length
    const uint64_t riff = little32(file, 4);
    if (riff < 4)
        return broken("WebP", "a size that no RIFF file has");
    if (riff > file.size() - 8)
        return cut_off("WebP");
    const size_t end = static_cast<size_t>(riff) + 8;
    Keeper keeper(file);
    keeper.keep(0, kHead);
    for (size_t at = kHead; at < end;) {
        if (end - at < kFrame)
            return broken("WebP", "a chunk without a length");
        const uint64_t length = little32(file, at + 4);
        const uint64_t room = end - at - kFrame;
        if (length > room)
            return broken("WebP", "a chunk longer than the file");
        const uint64_t padded = std::min(length + length % 2, room); // the last may lack its pad
        const std::string_view type = text_at(file, at, 4);
        const size_t size = kFrame + static_cast<size_t>(padded);
        if (type == "EXIF")
            out_picture.orientation =
                exif_orientation(file.subspan(at + kFrame, static_cast<size_t>(length)));
        if (is_webp_chunk_kept(type))
            keeper.keep(at, size);
        at += size;
    }
    take(keeper, depth, out_picture);
    if (!out_picture.file.empty())
        mend_webp_head(out_picture.file);
    return {};
}

Status clean_any(Bytes file, Depth depth, CleanPicture &out_picture)
{
    out_picture = {};
    if (begins_with(file, kPngSignature)) {
        out_picture.format = ImageFormat::png;
        return clean_png(file, depth, out_picture);
    }
    if (begins_with(file, "\xff\xd8\xff")) {
        out_picture.format = ImageFormat::jpeg;
        return JpegCleaner(file, depth, out_picture).run();
    }
    if (begins_with(file, "RIFF") && file.size() >= 12 && text_at(file, 8, 4) == "WEBP") {
        out_picture.format = ImageFormat::webp;
        return clean_webp(file, depth, out_picture);
    }
    return {
        StatusCode::unsupported,
        "the picture is no PNG, JPEG or WebP file: convert it to one of them"};
}

} // namespace

Status clean_picture(Bytes file, CleanPicture &out_picture)
{
    return clean_any(file, Depth::file, out_picture);
}

int picture_orientation(Bytes file)
{
    CleanPicture picture;
    return clean_any(file, Depth::facts, picture).is_ok() ? picture.orientation : 1;
}

} // namespace gesso::core
