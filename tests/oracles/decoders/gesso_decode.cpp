// SPDX-License-Identifier: MIT
// gesso-decode FILE           decodes it and writes "FORMAT WIDTH HEIGHT HAS_ALPHA\n" and the RGBA
//                             pixels to standard output; a refusal goes to standard error, exit 1
// gesso-decode --fixtures DIR writes PNGs of every kind, which no encoder at hand can write
// gesso-decode --encode WIDTH HEIGHT CHANNELS FILE
//                             writes the raw pixels of the file as our PNG to standard output
#include "decode/image_decoder.h"
#include "imaging/png_writer.h"
#include "support/png_writer.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

using namespace gesso::core;
using namespace gesso::test;

namespace {

struct MemorySink final : RowSink {
    Status on_header(const ImageHeader &image, PixelTarget &out_target) override
    {
        header = image;
        rgba.resize(size_t{image.width} * image.height * 4);
        out_target.first_row = rgba.data();
        out_target.stride = static_cast<ptrdiff_t>(image.width) * 4;
        return {};
    }

    Status on_rows(uint32_t, uint32_t y1) override
    {
        rows = y1;
        return {};
    }

    ImageHeader header;
    uint32_t rows = 0;
    Buffer rgba;
};

const char *name_of(ImageFormat format)
{
    switch (format) {
    case ImageFormat::png:
        return "png";
    case ImageFormat::jpeg:
        return "jpeg";
    case ImageFormat::webp:
        return "webp";
    case ImageFormat::unknown:
        break;
    }
    return "unknown";
}

int decode_file(const char *path)
{
    std::ifstream file(path, std::ios::binary);
    const Buffer encoded(std::istreambuf_iterator<char>(file), {});
    MemorySink sink;
    ImageDecoder decoder({}, sink);
    size_t piece = 1;
    for (size_t at = 0; at < encoded.size(); at += piece, piece = piece * 7 % 1009 + 1) {
        piece = std::min(piece, encoded.size() - at);
        if (!decoder.feed(Bytes(encoded).subspan(at, piece)).is_ok())
            break;
    }
    const Status status = decoder.finish();
    if (!status.is_ok() || sink.rows != sink.header.height) {
        std::cerr << to_string(status.code) << ": " << status.message << '\n';
        return 1;
    }
    std::cout << name_of(sink.header.format) << ' ' << sink.header.width << ' '
              << sink.header.height << ' ' << sink.header.has_alpha << '\n';
    std::cout.write(
        reinterpret_cast<const char *>(sink.rgba.data()),
        static_cast<std::streamsize>(sink.rgba.size()));
    return 0;
}

void write_fixture(const std::string &folder, const PngSpec &spec, const char *extra)
{
    std::string name = folder + "/c" + std::to_string(spec.colour) + "_d" +
                       std::to_string(spec.depth) + "_w" + std::to_string(spec.width) + "_f" +
                       std::to_string(spec.filter) + (spec.is_interlaced ? "_adam7" : "") + extra;
    const Buffer png = write_png(spec, painted(spec.depth));
    std::ofstream(name + ".png", std::ios::binary)
        .write(
            reinterpret_cast<const char *>(png.data()), static_cast<std::streamsize>(png.size()));
}

// A colour of the picture itself becomes the transparent one.
void add_transparency(PngSpec &spec)
{
    const Samples samples = painted(spec.depth);
    if (spec.colour == 3) {
        for (uint32_t i = 0; i < spec.palette.size() / 6; ++i)
            spec.transparency.push_back(static_cast<uint8_t>(i * 17));
        return;
    }
    for (int c = 0; c < spec.channels(); ++c) {
        const uint32_t value = samples(spec.width / 2, 3, c);
        spec.transparency.push_back(static_cast<uint8_t>(value >> 8));
        spec.transparency.push_back(static_cast<uint8_t>(value));
    }
}

int write_fixtures(const std::string &folder)
{
    constexpr std::pair<int, int> kKinds[] = {{0, 1}, {0, 2},  {0, 4},  {0, 8}, {0, 16},
                                              {2, 8}, {2, 16}, {3, 1},  {3, 2}, {3, 4},
                                              {3, 8}, {4, 8},  {4, 16}, {6, 8}, {6, 16}};
    for (const auto &[colour, depth] : kKinds) {
        for (const bool is_interlaced : {false, true}) {
            PngSpec spec;
            spec.colour = colour;
            spec.depth = depth;
            spec.is_interlaced = is_interlaced;
            spec.height = 11;
            if (colour == 3)
                add_palette(spec, 1u << depth, 0);
            for (const uint32_t width : {1u, 7u, 32u, 33u, 101u}) {
                spec.width = width;
                write_fixture(folder, spec, "");
                PngSpec clear = spec;
                if (colour >= 4)
                    continue;
                add_transparency(clear);
                write_fixture(folder, clear, "_trns");
            }
            for (spec.filter = 0; spec.filter < 5; ++spec.filter)
                write_fixture(folder, spec, "");
        }
    }
    return 0;
}

int encode_file(char **words)
{
    PixelView view;
    view.width = static_cast<uint32_t>(std::atoi(words[0]));
    view.height = static_cast<uint32_t>(std::atoi(words[1]));
    view.channels = static_cast<uint32_t>(std::atoi(words[2]));
    view.stride = static_cast<ptrdiff_t>(size_t{view.width} * view.channels);
    std::ifstream file(words[3], std::ios::binary);
    const Buffer pixels(std::istreambuf_iterator<char>(file), {});
    if (pixels.size() != static_cast<size_t>(view.stride) * view.height) {
        std::cerr << "the file has another size\n";
        return 1;
    }
    view.first_row = pixels.data();
    std::vector<uint8_t> png;
    if (const Status status = encode_png(view, UINT64_MAX, png); !status.is_ok()) {
        std::cerr << status.message << '\n';
        return 1;
    }
    std::cout.write(
        reinterpret_cast<const char *>(png.data()), static_cast<std::streamsize>(png.size()));
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 3 && std::string_view(argv[1]) == "--fixtures")
        return write_fixtures(argv[2]);
    if (argc == 6 && std::string_view(argv[1]) == "--encode")
        return encode_file(argv + 2);
    if (argc == 2)
        return decode_file(argv[1]);
    std::fputs(
        "usage: gesso-decode FILE | gesso-decode --fixtures DIR\n"
        "       gesso-decode --encode WIDTH HEIGHT CHANNELS FILE\n",
        stderr);
    return 2;
}
