// SPDX-License-Identifier: MIT
#include "client/log_ring.h"

#include "base/text.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>

namespace gesso::core {
namespace {

int64_t unix_ms_now()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

LogRing::LogRing()
{
    for (uint64_t i = 0; i < kCapacity; ++i)
        cells_[i].sequence.store(i, std::memory_order_relaxed);
}

void LogRing::push(LogLevel level, int64_t unix_ms, std::string_view text)
{
    uint64_t position = head_.load(std::memory_order_relaxed);
    Cell *cell = nullptr;
    for (;;) {
        cell = &cells_[position % kCapacity];
        const uint64_t sequence = cell->sequence.load(std::memory_order_acquire);
        if (sequence == position) {
            if (head_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed))
                break;
        } else if (sequence < position) {
            lost_.fetch_add(1, std::memory_order_relaxed);
            return;
        } else {
            position = head_.load(std::memory_order_relaxed);
        }
    }
    LogRecord &record = cell->record;
    record.level = level;
    record.unix_ms = unix_ms;
    record.lost = lost_.exchange(0, std::memory_order_relaxed);
    const size_t length = std::min(text.size(), record.text.size() - 1);
    std::memcpy(record.text.data(), text.data(), length);
    record.text[length] = '\0';
    cell->sequence.store(position + 1, std::memory_order_release);
}

bool LogRing::pop(LogRecord &out_record)
{
    Cell &cell = cells_[tail_ % kCapacity];
    if (cell.sequence.load(std::memory_order_acquire) != tail_ + 1)
        return false;
    out_record = cell.record;
    cell.sequence.store(tail_ + kCapacity, std::memory_order_release);
    ++tail_;
    return true;
}

void Log::write(LogLevel level, std::string_view text)
{
    if (!takes(level))
        return;
    // Clean once more at the last door: a reason from a server or the system may be inside.
    const std::string line = clean_text(text, 400);
    std::string_view cut = line;
    while (cut.size() > 480 || (!cut.empty() && cut.size() < line.size() &&
                                (static_cast<uint8_t>(line[cut.size()]) & 0xc0) == 0x80))
        cut.remove_suffix(1);
    ring_.push(level, unix_ms_now(), cut);
    if (hook_.call && gate_.enter()) {
        hook_.call(hook_.user, static_cast<int32_t>(level), std::string(cut).c_str());
        gate_.leave();
    }
}

} // namespace gesso::core
