# SPDX-License-Identifier: MIT
"""Reads the PNG files of the tests with nothing but zlib: 8 bits a channel, not interlaced."""
import functools
import struct
import zlib


class Picture:
    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        assert data[:8] == b"\x89PNG\r\n\x1a\n", path
        at, self._packed = 8, b""
        while at < len(data):
            size, kind = struct.unpack(">I4s", data[at:at + 8])
            chunk = data[at + 8:at + 8 + size]
            if kind == b"IHDR":
                self.width, self.height, depth, color = struct.unpack(">IIBB", chunk[:10])
                assert depth == 8 and chunk[12] == 0, path
                self.channels = {0: 1, 2: 3, 6: 4}[color]
            elif kind == b"IDAT":
                self._packed += chunk
            at += size + 12

    @functools.cached_property
    def rows(self):
        """Unpacked when they are first asked for: many a test wants the size alone."""
        raw, size = zlib.decompress(self._packed), self.width * self.channels
        rows, above = [], bytes(size)
        for start in range(0, len(raw), size + 1):
            above = _unfilter(raw[start], raw[start + 1:start + 1 + size], above, self.channels)
            rows.append(above)
        assert len(rows) == self.height
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


def _unfilter(kind, line, above, step):
    """One line, as the format's specification says."""
    if kind == 0:
        return line
    if kind == 2:
        return _sum(line, above)
    row = bytearray(line)
    for x, value in enumerate(row):
        left = row[x - step] if x >= step else 0
        if kind == 1:
            guess = left
        elif kind == 3:
            guess = (left + above[x]) >> 1
        else:
            guess = _paeth(left, above[x], above[x - step] if x >= step else 0)
        row[x] = (value + guess) & 255
    return bytes(row)


def _sum(one, other):
    """Byte by byte, without the carries; as two long numbers, which is fast."""
    low = int.from_bytes(b"\x7f" * len(one), "little")
    a, b = int.from_bytes(one, "little"), int.from_bytes(other, "little")
    return (((a & low) + (b & low)) ^ ((a ^ b) & ~low)).to_bytes(len(one), "little")


def _paeth(left, up, corner):
    guess = left + up - corner
    to_left, to_up, to_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner
