// SPDX-License-Identifier: MIT
#pragma once

#include "bench/rounds.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace gesso_bench {

// One line of the table: what we need and what it is held against, from the same run. A goal is a
// bound on ours / other; 0 means that the line is there to be read.
struct Row {
    std::string goal; // number in the list of goals, or "-"
    std::string what;
    std::string other;
    double ours_value = 0;
    double other_value = 0;
    std::string unit = "ms";
    double ratio = 0;
    double bound = 0;
    bool is_speed = false; // the ratio is other / ours, and the bound a least
};

// Fields apart by tabs; tests/bench/run makes the table.
inline void print(const Row &row)
{
    const bool is_met = row.is_speed ? row.ratio >= row.bound : row.ratio <= row.bound;
    const char *verdict = row.bound == 0 ? "" : is_met ? "pass" : "short";
    std::printf(
        "row\t%s\t%s\t%.4g\t%s\t%.4g\t%s\t%.4g\t%s%.4g\t%s\n", row.goal.c_str(), row.what.c_str(),
        row.ours_value, row.other.c_str(), row.other_value, row.unit.c_str(), row.ratio,
        row.is_speed ? ">=" : "<=", row.bound, verdict);
    std::fflush(stdout);
}

// Milliseconds of two series, the ratio at most `bound`.
inline void print_cost(
    const char *goal, const std::string &what, const Series &ours, const char *other_name,
    const Series &other, double bound = 0)
{
    print(
        {goal, what, other_name, median(ours) * 1e3, median(other) * 1e3, "ms",
         median_ratio(ours, other), bound, false});
}

// The same, the speed at least `bound` times the other's.
inline void print_speed(
    const char *goal, const std::string &what, const Series &ours, const char *other_name,
    const Series &other, double bound = 0)
{
    print(
        {goal, what, other_name, median(ours) * 1e3, median(other) * 1e3, "ms",
         median_ratio(other, ours), bound, true});
}

inline void note(const std::string &text)
{
    std::printf("note\t%s\n", text.c_str());
    std::fflush(stdout);
}

// A number that was got by doing the wrong thing is no number.
inline void must(bool is_right, const char *what)
{
    if (is_right)
        return;
    std::fprintf(stderr, "bench: wrong: %s\n", what);
    std::exit(1);
}

} // namespace gesso_bench
