# SPDX-License-Identifier: MIT
"""The part of gesso.h that a tool in Python needs, through ctypes. It polls only: no callback.

A struct may end after the last field that is wanted: struct_size says so, and the library takes the
missing tail for zeros.
"""
import ctypes
from ctypes import (POINTER, Structure, Union, byref, c_char_p, c_int32, c_uint8, c_uint32, c_uint64,
                    c_void_p)

HEADER_VERSION = 0 << 22 | 1 << 12 | 0
OK, EMPTY, CANCELLED = 0, 1, -80
ROWS, PREVIEW, IMAGE, DROPPED = 4, 5, 6, 7
FINISHED, FAILED, CLOSED = 10, 11, 12
BOTTOM_FIRST, CLOSE_ABORT = 1, 1


class Id(Structure):
    _fields_ = [("value", c_uint64)]


class OptI32(Structure):
    _fields_ = [("set", c_int32), ("value", c_int32)]


class Sized(Structure):
    """Zeroed memory with struct_size set is a complete struct."""

    def __init__(self, **fields):
        super().__init__(**fields)
        self.struct_size = ctypes.sizeof(self)


class ClientDesc(Sized):
    _fields_ = [("struct_size", c_uint32), ("log_level", c_int32), ("limits", c_void_p),
                ("save_to", c_char_p), ("user_agent", c_char_p)]


class ServiceDesc(Sized):
    _fields_ = [("struct_size", c_uint32), ("form", c_int32), ("endpoint", c_char_p),
                ("deployment", c_char_p), ("api_version", c_char_p), ("model", c_char_p),
                ("family", c_char_p), ("organization", c_char_p), ("project", c_char_p),
                ("credential", c_int32), ("flags", c_uint32), ("secret", c_char_p)]


class RequestDesc(Sized):
    _fields_ = [("struct_size", c_uint32), ("operation", c_int32), ("service", Id),
                ("prompt", c_char_p), ("size", c_char_p), ("quality", c_char_p),
                ("format", c_char_p), ("background", c_char_p), ("style", c_char_p),
                ("moderation", c_char_p), ("end_user", c_char_p), ("compression", OptI32),
                ("partial_images", OptI32), ("count", c_uint32), ("stream", c_int32),
                ("queue_place", c_int32), ("flags", c_uint32), ("pixel_order", c_int32),
                ("row_order", c_int32)]


class ImageNews(Structure):
    _fields_ = [("image", Id), ("restore", Id), ("width", c_uint32), ("height", c_uint32),
                ("y0", c_uint32), ("y1", c_uint32), ("kind", c_int32), ("preview_index", c_int32)]


class EndNews(Structure):
    _fields_ = [("result", c_int32), ("billed", c_int32), ("ok_count", c_uint32),
                ("failed_count", c_uint32), ("http_status", c_int32)]


class News(Union):
    _fields_ = [("image", ImageNews), ("end", EndNews), ("bytes", c_uint8 * 104)]


class Event(Structure):
    _fields_ = [("type", c_int32), ("output", c_int32), ("request", Id), ("user_data", c_uint64),
                ("news", News)]


class View(Sized):
    _fields_ = [("struct_size", c_uint32), ("kind", c_int32), ("pixels", c_void_p),
                ("stride", c_uint64), ("width", c_uint32), ("height", c_uint32),
                ("rows_final", c_uint32), ("pixel_order", c_int32), ("row_order", c_int32),
                ("is_complete", c_int32)]


LAYOUTS = {"gesso_client_desc": ClientDesc, "gesso_service_desc": ServiceDesc,
           "gesso_request_desc": RequestDesc, "gesso_event": Event, "gesso_view": View}
SIGNATURES = {
    "gesso_result_text": (c_char_p, [c_int32]),
    "gesso_last_error": (c_char_p, []),
    "gesso_struct_size": (c_uint32, [c_char_p]),
    "gesso_client_create": (c_int32, [c_uint32, POINTER(ClientDesc), POINTER(c_void_p)]),
    "gesso_client_close": (c_int32, [c_void_p, c_int32]),
    "gesso_client_destroy": (c_int32, [c_void_p, c_void_p]),
    "gesso_service_create": (c_int32, [c_void_p, POINTER(ServiceDesc), POINTER(Id)]),
    "gesso_submit": (c_int32, [c_void_p, POINTER(RequestDesc), POINTER(Id)]),
    "gesso_poll": (c_int32, [c_void_p, POINTER(Event)]),
    "gesso_image_view": (c_int32, [c_void_p, Id, POINTER(View)]),
    "gesso_image_release": (c_int32, [c_void_p, Id]),
    "gesso_request_release": (c_int32, [c_void_p, Id]),
}


class Error(Exception):
    pass


def load(path):
    """The library, its functions declared, and our layouts compared with its own."""
    library = ctypes.CDLL(path)
    for name, (result, arguments) in SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    for name, layout in LAYOUTS.items():
        theirs, ours = library.gesso_struct_size(name.encode()), ctypes.sizeof(layout)
        # What may grow says its size; an event has the same one for ever.
        if ours > theirs or (layout is Event and ours != theirs):
            raise Error(f"{name} has {theirs} bytes in {path}, {ours} here: not the same version")
    return library


class Client:
    def __init__(self, path, save_to=None):
        self._library, self._client = load(path), c_void_p()
        desc = ClientDesc(user_agent=b"gesso-blender", save_to=save_to and save_to.encode())
        self._check(self._library.gesso_client_create(
            HEADER_VERSION, byref(desc), byref(self._client)))

    def _check(self, result):
        if result < 0:
            raise Error(self.text(result))
        return result

    def text(self, result):
        """What a result means, and the details of the last failed call."""
        details = self._library.gesso_last_error().decode()
        return (self._library.gesso_result_text(result).decode() + " " + details).strip()

    def service(self, url, model="gpt-image-1"):
        service, desc = Id(), ServiceDesc(endpoint=url.encode() + b"/v1", model=model.encode())
        self._check(self._library.gesso_service_create(self._client, byref(desc), byref(service)))
        return service

    def submit(self, **fields):
        request, desc = Id(), RequestDesc(**fields)
        self._check(self._library.gesso_submit(self._client, byref(desc), byref(request)))
        return request

    def events(self):
        """What is new now; never waits."""
        event = Event()
        while self._check(self._library.gesso_poll(self._client, byref(event))) == OK:
            yield event
            event = Event()

    def view(self, image):
        view = View()
        self._check(self._library.gesso_image_view(self._client, image, byref(view)))
        return view

    def release(self, image):
        self._check(self._library.gesso_image_release(self._client, image))

    def release_request(self, request):
        self._check(self._library.gesso_request_release(self._client, request))

    def close(self):
        """Begins the end: poll until CLOSED, then destroy."""
        self._check(self._library.gesso_client_close(self._client, CLOSE_ABORT))

    def destroy(self):
        self._library.gesso_client_destroy(self._client, None)
        self._client = c_void_p()
