// SPDX-License-Identifier: MIT
// The log: a bounded ring that the host may poll, and its logger hook. Writers are any threads, the
// host's included, so no writer ever waits for another (D. Vyukov's bounded queue with a sequence
// number a cell). When nobody reads, new records are dropped and counted.
#pragma once

#include "client/hook_gate.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace gesso::core {

enum class LogLevel : int32_t { error, warning, info, debug };

struct LogRecord {
    LogLevel level = LogLevel::error;
    uint32_t lost = 0;
    int64_t unix_ms = 0;
    std::array<char, 496> text{};
};

class LogRing {
public:
    static constexpr uint32_t kCapacity = 256;

    LogRing();
    void push(LogLevel level, int64_t unix_ms, std::string_view text);
    bool pop(LogRecord &out_record); // one thread at a time

private:
    struct Cell {
        std::atomic<uint64_t> sequence{0};
        LogRecord record;
    };
    std::array<Cell, kCapacity> cells_;
    std::atomic<uint64_t> head_{0};
    uint64_t tail_ = 0; // reader only
    std::atomic<uint32_t> lost_{0};
};

// Where every part of the client writes its lines. Messages hold ids, sizes and times; never a
// secret, a prompt or bytes of a reply.
class Log {
public:
    struct Hook {
        void (*call)(void *user, int32_t level, const char *text) = nullptr;
        void *user = nullptr;
    };

    Log(LogLevel level, Hook hook, HookGate &gate) : level_(level), hook_(hook), gate_(gate) {}

    bool takes(LogLevel level) const { return level <= level_; }
    void write(LogLevel level, std::string_view text);
    bool pop(LogRecord &out_record) { return ring_.pop(out_record); }

private:
    const LogLevel level_;
    const Hook hook_;
    HookGate &gate_;
    LogRing ring_;
};

} // namespace gesso::core
