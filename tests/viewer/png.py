# SPDX-License-Identifier: MIT
"""Reads the PNG files of the tests: 8 bits a channel, not interlaced."""
import struct
import zlib


class Picture:
    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        assert data[:8] == b"\x89PNG\r\n\x1a\n", path
        at, body = 8, b""
        while at < len(data):
            size, kind = struct.unpack(">I4s", data[at:at + 8])
            chunk = data[at + 8:at + 8 + size]
            if kind == b"IHDR":
                self.width, self.height, depth, color = struct.unpack(">IIBB", chunk[:10])
                assert depth == 8 and chunk[12] == 0
                self.channels = {0: 1, 2: 3, 6: 4}[color]
            elif kind == b"IDAT":
                body += chunk
            at += size + 12
        self.rows = self._unfilter(zlib.decompress(body))

    def _unfilter(self, raw):
        size, step = self.width * self.channels, self.channels
        rows, above = [], bytearray(size)
        for y in range(self.height):
            kind = raw[y * (size + 1)]
            row = bytearray(raw[y * (size + 1) + 1:(y + 1) * (size + 1)])
            for x in range(size if kind else 0):
                left = row[x - step] if x >= step else 0
                up = above[x]
                corner = above[x - step] if x >= step else 0
                row[x] = (row[x] + _predict(kind, left, up, corner)) & 255
            rows.append(row)
            above = row
        return rows

    def rgba(self):
        """All pixels, 4 bytes each."""
        pixels = b"".join(self.rows)
        if self.channels == 4:
            return pixels
        out = bytearray(b"\xff") * (self.width * self.height * 4)
        for channel in range(3):
            out[channel::4] = pixels[min(channel, self.channels - 1)::self.channels]
        return bytes(out)

    def at(self, x, y):
        """A pixel by its share of width and height."""
        column = int(x * (self.width - 1)) * self.channels
        return tuple(self.rows[int(y * (self.height - 1))][column:column + 3])


def _predict(kind, left, up, corner):
    if kind == 1:
        return left
    if kind == 2:
        return up
    if kind == 3:
        return (left + up) // 2
    guess = left + up - corner
    to_left, to_up, to_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner


def distance(one, other):
    return max(abs(a - b) for a, b in zip(one, other))


def grid(x0, y0, x1, y1, count=12):
    """Points spread over a part of a picture."""
    return [(x0 + (x1 - x0) * i / (count - 1), y0 + (y1 - y0) * j / (count - 1))
            for j in range(count) for i in range(count)]


def share_changed(one, other, points, least=12):
    """How many of the points differ, 0 to 1."""
    return sum(distance(one.at(*p), other.at(*p)) > least for p in points) / len(points)
