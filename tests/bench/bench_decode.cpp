// SPDX-License-Identifier: MIT
// PNG to RGBA in memory, as the pieces of a stream, against the floor and the usual readers.
#include "bench/floor.h"
#include "bench/report.h"
#include "bench/usual_way.h"
#include "decode/image_decoder.h"

#include <cstring>

using namespace gesso_bench;
using namespace gesso::core;

namespace {

class MemorySink final : public RowSink {
public:
    explicit MemorySink(Buffer &rgba) : rgba_(rgba) {}

    Status on_header(const ImageHeader &header, PixelTarget &out_target) override
    {
        out_target.first_row = rgba_.data();
        out_target.stride = static_cast<ptrdiff_t>(header.width) * 4;
        return {};
    }
    Status on_rows(uint32_t, uint32_t y1) override
    {
        rows_ = y1;
        return {};
    }
    uint32_t rows() const { return rows_; }

private:
    Buffer &rgba_;
    uint32_t rows_ = 0;
};

void decode_ours(const Picture &picture, size_t piece, Buffer &rgba)
{
    MemorySink sink(rgba);
    ImageDecoder decoder({}, sink);
    for (size_t at = 0; at < picture.png.size(); at += piece) {
        const size_t size = std::min(piece, picture.png.size() - at);
        must(decoder.feed({picture.png.data() + at, size}).is_ok(), "our decoder fails");
    }
    must(decoder.finish().is_ok() && sink.rows() == picture.height, "our decoder ends early");
}

void run(const std::string &name, int rounds)
{
    const Picture picture = load_picture(name);
    PictureFloor floor(picture);
    Buffer ours(picture.rgba.size());
    Buffer libpng(picture.rgba.size());
    const auto times = take_turns(
        rounds, {[&] { decode_ours(picture, size_t{16} << 10, ours); },
                 [&] { decode_ours(picture, size_t{3} << 10, ours); }, [&] { floor.inflate(); },
                 [&] { floor.unfilter(); }, [&] { must(stb_decodes(picture.png), "stb fails"); },
                 [&] { must(libpng_decodes(picture.png, libpng), "libpng fails"); }});
    must(ours == picture.rgba, "our pixels differ");
    must(floor.rgba() == picture.rgba, "the floor's pixels differ");
    must(libpng == picture.rgba, "libpng's pixels differ");
    uint32_t width = 0;
    must(stb_pixels(picture.png, width) == picture.rgba, "stb's pixels differ");

    Series sum = times[2];
    for (size_t i = 0; i < sum.size(); ++i)
        sum[i] += times[3][i];
    const std::string what = "PNG " + name + " (" + GESSO_BENCH_INFLATE + ")";
    // The goal is ISA-L's; zlib is there to be compared.
    const double bound = std::strcmp(GESSO_BENCH_INFLATE, "ISA-L") == 0 ? 1.1 : 0;
    print_cost("2", what + ", pieces of 16 KiB", times[0], "floor", sum, bound);
    print_cost("-", what + ", pieces of 3 KiB", times[1], "floor", sum);
    print_cost("-", what + ", floor's unfilter", times[3], "floor", sum);
    print_cost("-", what + ", pieces of 16 KiB", times[0], "stb_image " GESSO_BENCH_STB, times[4]);
    print_cost("-", "stb_image, " + name, times[4], "libpng " GESSO_BENCH_LIBPNG, times[5]);
}

} // namespace

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 15;
    for (const std::string &name : picture_names())
        run(name, rounds);
    return 0;
}
