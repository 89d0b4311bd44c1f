// SPDX-License-Identifier: MIT
#ifdef GESSO_HAVE_ISAL

#include "imaging/deflate.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

namespace gesso::core {

// About 330 KiB, most of it hash table and tokens.
struct Deflater::State {
    isal_zstream stream;
    uint8_t level_buffer[ISAL_DEF_LVL1_DEFAULT];
};

// Left uninitialised on purpose: isal_deflate_init sets what is read before it is written.
Deflater::Deflater() : state_(new State)
{
    isal_zstream &stream = state_->stream;
    isal_deflate_init(&stream);
    stream.level = 1;
    stream.level_buf = state_->level_buffer;
    stream.level_buf_size = sizeof(state_->level_buffer);
    stream.gzip_flag = IGZIP_ZLIB; // header and Adler-32
    stream.flush = NO_FLUSH;
}

Deflater::~Deflater() = default;

DeflateStep Deflater::step(Bytes in, bool is_last, std::span<uint8_t> out)
{
    isal_zstream &stream = state_->stream;
    stream.next_in = const_cast<uint8_t *>(in.data()); // the library never writes through it
    stream.avail_in = static_cast<uint32_t>(in.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uint32_t>(out.size());
    stream.end_of_stream = is_last ? 1 : 0;
    DeflateStep step;
    step.is_failed = isal_deflate(&stream) != COMP_OK;
    step.consumed = in.size() - stream.avail_in;
    step.produced = out.size() - stream.avail_out;
    step.is_ended = stream.internal_state.state == ZSTATE_END;
    return step;
}

uint32_t png_crc(uint32_t crc, Bytes bytes)
{
    return crc32_gzip_refl(crc, bytes.data(), bytes.size());
}

} // namespace gesso::core

#endif
