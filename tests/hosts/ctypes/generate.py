#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A host in Python: no header, no compiler, no callback. It knows the struct layouts below and those of
plugin/hosts/blender/gesso.py, whose structs end after the last field that a tool wants.

It asks the loopback service for a texture with previews, follows the rows while they arrive, looks at
the pixels through the view alone, saves them as a PNG of its own, and gives everything back.

usage: generate.py --library LIBGESSO --service GESSO-SERVICE --out FOLDER
"""
import argparse
import ctypes
import os
import shutil
import struct
import subprocess
import sys
import time
import zlib
from ctypes import POINTER, Structure, byref, c_char_p, c_int32, c_uint32, c_uint64, c_void_p

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../../../plugin/hosts/blender"), os.path.join(HERE, "../../support")]
import gesso  # noqa: E402
from gesso import (CLOSED, DROPPED, FAILED, FINISHED, IMAGE, OK, PREVIEW, ROWS, Event, Id,  # noqa: E402
                   OptI32, Sized, View)
from png import Picture as Png  # noqa: E402

STALE, REFUSED = -2, -63
FORM_OPENAI, ORDER_RGBA, CLOSE_DRAIN, ALL_OUTPUTS = 0, 0, 0, -1


class Hooks2(Structure):  # gesso_waker, gesso_logger: left null
    _fields_ = [("call", c_void_p), ("user", c_void_p)]


class Hooks3(Structure):  # gesso_thread_hooks, gesso_encoded_sink: left null
    _fields_ = [("first", c_void_p), ("second", c_void_p), ("user", c_void_p)]


class ClientDesc(gesso.ClientDesc):
    _fields_ = [("waker", Hooks2), ("logger", Hooks2), ("threads", Hooks3)]


class ServiceDesc(gesso.ServiceDesc):
    _fields_ = [("ca_file", c_char_p), ("extra_headers", POINTER(c_char_p))]


class RequestDesc(gesso.RequestDesc):
    _fields_ = [("row_alignment", c_uint32), ("max_retries", OptI32), ("connect_ms", c_uint32),
                ("first_byte_ms", c_uint32), ("idle_ms", c_uint32), ("total_ms", c_uint32),
                ("save_to", c_char_p), ("save_name", c_char_p), ("encoded_sink", Hooks3),
                ("extra_json", c_char_p), ("extra_headers", POINTER(c_char_p)),
                ("user_data", c_uint64)]


class OutputInfo(Sized):
    _fields_ = [("struct_size", c_uint32), ("result", c_int32), ("billed", c_int32),
                ("format", c_int32), ("width", c_uint32), ("height", c_uint32),
                ("previews", c_uint32), ("encoded_bytes", c_uint64), ("message", c_char_p),
                ("path", c_char_p), ("revised_prompt", c_char_p), ("quality", c_char_p),
                ("size", c_char_p), ("background", c_char_p)]


class FilterCategory(Structure):
    _fields_ = [("name", c_char_p), ("severity", c_char_p), ("is_filtered", c_int32)]


class Error(Sized):
    _fields_ = [("struct_size", c_uint32), ("result", c_int32), ("http_status", c_int32),
                ("billed", c_int32), ("retry_after_ms", c_uint32), ("filter_stage", c_int32),
                ("category_count", c_uint32), ("categories", POINTER(FilterCategory)),
                ("message", c_char_p), ("action", c_char_p), ("service_message", c_char_p),
                ("service_code", c_char_p), ("service_type", c_char_p),
                ("service_param", c_char_p), ("request_id", c_char_p)]


class Leftovers(Sized):
    _fields_ = [("struct_size", c_uint32), ("threads", c_uint32), ("requests", c_uint32),
                ("images", c_uint32)]


def load(path):
    library = gesso.load(path)
    more = {
        "gesso_version": (c_uint32, []),
        "gesso_client_create": (c_int32, [c_uint32, POINTER(ClientDesc), POINTER(c_void_p)]),
        "gesso_client_destroy": (c_int32, [c_void_p, POINTER(Leftovers)]),
        "gesso_service_create": (c_int32, [c_void_p, POINTER(ServiceDesc), POINTER(Id)]),
        "gesso_submit": (c_int32, [c_void_p, POINTER(RequestDesc), POINTER(Id)]),
        "gesso_output_get_info": (c_int32, [c_void_p, Id, c_uint32, POINTER(OutputInfo)]),
        "gesso_request_get_error": (c_int32, [c_void_p, Id, c_int32, POINTER(Error)]),
    }
    for name, (result, arguments) in more.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def expect(claim, what):
    if not claim:
        raise AssertionError(what)


class Host:
    """A client, what it was told, and the rules of gesso.h checked on the way."""

    def __init__(self, library):
        self.gesso = library
        self.client = c_void_p()
        self.check(library.gesso_client_create(gesso.HEADER_VERSION, byref(ClientDesc()), byref(self.client)))

    def check(self, result):
        if result < 0:
            text = self.gesso.gesso_result_text(result) + b" " + self.gesso.gesso_last_error()
            raise AssertionError(text.decode())

    def add_service(self, url):
        desc = ServiceDesc(form=FORM_OPENAI, endpoint=url.encode() + b"/v1", model=b"gpt-image-1")
        service = Id()
        self.check(self.gesso.gesso_service_create(self.client, byref(desc), byref(service)))
        return service

    def submit(self, **fields):
        request = Id()
        desc = RequestDesc(**fields)
        self.check(self.gesso.gesso_submit(self.client, byref(desc), byref(request)))
        return request

    def events(self, limit_s=90):
        """Polls as a frame loop would, and yields each event."""
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            event = Event()
            while self.gesso.gesso_poll(self.client, byref(event)) == OK:
                yield event
                event = Event()
            time.sleep(1 / 144)
        raise AssertionError("no end in time")

    def pixels(self, image, rows):
        """Rows [0, rows) as bytes, copied out of the view."""
        view = View()
        self.check(self.gesso.gesso_image_view(self.client, image, byref(view)))
        expect(view.rows_final >= rows, "a reported row is not final")
        expect(view.pixel_order == ORDER_RGBA, "not the layout that was asked for")
        lines = (ctypes.string_at(view.pixels + y * view.stride, view.width * 4)
                 for y in range(rows))
        return b"".join(lines)

    def release(self, image):
        self.check(self.gesso.gesso_image_release(self.client, image))

    def close(self):
        self.check(self.gesso.gesso_client_close(self.client, CLOSE_DRAIN))
        for event in self.events():
            if event.type == CLOSED:
                break
        left = Leftovers(threads=9, requests=9, images=9)
        self.check(self.gesso.gesso_client_destroy(self.client, byref(left)))
        expect((left.threads, left.requests, left.images) == (0, 0, 0), "something was left behind")


class Picture:
    """Follows one request from its first row to its end."""

    def __init__(self, host, request, user_data):
        self.host, self.request, self.user_data = host, request, user_data
        self.image, self.rows = None, 0
        self.bands = self.previews = 0
        self.size = self.final = self.end = None

    def follow(self):
        for event in self.host.events():
            expect(event.request.value == self.request.value, "news of an unknown request")
            expect(event.user_data == self.user_data, "user_data did not come back")
            if ROWS <= event.type <= DROPPED:
                self.take(event)
            elif event.type in (FINISHED, FAILED):
                self.end = event.news.end
                return self
        return self

    def take(self, event):
        news = event.news.image
        if self.image is None or self.image != news.image.value:
            if self.image is not None:  # a newer pass has replaced it
                self.host.release(Id(self.image))
            self.image, self.rows = news.image.value, 0
        if event.type == ROWS:
            expect(news.y0 == self.rows < news.y1 <= news.height, "rows out of order")
            self.rows = news.y1
            self.bands += 1
            self.host.pixels(Id(self.image), self.rows)
            return
        if event.type != DROPPED:
            expect(self.rows == news.height, "complete without all of its rows")
        if event.type == PREVIEW:
            self.previews += 1
        if event.type == IMAGE:
            self.size = (news.width, news.height)
            self.final = self.host.pixels(Id(self.image), news.height)
        self.host.release(Id(self.image))
        view = View()
        result = self.host.gesso.gesso_image_view(self.host.client, Id(self.image), byref(view))
        expect(result == STALE, "a released image is still there")
        self.image = None


# ---- PNG ---------------------------------------------------------------------------------------


def write_png(path, size, rgba):
    width, height = size
    lines = b"".join(b"\0" + rgba[y * width * 4:(y + 1) * width * 4] for y in range(height))

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                   + chunk(b"IDAT", zlib.compress(lines, 1)) + chunk(b"IEND", b""))


def read_png(path):
    picture = Png(path)
    return (picture.width, picture.height), picture.rgba()


# ---- the test ----------------------------------------------------------------------------------


def generate(host, url, out):
    """The texture as the view showed it, and the service's own file beside it."""
    request = host.submit(
        service=host.add_service(url), prompt="mossy cobblestone, hand painted".encode(),
        size=b"1024x1024", quality=b"low", partial_images=OptI32(1, 2), save_to=out.encode(),
        save_name=b"original", user_data=4711)
    picture = Picture(host, request, 4711).follow()
    expect(picture.end.result == OK and picture.end.ok_count == 1, "the request failed")
    info = OutputInfo()
    host.check(host.gesso.gesso_output_get_info(host.client, request, 0, byref(info)))
    path = info.path.decode()
    expect((info.width, info.height) == picture.size == (1024, 1024), "not the size asked for")
    expect(os.path.getsize(path) == info.encoded_bytes, "the file is not what was sent")
    host.check(host.gesso.gesso_request_release(host.client, request))
    return picture, path


def be_refused(host, url):
    """What the content filter found, and what to do next, in its own words."""
    request = host.submit(
        service=host.add_service(url), prompt=b"a wall [refuse]", quality=b"low", user_data=1)
    end = Picture(host, request, 1).follow().end
    error = Error()
    host.check(host.gesso.gesso_request_get_error(host.client, request, ALL_OUTPUTS, byref(error)))
    expect(end.result == error.result == REFUSED and error.http_status == 400, "not refused")
    names = [error.categories[k].name for k in range(error.category_count)]
    expect(all(name for name in names), "a category without a name")
    expect(error.message and error.service_code and error.request_id, "a refusal without words")
    expect(b"prompt" in error.action, "no advice")
    host.check(host.gesso.gesso_request_release(host.client, request))
    return names


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    for name in ("--library", "--service", "--out"):
        parser.add_argument(name, required=True)
    arguments = parser.parse_args()
    shutil.rmtree(arguments.out, ignore_errors=True)
    os.makedirs(arguments.out)
    for type_, size in ((Event, 128), (View, 48), (RequestDesc, 216), (ServiceDesc, 96),
                        (ClientDesc, 88), (OutputInfo, 88), (Error, 96)):
        expect(ctypes.sizeof(type_) == size, f"{type_.__name__} has another size")

    library = load(arguments.library)
    expect(library.gesso_version() == gesso.HEADER_VERSION, "another version of the library")
    service = subprocess.Popen(
        [arguments.service, "--port", "0", "--exit-with-parent"], stdout=subprocess.PIPE, text=True)
    try:
        url = service.stdout.readline().split()[1]
        host = Host(library)
        picture, original = generate(host, url, arguments.out)
        refused_for = be_refused(host, url)
        host.close()
    finally:
        service.terminate()
        service.wait()

    texture = os.path.join(arguments.out, "texture.png")
    write_png(texture, picture.size, picture.final)
    expect(read_png(texture) == (picture.size, picture.final), "our own PNG reads differently")
    expect(read_png(original) == (picture.size, picture.final), "the pixels are not the file's")
    print(f"{picture.size[0]}x{picture.size[1]}, {picture.bands} bands of rows, "
          f"{picture.previews} previews, saved as {texture} and {original}; refused for "
          f"{b', '.join(refused_for).decode() or 'nothing named'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
