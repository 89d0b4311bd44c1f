// SPDX-License-Identifier: MIT
// A plane parted among points that are strewn over a grid, one in each of its squares.
#pragma once

#include "paint/field.h"

#include <vector>

namespace loopback {

struct Cell {
    uint32_t id = 0;        // the same on both sides of the picture's edges
    float border = 0;       // to the nearest border, in grid squares
    float round_border = 0; // the same, with the corners of the cells rounded off
    float center = 0;       // to the cell's own point, in grid squares
    float dx = 0;           // from its point, in grid squares
    float dy = 0;
};

class CellGrid {
public:
    // `jitter` 0 is a chess board, 1 is wild. Odd rows are shifted by half a square.
    CellGrid(const Canvas &canvas, Frequency frequency, float jitter, uint32_t seed);

    // The position in pixels.
    [[nodiscard]] Cell at(float x, float y) const;

private:
    struct Point {
        float x;
        float y;
    };
    [[nodiscard]] const Point &point(int column, int row) const
    {
        return points_
            [static_cast<size_t>(wrap(row, rows_)) * static_cast<size_t>(columns_) +
             static_cast<size_t>(wrap(column, columns_))];
    }

    int columns_;
    int rows_;
    float scale_x_;
    float scale_y_;
    std::vector<Point> points_; // inside their squares
};

} // namespace loopback
