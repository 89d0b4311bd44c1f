// SPDX-License-Identifier: MIT
// Times of several ways to do the same, taken in turns: a machine that is busy, or slows down, is
// so for all of them. Processor time, never wall time, and medians of rounds.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <functional>
#include <vector>

namespace gesso_bench {

inline double seconds_of(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

inline double thread_seconds()
{
    return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

inline double process_seconds()
{
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

// Comparable between processes of this machine.
inline double wall_seconds()
{
    return seconds_of(CLOCK_MONOTONIC);
}

inline double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// One number of each round.
using Series = std::vector<double>;

// The median over the rounds of a / b: both halves of a round saw the same machine.
inline double median_ratio(const Series &a, const Series &b)
{
    Series ratios;
    for (size_t i = 0; i < a.size() && i < b.size(); ++i)
        ratios.push_back(a[i] / b[i]);
    return median(ratios);
}

// Processor seconds of this thread for each way, a number a round. Round 0 warms up and is left
// out. Every other round goes backwards, so that nobody always follows the same neighbour.
inline std::vector<Series> take_turns(int rounds, const std::vector<std::function<void()>> &ways)
{
    std::vector<Series> all(ways.size());
    for (int round = 0; round <= rounds; ++round) {
        for (size_t i = 0; i < ways.size(); ++i) {
            const size_t way = round % 2 == 0 ? i : ways.size() - 1 - i;
            const double from = thread_seconds();
            ways[way]();
            const double taken = thread_seconds() - from;
            if (round > 0)
                all[way].push_back(taken);
        }
    }
    return all;
}

} // namespace gesso_bench
