// SPDX-License-Identifier: MIT
// Rows of a picture shared out among the processor's cores.
#pragma once

#include <algorithm>
#include <system_error>
#include <thread>
#include <vector>

namespace loopback {

// Calls `paint_band(first, last)` so that every row is in one band, from several threads at a
// time. An exception in a band ends the program. No
// band may write where another reads.
template <class PaintBand>
void for_each_band(int rows, const PaintBand &paint_band)
{
    const auto cores = static_cast<int>(std::thread::hardware_concurrency());
    const int parts = std::clamp(std::min(cores, rows / 64), 1, 4);
    const auto paint_part = [rows, parts, &paint_band](int part) {
        paint_band(rows * part / parts, rows * (part + 1) / parts);
    };
    std::vector<std::thread> helpers;
    helpers.reserve(static_cast<size_t>(parts));
    int next = 1;
    try {
        for (; next < parts; ++next) {
            helpers.emplace_back(paint_part, next);
        }
    } catch (const std::system_error &) {
        // No more threads to be had: this one does what is left.
    }
    paint_part(0);
    for (; next < parts; ++next) {
        paint_part(next);
    }
    for (std::thread &helper : helpers) {
        helper.join();
    }
}

// The same for rows that need nothing of one another.
template <class PaintRow>
void for_each_row(int rows, const PaintRow &paint_row)
{
    for_each_band(rows, [&paint_row](int first, int last) {
        for (int y = first; y < last; ++y) {
            paint_row(y);
        }
    });
}

} // namespace loopback
