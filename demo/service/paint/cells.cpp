// SPDX-License-Identifier: MIT
#include "paint/cells.h"

#include <array>

namespace loopback {

namespace {

// The smaller of two, with the corner where they meet rounded off.
float smaller(float low, float high)
{
    constexpr float kReach = 0.22F;
    const float near = std::max(0.0F, kReach - (high - low));
    return low - near * near / (4 * kReach);
}

} // namespace

CellGrid::CellGrid(const Canvas &canvas, Frequency frequency, float jitter, uint32_t seed)
    : columns_(canvas.fit_x(frequency.x)), rows_(canvas.fit_y(frequency.y / 2) * 2),
      scale_x_(static_cast<float>(columns_) / static_cast<float>(canvas.width)),
      scale_y_(static_cast<float>(rows_) / static_cast<float>(canvas.height))
{
    for (int row = 0; row < rows_; ++row) {
        for (int column = 0; column < columns_; ++column) {
            const uint32_t own =
                mix_bits(seed, static_cast<uint32_t>(row), static_cast<uint32_t>(column));
            const float shift = row % 2 == 0 ? -0.25F : 0.25F;
            points_.push_back(
                {0.5F + shift + jitter * (random_of(own, 1) - 0.5F),
                 0.5F + jitter * (random_of(own, 2) - 0.5F)});
        }
    }
}

Cell CellGrid::at(float x, float y) const
{
    const float grid_x = x * scale_x_;
    const float grid_y = y * scale_y_;
    const int column = static_cast<int>(std::floor(grid_x));
    const int row = static_cast<int>(std::floor(grid_y));
    const float inner_x = grid_x - static_cast<float>(column);
    const float inner_y = grid_y - static_cast<float>(row);
    std::array<Point, 25> to{};
    size_t count = 0;
    size_t nearest = 0;
    float least = 1e9F;
    for (int j = -2; j <= 2; ++j) {
        for (int i = -2; i <= 2; ++i) {
            const Point &inside = point(column + i, row + j);
            to[count] = {
                static_cast<float>(i) + inside.x - inner_x,
                static_cast<float>(j) + inside.y - inner_y};
            const float distance = to[count].x * to[count].x + to[count].y * to[count].y;
            if (distance < least) {
                least = distance;
                nearest = count;
            }
            ++count;
        }
    }
    const Point own = to[nearest];
    Cell cell;
    float first = 1e9F;
    float second = 1e9F;
    for (size_t i = 0; i < count; ++i) {
        const float across_x = to[i].x - own.x;
        const float across_y = to[i].y - own.y;
        const float apart = across_x * across_x + across_y * across_y;
        if (i != nearest) {
            const float middle =
                ((own.x + to[i].x) * across_x + (own.y + to[i].y) * across_y) * 0.5F;
            const float distance = middle / std::sqrt(apart);
            second = std::min(second, std::max(first, distance));
            first = std::min(first, distance);
        }
    }
    cell.border = first;
    cell.round_border = smaller(first, second);
    const int own_row = wrap(row + static_cast<int>(nearest) / 5 - 2, rows_);
    const int own_column = wrap(column + static_cast<int>(nearest) % 5 - 2, columns_);
    cell.id = static_cast<uint32_t>(own_row * columns_ + own_column);
    cell.center = std::sqrt(least);
    cell.dx = -own.x;
    cell.dy = -own.y;
    return cell;
}

} // namespace loopback
