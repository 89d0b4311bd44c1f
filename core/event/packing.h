// SPDX-License-Identifier: MIT
// Facts of a request in one atomic word each, so that a reader never sees half of one.
#pragma once

#include "event/event.h"

#include <cstdint>

namespace gesso::core {

// Bit 7 tells a phase that was published from a mailbox that is new.
inline uint32_t pack_phase(Phase phase, uint32_t attempt)
{
    return (attempt << 8) | 0x80 | static_cast<uint32_t>(phase);
}

inline Phase phase_of(uint32_t word)
{
    return static_cast<Phase>(word & 0x7f);
}

inline uint32_t attempt_of(uint32_t word)
{
    return word >> 8;
}

// The count in front makes two equal waits two pieces of news.
inline uint64_t pack_waiting(WaitReason reason, uint32_t remaining_ms, uint64_t previous)
{
    const uint64_t count = ((previous >> 40) + 1) & 0xffffff;
    return (count << 40) | (uint64_t{static_cast<uint8_t>(reason)} << 32) | remaining_ms;
}

inline WaitReason reason_of(uint64_t word)
{
    return static_cast<WaitReason>((word >> 32) & 0xff);
}

inline uint32_t pack_failure(int16_t result, uint8_t billed)
{
    return (uint32_t{1} << 31) | (uint32_t{billed} << 16) | static_cast<uint16_t>(result);
}

inline uint64_t pack_end(const RequestEnd &end)
{
    return (uint64_t{1} << 63) | (uint64_t{end.http_status} << 40) |
           (uint64_t{end.failed_count} << 32) | (uint64_t{end.ok_count} << 24) |
           (uint64_t{end.billed} << 16) | static_cast<uint16_t>(end.result);
}

inline RequestEnd unpack_end(uint64_t word)
{
    RequestEnd end;
    end.result = static_cast<int16_t>(word & 0xffff);
    end.billed = static_cast<uint8_t>(word >> 16);
    end.ok_count = static_cast<uint8_t>(word >> 24);
    end.failed_count = static_cast<uint8_t>(word >> 32);
    end.http_status = static_cast<uint16_t>((word >> 40) & 0xffff);
    return end;
}

} // namespace gesso::core
