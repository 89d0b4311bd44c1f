// SPDX-License-Identifier: MIT
#include "bench/floor.h"

#include "bench/report.h"
#include "decode/png_unfilter.h"
#include "stream/base64_kernels.h"

#ifdef GESSO_HAVE_ISAL
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include <isa-l/igzip_lib.h>
#else
#include <zlib.h>
#endif

#include <cstring>

namespace gesso_bench {
namespace {

uint32_t big_endian(const uint8_t *bytes)
{
    return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

#if defined(GESSO_HAVE_ISAL) && defined(__x86_64__)
// ISA-L leaves them in use, which would slow the rest of the floor down.
__attribute__((target("avx"))) void leave_wide_registers()
{
    _mm256_zeroupper();
}
#elif defined(GESSO_HAVE_ISAL)
void leave_wide_registers() {}
#endif

Buffer image_data(const Buffer &png)
{
    Buffer stream;
    for (size_t at = 8; at + 12 <= png.size();) {
        const uint32_t size = big_endian(png.data() + at);
        const auto payload = png.begin() + static_cast<ptrdiff_t>(at) + 8;
        if (std::memcmp(png.data() + at + 4, "IDAT", 4) == 0)
            stream.insert(stream.end(), payload, payload + static_cast<ptrdiff_t>(size));
        at += size_t{12} + size;
    }
    return stream;
}

} // namespace

PictureFloor::PictureFloor(const Picture &picture)
    : picture_(picture), stream_(image_data(picture.png)),
      inflated_((size_t{picture.width} * picture.channels + 1) * picture.height + 64),
      row_(size_t{picture.width} * 4 + gesso::core::kUnfilterSlack), rgba_(picture.rgba.size())
{}

void PictureFloor::inflate()
{
    const size_t size = inflated_.size() - 64;
#ifdef GESSO_HAVE_ISAL
    static inflate_state state; // 84 KiB
    isal_inflate_init(&state);
    state.crc_flag = ISAL_ZLIB;
    state.next_in = stream_.data();
    state.avail_in = static_cast<uint32_t>(stream_.size());
    state.next_out = inflated_.data();
    state.avail_out = static_cast<uint32_t>(size);
    const int result = isal_inflate_stateless(&state);
    leave_wide_registers();
    must(result == ISAL_DECOMP_OK, "the floor does not inflate");
    must(state.avail_out == 0, "the floor inflates too little");
#else
    z_stream state{};
    must(inflateInit(&state) == Z_OK, "zlib does not begin");
    state.next_in = stream_.data();
    state.avail_in = static_cast<uInt>(stream_.size());
    state.next_out = inflated_.data();
    state.avail_out = static_cast<uInt>(size);
    must(::inflate(&state, Z_FINISH) == Z_STREAM_END, "the floor does not inflate");
    inflateEnd(&state);
#endif
}

void PictureFloor::unfilter()
{
    const auto kernels =
        gesso::core::best_unfilter(picture_.channels, gesso::core::PixelOrder::rgba);
    std::memset(row_.data(), 0, row_.size());
    const size_t filtered_bytes = size_t{picture_.width} * picture_.channels + 1;
    const uint8_t *next = inflated_.data();
    uint8_t *out = rgba_.data();
    for (uint32_t y = 0; y < picture_.height; ++y) {
        kernels[*next](next + 1, row_.data(), out, picture_.width);
        next += filtered_bytes;
        out += size_t{picture_.width} * 4;
    }
}

size_t scan_for_quote(std::string_view text)
{
    return text.find('"');
}

void decode_base64(std::string_view text, Buffer &out)
{
    const size_t quanta = text.size() / 4;
    out.resize(quanta * 3 + gesso::core::kBase64Slack);
    gesso::core::base64_kernel()(
        reinterpret_cast<const uint8_t *>(text.data()), quanta, out.data());
}

} // namespace gesso_bench
