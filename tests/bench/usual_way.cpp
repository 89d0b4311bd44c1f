// SPDX-License-Identifier: MIT
#include "bench/usual_way.h"

#include <curl/curl.h>
#include <nlohmann/json.hpp>
#include <png.h>

// Compiled here, at the level of optimisation that a program of one's own would have.
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#include <stb_image.h>

#include <array>
#include <cstring>

namespace gesso_bench {
namespace {

constexpr uint8_t kNone = 0xFF;

constexpr std::array<uint8_t, 256> make_table()
{
    std::array<uint8_t, 256> table{};
    for (uint8_t &value : table)
        value = kNone;
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < kAlphabet.size(); ++i)
        table[static_cast<uint8_t>(kAlphabet[i])] = static_cast<uint8_t>(i);
    return table;
}

constexpr std::array<uint8_t, 256> kTable = make_table();

struct Reader {
    const std::vector<uint8_t> *png;
    size_t at;
};

void read_bytes(png_structp png, png_bytep out, png_size_t size)
{
    auto *reader = static_cast<Reader *>(png_get_io_ptr(png));
    if (reader->png->size() - reader->at < size)
        png_error(png, "end");
    std::memcpy(out, reader->png->data() + reader->at, size);
    reader->at += size;
}

// Collects bytes into events and takes each apart when it is whole.
class EventCollector {
public:
    explicit EventCollector(const OnPixels &on_pixels) : on_pixels_(on_pixels) {}

    bool take(const char *bytes, size_t size)
    {
        held_.append(bytes, size);
        for (;;) {
            const size_t end = held_.find("\n\n", searched_);
            if (end == std::string::npos) {
                searched_ = held_.empty() ? 0 : held_.size() - 1;
                return true;
            }
            if (!take_event(std::string_view(held_).substr(0, end)))
                return false;
            held_.erase(0, end + 2);
            searched_ = 0;
        }
    }

private:
    bool take_event(std::string_view event)
    {
        const size_t data = event.find("data: ");
        if (data == std::string_view::npos)
            return false;
        const std::string_view text = event.substr(data + 6);
        const auto document = nlohmann::json::parse(text.begin(), text.end());
        const std::vector<uint8_t> png =
            table_base64(document["b64_json"].get_ref<const std::string &>());
        int width = 0;
        int height = 0;
        int channels = 0;
        stbi_uc *pixels = stbi_load_from_memory(
            png.data(), static_cast<int>(png.size()), &width, &height, &channels, 4);
        if (!pixels)
            return false;
        on_pixels_(pixels, width, height);
        stbi_image_free(pixels);
        return true;
    }

    const OnPixels &on_pixels_;
    std::string held_;
    size_t searched_ = 0;
};

size_t on_body(char *bytes, size_t size, size_t count, void *user)
{
    return static_cast<EventCollector *>(user)->take(bytes, size * count) ? size * count : 0;
}

} // namespace

std::vector<uint8_t> table_base64(std::string_view text)
{
    while (!text.empty() && text.back() == '=')
        text.remove_suffix(1);
    std::vector<uint8_t> out(text.size() * 3 / 4);
    const auto *in = reinterpret_cast<const uint8_t *>(text.data());
    uint8_t *to = out.data();
    size_t left = text.size();
    for (; left >= 4; left -= 4, in += 4, to += 3) {
        const uint32_t a = kTable[in[0]];
        const uint32_t b = kTable[in[1]];
        const uint32_t c = kTable[in[2]];
        const uint32_t d = kTable[in[3]];
        if (((a | b | c | d) & 0x80) != 0)
            return {};
        const uint32_t bits = a << 18 | b << 12 | c << 6 | d;
        to[0] = static_cast<uint8_t>(bits >> 16);
        to[1] = static_cast<uint8_t>(bits >> 8);
        to[2] = static_cast<uint8_t>(bits);
    }
    if (left >= 2)
        to[0] = static_cast<uint8_t>(kTable[in[0]] << 2 | kTable[in[1]] >> 4);
    if (left == 3)
        to[1] = static_cast<uint8_t>(kTable[in[1]] << 4 | kTable[in[2]] >> 2);
    return out;
}

std::string dom_base64(const std::string &document)
{
    auto parsed = nlohmann::json::parse(document);
    auto &place = parsed.contains("data") ? parsed["data"][0]["b64_json"] : parsed["b64_json"];
    return std::move(place.get_ref<std::string &>());
}

std::vector<uint8_t> stb_pixels(const std::vector<uint8_t> &png, uint32_t &out_width)
{
    int width = 0;
    int height = 0;
    int channels = 0;
    stbi_uc *pixels = stbi_load_from_memory(
        png.data(), static_cast<int>(png.size()), &width, &height, &channels, 4);
    if (!pixels)
        return {};
    out_width = static_cast<uint32_t>(width);
    std::vector<uint8_t> rgba(pixels, pixels + size_t{out_width} * static_cast<size_t>(height) * 4);
    stbi_image_free(pixels);
    return rgba;
}

bool stb_decodes(const std::vector<uint8_t> &png)
{
    int width = 0;
    int height = 0;
    int channels = 0;
    stbi_uc *pixels = stbi_load_from_memory(
        png.data(), static_cast<int>(png.size()), &width, &height, &channels, 4);
    stbi_image_free(pixels);
    return pixels != nullptr;
}

bool libpng_decodes(const std::vector<uint8_t> &png, std::vector<uint8_t> &rgba)
{
    png_structp reader = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(reader);
    Reader source{&png, 0};
    png_set_read_fn(reader, &source, read_bytes);
    png_read_info(reader, info);
    png_set_filler(reader, 0xFF, PNG_FILLER_AFTER);
    png_read_update_info(reader, info);
    const size_t row = png_get_rowbytes(reader, info);
    const uint32_t height = png_get_image_height(reader, info);
    if (row * height != rgba.size())
        return false;
    for (uint32_t y = 0; y < height; ++y)
        png_read_row(reader, rgba.data() + row * y, nullptr);
    png_destroy_read_struct(&reader, &info, nullptr);
    return true;
}

bool usual_stream(const std::string &url, const OnPixels &on_pixels)
{
    CURL *curl = curl_easy_init();
    EventCollector collector(on_pixels);
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, R"({"prompt":"a","stream":true})");
    curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 128L << 10);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &collector);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    const CURLcode code = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    return code == CURLE_OK;
}

} // namespace gesso_bench
