# SPDX-License-Identifier: MIT
"""One connection of the fault server: what was asked, the ways it can end, and what is counted."""
import socket
import ssl
import struct
import threading
import time
from urllib.parse import parse_qs, urlsplit

lock = threading.Lock()
counts = {}


def count(name, amount=1):
    with lock:
        counts[name] = counts.get(name, 0) + amount


class Line:
    """A connection, with or without TLS, and the ways it can end."""

    def __init__(self, sock):
        self.sock = sock
        self.sent = 0

    def raw(self):
        return self.sock

    def send(self, data, piece=0, pause=0.0):
        for start in range(0, len(data), piece or max(len(data), 1)):
            part = data[start:start + (piece or len(data))]
            self.sock.sendall(part)
            self.sent += len(part)
            if pause:
                time.sleep(pause)

    def fin(self):
        """A clean end: everything is delivered, then the end."""
        try:
            if isinstance(self.sock, ssl.SSLSocket):
                self.sock.settimeout(0.5)
                try:
                    self.sock = self.sock.unwrap()
                except (OSError, ValueError):
                    pass
            self.sock.shutdown(socket.SHUT_WR)
            self.drain()
        except OSError:
            pass
        self.close()

    def cut(self):
        """The connection's end without TLS's own goodbye."""
        descriptor = self.sock.detach() if isinstance(self.sock, ssl.SSLSocket) else -1
        if descriptor >= 0:
            self.sock = socket.socket(fileno=descriptor)
        self.sock.shutdown(socket.SHUT_WR)
        self.drain()
        self.close()

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def drain(self):
        self.sock.settimeout(2)
        while self.sock.recv(65536):
            pass

    def hold(self):
        """Keeps the line open until the other side ends it (or the test is over)."""
        self.sock.settimeout(30)
        try:
            while self.sock.recv(65536):
                pass
        except OSError:
            pass
        self.close()

    def close(self):
        try:
            self.sock.close()
        except OSError:
            pass


class Request:
    def __init__(self, header, rest):
        self.header = header
        lines = header.split(b"\r\n")
        words = lines[0].split(b" ")
        self.method = words[0].decode("latin-1")
        parts = urlsplit(words[1].decode("latin-1") if len(words) > 1 else "/")
        self.path = parts.path
        self.options = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.length = 0
        for line in lines[1:]:
            if line.lower().startswith(b"content-length:"):
                self.length = int(line.split(b":")[1])
        self.rest = rest

    def number(self, name, default):
        return type(default)(self.options.get(name, default))


def read_header(line):
    data = b""
    while b"\r\n\r\n" not in data:
        part = line.sock.recv(65536)
        if not part:
            return None
        data += part
        if len(data) > 1 << 20:
            return None
    header, rest = data.split(b"\r\n\r\n", 1)
    return Request(header, rest)


def read_body(line, request, limit=None):
    """Reads the body, or its first `limit` bytes. Counts the whole ones."""
    wanted = request.length if limit is None else min(limit, request.length)
    have = len(request.rest)
    while have < wanted:
        part = line.sock.recv(65536)
        if not part:
            return False
        have += len(part)
    if have >= request.length:
        count("bodies")
        count("body_bytes", have)
        return True
    return False
