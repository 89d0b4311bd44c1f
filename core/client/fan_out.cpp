// SPDX-License-Identifier: MIT
#include "client/fan_out.h"

#include <algorithm>

namespace gesso::core {

std::vector<PostShare> share_outputs(uint32_t count, bool is_streamed, uint32_t max_per_post)
{
    const uint32_t share = is_streamed ? 1 : std::max(max_per_post, 1u);
    std::vector<PostShare> posts;
    for (uint32_t first = 0; first < count; first += share)
        posts.push_back({first, std::min(share, count - first)});
    return posts;
}

bool FanOut::note_ok(uint32_t lane, int32_t result)
{
    if (!is_open(lane))
        return false;
    ended_ |= 1u << lane;
    ++ok_;
    billed_ = Billed::yes;
    if (result_ == 0)
        result_ = result;
    return true;
}

bool FanOut::note_failed(uint32_t lane, int32_t result, Billed billed)
{
    if (!is_open(lane))
        return false;
    ended_ |= 1u << lane;
    ++failed_;
    billed_ = std::max(billed_, billed);
    // The first failure is the one that is explained; a cancelled sibling never hides it.
    if (failed_ == 1 || result_ == 0)
        result_ = result;
    return true;
}

RequestEnd FanOut::end(uint16_t http_status) const
{
    RequestEnd end;
    end.result = static_cast<int16_t>(result_);
    end.billed = static_cast<uint8_t>(billed_);
    end.ok_count = static_cast<uint8_t>(ok_);
    end.failed_count = static_cast<uint8_t>(failed_);
    end.http_status = http_status;
    return end;
}

} // namespace gesso::core
