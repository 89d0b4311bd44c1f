// SPDX-License-Identifier: MIT
#ifndef GESSO_HAVE_ISAL

#include "decode/inflate.h"

#include <zlib.h>

namespace gesso::core {

struct Inflater::State {
    z_stream stream{};
    bool is_ready = false;
};

Inflater::Inflater() : state_(std::make_unique<State>())
{
    state_->is_ready = inflateInit(&state_->stream) == Z_OK;
}

Inflater::~Inflater()
{
    if (state_->is_ready)
        inflateEnd(&state_->stream);
}

InflateStep Inflater::step(Bytes in, std::span<uint8_t> out)
{
    InflateStep step;
    if (!state_->is_ready) {
        step.state = InflateState::out_of_memory;
        return step;
    }
    // A PNG chunk is shorter than 2^31 and the output is a row buffer: both fit uInt.
    z_stream &stream = state_->stream;
    stream.next_in = const_cast<Bytef *>(in.data()); // zlib never writes through it
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    step.consumed = in.size() - stream.avail_in;
    step.produced = out.size() - stream.avail_out;
    if (result == Z_STREAM_END) {
        step.state = InflateState::ended;
        step.has_surplus = stream.avail_in > 0;
    } else if (result == Z_MEM_ERROR) {
        step.state = InflateState::out_of_memory;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
        step.state = InflateState::corrupt;
    }
    return step;
}

uint32_t crc32_continued(uint32_t crc, Bytes bytes)
{
    if (bytes.empty())
        return crc; // zlib takes a null pointer for the wish to begin anew
    return static_cast<uint32_t>(::crc32_z(crc, bytes.data(), bytes.size()));
}

} // namespace gesso::core

#endif
