# SPDX-License-Identifier: MIT
"""An image datablock of Blender's that fills row by row while the service is sending."""
import ctypes

import numpy

import gesso

# Blender holds the pixels of an sRGB image as floats from 0 to 1.
FLOATS = numpy.arange(256, dtype=numpy.float32) / 255


class Painting:
    """One request and the datablock that shows it.

    The datablock always shows a defined picture: what was there before, the new rows over it, the
    whole image; and what was there before again when the request fails.
    """

    def __init__(self, client, request, datablock):
        self.client, self.request, self.datablock = client, request, datablock
        self.before = self._read()
        self.pixels = self.before.copy()
        self.arriving = self.complete = 0  # images of which we hold the reference
        self.rows = self.bands = self.updates = self.previews = 0
        self.is_new = False
        self.result = None  # set when the request has ended

    def _read(self):
        width, height = self.datablock.size
        pixels = numpy.empty((height, width * 4), numpy.float32)
        self.datablock.pixels.foreach_get(pixels.ravel())
        return pixels

    def take(self, event):
        if event.request.value != self.request.value:
            return
        if gesso.ROWS <= event.type <= gesso.DROPPED:
            self._take_image(event)
        elif event.type in (gesso.FINISHED, gesso.FAILED):
            self.result = event.news.end.result
            if event.type == gesso.FAILED:
                self._show(self.before)
            self._release()
            self.client.release_request(self.request)

    def _take_image(self, event):
        news = event.news.image
        if self.arriving != news.image.value:  # its first event brings a reference
            self._give_back(self.arriving)
            self.arriving, self.rows = news.image.value, 0
        if event.type == gesso.ROWS:
            self._copy(news.image, news.y0, news.y1)
            self.rows = news.y1
            self.bands += 1
        elif event.type == gesso.DROPPED:
            self._give_back(self.arriving)
            self.arriving = 0
            self._restore(news.restore)
        else:  # PREVIEW, IMAGE: the one before is not needed any more
            self._give_back(self.complete)
            self.complete, self.arriving = self.arriving, 0
            self.previews += event.type == gesso.PREVIEW

    def _restore(self, image):
        if image.value == 0:
            self._show(self.before)
        else:
            self._copy(image, 0, self.client.view(image).height)

    def _copy(self, image, y0, y1):
        """Image rows [y0, y1), counted from the top; in memory the bottom row comes first."""
        view = self.client.view(image)
        if self.pixels.shape != (view.height, view.width * 4):
            self.pixels = numpy.resize(self.pixels, (view.height, view.width * 4))
        low, high = view.height - y1, view.height - y0
        memory = (ctypes.c_uint8 * ((high - low) * view.stride)).from_address(
            view.pixels + low * view.stride)
        rows = numpy.frombuffer(memory, numpy.uint8).reshape(high - low, view.stride)
        self.pixels[low:high] = FLOATS[rows[:, :view.width * 4]]
        self.is_new = True

    def _show(self, pixels):
        self.pixels = pixels.copy()
        self.is_new = True

    def push(self):
        """Hands what is new to Blender, which takes whole pictures only: once a step, not a band."""
        if not self.is_new:
            return
        height, floats = self.pixels.shape
        if tuple(self.datablock.size) != (floats // 4, height):
            self.datablock.scale(floats // 4, height)
        self.datablock.pixels.foreach_set(self.pixels.ravel())
        self.datablock.update()
        self.is_new = False
        self.updates += 1

    def _give_back(self, image):
        if image != 0:
            self.client.release(gesso.Id(image))

    def _release(self):
        self._give_back(self.arriving)
        self._give_back(self.complete)
        self.arriving = self.complete = 0
