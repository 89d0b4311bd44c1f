// SPDX-License-Identifier: MIT
#ifdef GESSO_HAVE_ISAL

#include "decode/inflate.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace gesso::core {

namespace {

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx"))) void zero_upper_halves()
{
    _mm256_zeroupper();
}

// The library's AVX code returns with the upper halves of its registers in use. Every SSE
// instruction after that waits for them: unfiltering took 2.3 times as long.
void leave_wide_registers()
{
    static const bool has_avx = __builtin_cpu_supports("avx") != 0;
    if (has_avx)
        zero_upper_halves();
}
#else
void leave_wide_registers() {}
#endif

} // namespace

// About 84 KiB, 64 of them the window that the library keeps for itself.
struct Inflater::State {
    inflate_state stream;
};

// Left uninitialised on purpose: isal_inflate_init sets what is read before it is written.
Inflater::Inflater() : state_(new State)
{
    isal_inflate_init(&state_->stream);
    state_->stream.crc_flag = ISAL_ZLIB; // parse the header, verify the Adler-32
}

Inflater::~Inflater() = default;

InflateStep Inflater::step(Bytes in, std::span<uint8_t> out)
{
    // A PNG chunk is shorter than 2^31 and the output is a row buffer: both fit 32 bits.
    inflate_state &stream = state_->stream;
    stream.next_in = const_cast<uint8_t *>(in.data()); // the library never writes through it
    stream.avail_in = static_cast<uint32_t>(in.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uint32_t>(out.size());
    const int result = isal_inflate(&stream);
    leave_wide_registers();

    InflateStep step;
    if (result != ISAL_DECOMP_OK) { // a preset dictionary too: PNG has none
        // The counters mean nothing now: the library may have stepped back over what it read ahead.
        step.state = InflateState::corrupt;
        step.consumed = in.size();
        return step;
    }
    step.consumed = in.size() - stream.avail_in;
    step.produced = out.size() - stream.avail_out;
    if (stream.block_state == ISAL_BLOCK_FINISH) {
        step.state = InflateState::ended;
        // Of short streams, whole bytes behind the end may lie in its bit buffer.
        step.has_surplus = stream.avail_in > 0 || stream.read_in_length >= 8;
    }
    return step;
}

uint32_t crc32_continued(uint32_t crc, Bytes bytes)
{
    const uint32_t continued = crc32_gzip_refl(crc, bytes.data(), bytes.size());
    leave_wide_registers();
    return continued;
}

} // namespace gesso::core

#endif
