// SPDX-License-Identifier: MIT
#include "library/rescue_buffer.h"

namespace gesso::core {

bool RescueBudget::take(uint64_t bytes)
{
    uint64_t left = left_.load(std::memory_order_relaxed);
    do {
        if (bytes > left)
            return false;
    } while (!left_.compare_exchange_weak(left, left - bytes, std::memory_order_relaxed));
    return true;
}

Status RescueBuffer::overflow()
{
    clear();
    has_overflowed_ = true;
    return {
        StatusCode::limit_exceeded, "rescue_bytes: images that could not be saved need more than " +
                                        std::to_string(budget_.limit()) + " bytes of memory"};
}

Status RescueBuffer::on_bytes(Bytes bytes)
{
    if (has_overflowed_ || !budget_.take(bytes.size()))
        return overflow();
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return {};
}

bool RescueBuffer::append_if_room(Bytes bytes)
{
    if (has_overflowed_ || !budget_.take(bytes.size()))
        return false;
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return true;
}

void RescueBuffer::clear()
{
    budget_.give_back(bytes_.size());
    std::vector<uint8_t>().swap(bytes_);
    has_overflowed_ = false;
}

} // namespace gesso::core
