# SPDX-License-Identifier: MIT
"""Points of a picture, and how two pictures differ there."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from png import Picture  # noqa: E402,F401


def distance(one, other):
    return max(abs(a - b) for a, b in zip(one, other))


def grid(x0, y0, x1, y1, count=12):
    """Points spread over a part of a picture."""
    return [(x0 + (x1 - x0) * i / (count - 1), y0 + (y1 - y0) * j / (count - 1))
            for j in range(count) for i in range(count)]


def share_changed(one, other, points, least=12):
    """How many of the points differ, 0 to 1."""
    return sum(distance(one.at(*p), other.at(*p)) > least for p in points) / len(points)
