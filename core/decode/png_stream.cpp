// SPDX-License-Identifier: MIT
#include "decode/png_stream.h"

#include <algorithm>

namespace gesso::core {

namespace {

Status damaged(const char *what)
{
    return {StatusCode::malformed, std::string("the PNG is damaged: ") + what};
}

} // namespace

Status PngStream::step(Bytes &io_in, std::span<uint8_t> room, size_t &out_produced)
{
    out_produced = 0;
    if (is_over_)
        return damaged("data behind its image data");
    const InflateStep step = inflater_.step(io_in, room);
    io_in = io_in.subspan(step.consumed);
    is_output_held_ = step.produced == room.size() && step.state == InflateState::running;
    out_produced = static_cast<size_t>(std::min<uint64_t>(step.produced, left_));
    if (step.produced > left_)
        return damaged("more pixels than its header says");
    left_ -= step.produced;
    switch (step.state) {
    case InflateState::running:
        return {};
    case InflateState::corrupt:
        return damaged("its image data does not inflate");
    case InflateState::out_of_memory:
        return {StatusCode::out_of_memory, "not enough memory to inflate a PNG"};
    case InflateState::ended:
        break;
    }
    is_over_ = true;
    if (step.has_surplus)
        return damaged("data behind its image data");
    return left_ == 0 ? Status() : damaged("fewer pixels than its header says");
}

} // namespace gesso::core
