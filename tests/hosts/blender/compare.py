# SPDX-License-Identifier: MIT
"""Run by Blender, whose PNG reader is not ours: compare.py -- REFERENCE PICTURE...

A line a picture: name, size, how many of a million pixels differ from the reference by more than 0 and
by more than 3 of 255, and how many colours it has, at most 1000.
"""
import os
import sys

import bpy
import numpy


def read(path):
    image = bpy.data.images.load(path)
    pixels = numpy.empty(image.size[0] * image.size[1] * 4, numpy.float32)
    image.pixels.foreach_get(pixels)
    return tuple(image.size), numpy.rint(pixels * 255).astype(numpy.int32).reshape(-1, 4)


paths = sys.argv[sys.argv.index("--") + 1:]
size, reference = read(paths[0])
for path in paths:
    seen, pixels = read(path)
    off = abs(pixels - reference).max(axis=1) if seen == size else numpy.full(1, 255)
    any_off, far_off = (int(1e6 * (off > limit).mean()) for limit in (0, 3))
    colours = min(len(numpy.unique(pixels[:, :3], axis=0)), 1000)
    print(f"compared {os.path.basename(path)} {seen[0]}x{seen[1]} {any_off} {far_off} {colours}", flush=True)
