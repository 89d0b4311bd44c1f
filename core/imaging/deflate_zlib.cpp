// SPDX-License-Identifier: MIT
#ifndef GESSO_HAVE_ISAL

#include "imaging/deflate.h"

#include <zlib.h>

namespace gesso::core {

struct Deflater::State {
    z_stream stream{};
    bool is_ready = false;
};

Deflater::Deflater() : state_(std::make_unique<State>())
{
    state_->is_ready = deflateInit(&state_->stream, Z_BEST_SPEED) == Z_OK;
}

Deflater::~Deflater()
{
    if (state_->is_ready)
        deflateEnd(&state_->stream);
}

DeflateStep Deflater::step(Bytes in, bool is_last, std::span<uint8_t> out)
{
    DeflateStep step;
    if (!state_->is_ready) {
        step.is_failed = true;
        return step;
    }
    z_stream &stream = state_->stream;
    stream.next_in = const_cast<Bytef *>(in.data()); // zlib never writes through it
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = deflate(&stream, is_last ? Z_FINISH : Z_NO_FLUSH);
    step.is_failed = result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR;
    step.consumed = in.size() - stream.avail_in;
    step.produced = out.size() - stream.avail_out;
    step.is_ended = result == Z_STREAM_END;
    return step;
}

uint32_t png_crc(uint32_t crc, Bytes bytes)
{
    if (bytes.empty())
        return crc; // zlib takes a null pointer for the wish to begin anew
    return static_cast<uint32_t>(::crc32_z(crc, bytes.data(), bytes.size()));
}

} // namespace gesso::core

#endif
