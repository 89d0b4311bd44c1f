// SPDX-License-Identifier: MIT
#include "stream/reply_outcome.h"

#include <algorithm>

namespace gesso::core {

ReplyOutcome::ReplyOutcome(uint32_t expected) : is_settled_(std::max(expected, 1u)) {}

bool ReplyOutcome::is_awaited(uint32_t output) const
{
    return output < is_settled_.size() && !is_settled_[output];
}

uint32_t ReplyOutcome::next_awaited() const
{
    const auto found = std::find(is_settled_.begin(), is_settled_.end(), false);
    return static_cast<uint32_t>(found - is_settled_.begin());
}

void ReplyOutcome::settle(uint32_t output, Status status)
{
    if (!is_awaited(output))
        return;
    is_settled_[output] = true;
    ++settled_;
    if (status.is_ok())
        ++good_;
    else
        fail(std::move(status));
}

void ReplyOutcome::fail(Status status)
{
    if (failure_.is_ok())
        failure_ = std::move(status);
}

Status ReplyOutcome::verdict(const Status &otherwise) const
{
    if (good_ == is_settled_.size())
        return {};
    Status status = failure_.is_ok() ? otherwise : failure_;
    if (good_ > 0) {
        status.message += "; " + std::to_string(good_) + " of " +
                          std::to_string(is_settled_.size()) + " images arrived";
    }
    return status;
}

} // namespace gesso::core
