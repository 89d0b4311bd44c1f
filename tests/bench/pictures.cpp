// SPDX-License-Identifier: MIT
#include "bench/pictures.h"

#include "bench/report.h"

#include <png.h>
#include <stb_image.h>

#include <cstring>
#include <filesystem>
#include <fstream>

namespace gesso_bench {
namespace {

namespace fs = std::filesystem;

struct Crop {
    const char *name;
    const char *photograph;
    uint32_t width;
    uint32_t height;
    uint32_t channels;
};

constexpr Crop kCrops[] = {
    {"garden-1024", "Garden.jpg", 1024, 1024, 3},
    {"dune-1024", "Dune.jpg", 1024, 1024, 3},
    {"storm-1024", "Storm.jpg", 1024, 1024, 3},
    {"wings-1024", "TwoWings.jpg", 1024, 1024, 3},
    {"ladybird-1024-rgba", "LadyBird.jpg", 1024, 1024, 4},
    {"garden-1536", "Garden.jpg", 1536, 1024, 3},
    {"meadow-1536-rgba", "GreenMeadow.jpg", 1536, 1024, 4},
};

fs::path photographs()
{
    const char *named = std::getenv("GESSO_BENCH_PHOTOGRAPHS"); // NOLINT(concurrency-mt-unsafe)
    return named ? named : "/usr/share/backgrounds";
}

fs::path find_photograph(const std::string &name)
{
    std::error_code ignored;
    for (const auto &entry : fs::recursive_directory_iterator(photographs(), ignored)) {
        if (entry.path().filename() == name)
            return entry.path();
    }
    std::fprintf(
        stderr,
        "bench: no %s below %s: install Debian's package mate-backgrounds (third_party/install "
        "bench), or name a folder in GESSO_BENCH_PHOTOGRAPHS\n",
        name.c_str(), photographs().c_str());
    std::exit(1);
}

// A photograph that was a JPEG has lost its grain; a generated picture has some.
uint8_t grained(uint8_t value, uint32_t x, uint32_t y, uint32_t c)
{
    uint32_t h = x * 73856093u ^ y * 19349663u ^ c * 83492791u;
    h = (h ^ h >> 13) * 0x5bd1e995u;
    h ^= h >> 15;
    const int grain = static_cast<int>(h % 3) - 1;
    return static_cast<uint8_t>(std::clamp(int{value} + grain, 0, 255));
}

// `width` x `height` from the middle of the photograph, repeated where it is smaller.
Buffer crop_rgba(const std::string &photograph, const Crop &crop)
{
    int width = 0;
    int height = 0;
    int channels = 0;
    stbi_uc *all = stbi_load(find_photograph(photograph).c_str(), &width, &height, &channels, 4);
    must(all != nullptr, "a photograph cannot be read");
    const auto from_width = static_cast<uint32_t>(width);
    const auto from_height = static_cast<uint32_t>(height);
    const uint32_t x0 = from_width > crop.width ? (from_width - crop.width) / 2 : 0;
    const uint32_t y0 = from_height > crop.height ? (from_height - crop.height) / 2 : 0;
    Buffer rgba(size_t{crop.width} * crop.height * 4);
    uint8_t *out = rgba.data();
    for (uint32_t y = 0; y < crop.height; ++y) {
        for (uint32_t x = 0; x < crop.width; ++x, out += 4) {
            const size_t place =
                size_t{(y0 + y) % from_height} * from_width + (x0 + x) % from_width;
            for (uint32_t c = 0; c < 3; ++c)
                out[c] = grained(all[place * 4 + c], x, y, c);
            // A cut-out: opaque inside, clear outside, soft between.
            const int edge = static_cast<int>(std::min({x, y, crop.width - x, crop.height - y}));
            out[3] = crop.channels == 3 ? 255 : static_cast<uint8_t>(std::clamp(edge * 2, 0, 255));
        }
    }
    stbi_image_free(all);
    return rgba;
}

void append(png_structp writer, png_bytep bytes, png_size_t size)
{
    auto *out = static_cast<Buffer *>(png_get_io_ptr(writer));
    out->insert(out->end(), bytes, bytes + size);
}

Buffer write_png(const Crop &crop, const Buffer &rgba)
{
    Buffer out;
    png_structp writer = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(writer);
    png_set_write_fn(writer, &out, append, nullptr);
    png_set_IHDR(
        writer, info, crop.width, crop.height, 8,
        crop.channels == 4 ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(writer, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
    png_set_compression_level(writer, 6);
    png_write_info(writer, info);
    if (crop.channels == 3)
        png_set_filler(writer, 0, PNG_FILLER_AFTER);
    for (uint32_t y = 0; y < crop.height; ++y)
        png_write_row(writer, rgba.data() + size_t{y} * crop.width * 4);
    png_write_end(writer, info);
    png_destroy_write_struct(&writer, &info);
    return out;
}

fs::path cache_of(const std::string &name)
{
    return fs::path(GESSO_BENCH_CACHE) / (name + ".png");
}

Picture finish(const Crop &crop, Buffer rgba)
{
    Picture picture{crop.name, crop.width, crop.height, crop.channels, {}, std::move(rgba)};
    std::ifstream kept(cache_of(picture.name), std::ios::binary);
    picture.png.assign(std::istreambuf_iterator<char>(kept), {});
    if (!picture.png.empty())
        return picture;
    picture.png = write_png(crop, picture.rgba);
    fs::create_directories(GESSO_BENCH_CACHE);
    std::ofstream(cache_of(picture.name), std::ios::binary)
        .write(
            reinterpret_cast<const char *>(picture.png.data()),
            static_cast<std::streamsize>(picture.png.size()));
    return picture;
}

} // namespace

std::vector<std::string> picture_names()
{
    std::vector<std::string> names;
    for (const Crop &crop : kCrops)
        names.emplace_back(crop.name);
    return names;
}

Picture load_picture(const std::string &name)
{
    for (const Crop &crop : kCrops) {
        if (name == crop.name)
            return finish(crop, crop_rgba(crop.photograph, crop));
    }
    must(false, "no picture of that name");
    return {};
}

Picture make_picture(uint32_t width, uint32_t height, uint32_t channels)
{
    const std::string name = "storm-" + std::to_string(width) + "x" + std::to_string(height) +
                             (channels == 4 ? "-rgba" : "");
    const Crop crop = {name.c_str(), "Storm.jpg", width, height, channels};
    return finish(crop, crop_rgba(crop.photograph, crop));
}

std::string to_base64(const Buffer &bytes)
{
    constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve(bytes.size() / 3 * 4 + 4);
    for (size_t i = 0; i < bytes.size(); i += 3) {
        uint32_t bits = uint32_t{bytes[i]} << 16;
        bits |= i + 1 < bytes.size() ? uint32_t{bytes[i + 1]} << 8 : 0;
        bits |= i + 2 < bytes.size() ? bytes[i + 2] : 0;
        text += kAlphabet[bits >> 18];
        text += kAlphabet[bits >> 12 & 63];
        text += i + 1 < bytes.size() ? kAlphabet[bits >> 6 & 63] : '=';
        text += i + 2 < bytes.size() ? kAlphabet[bits & 63] : '=';
    }
    return text;
}

std::string to_document(const std::string &base64)
{
    return R"({"created":1700000000,"background":"opaque","data":[{"b64_json":")" + base64 +
           R"("}],"output_format":"png","quality":"low","size":"1024x1024","usage":{"input_tokens")"
           R"(:9,"input_tokens_details":{"image_tokens":0,"text_tokens":9},"output_tokens":272,)"
           R"("total_tokens":281}})";
}

std::string to_event_stream(const std::string &base64, std::vector<size_t> &out_ends)
{
    constexpr const char *kTail =
        R"(","created_at":1700000000,"size":"1024x1024","quality":"low","background":"opaque",)"
        R"("output_format":"png")";
    std::string text;
    for (int i = 0; i < 3; ++i) {
        text += "event: image_generation.partial_image\n"
                R"(data: {"type":"image_generation.partial_image","b64_json":")" +
                base64 + kTail + R"(,"partial_image_index":)" + std::to_string(i) + "}\n\n";
        out_ends.push_back(text.size());
    }
    text += "event: image_generation.completed\n"
            R"(data: {"type":"image_generation.completed","b64_json":")" +
            base64 + kTail +
            R"(,"usage":{"input_tokens":9,"output_tokens":272,"total_tokens":281}})"
            "\n\n";
    out_ends.push_back(text.size());
    return text;
}

} // namespace gesso_bench
