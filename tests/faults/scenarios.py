# SPDX-License-Identifier: MIT
"""What the fault server can do to a request, by the name in its path."""
import os
import socket
import time

from connection import Line, count, counts, lock, read_body

def reply(body, fields=b"Content-Type: application/json\r\n", status=b"200 OK"):
    length = b"Content-Length: %d\r\n" % len(body)
    return b"HTTP/1.1 " + status + b"\r\n" + fields + length + b"\r\n" + body


CHUNKED = (b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
           b"Transfer-Encoding: chunked\r\n\r\n")
OPEN_END = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
HTML = b"<html><body><h1>Sign in to the network</h1></body></html>"


def with_field(field, body=b"hello"):
    return b"HTTP/1.1 200 OK\r\n" + field + b"\r\n\r\n" + body


def pattern(size):
    block = bytes(range(256)) * 256
    return (block * (size // len(block) + 1))[:size]


def chunk(data, extension=b""):
    return b"%x%s\r\n" % (len(data), extension) + data + b"\r\n"


# Name: the whole reply, and how the line ends after it.
FIXED = {
    "garbage": (b"\x00\x01\x02 no protocol at all \xff\xfe\r\n\r\n" * 8, "fin"),
    "http09": (b"<html>old</html>\r\n" * 100, "fin"),
    "http2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "fin"),
    "in_status": (b"HTTP/1.1 20", "reset"),
    "in_header": (b"HTTP/1.1 200 OK\r\nContent-Type: app", "reset"),
    "nothing": (b"", "fin"),
    "reset": (b"", "reset"),
    "length_text": (with_field(b"Content-Length: abc"), "fin"),
    "length_negative": (with_field(b"Content-Length: -1"), "fin"),
    "length_huge": (with_field(b"Content-Length: 18446744073709551616"), "fin"),
    "length_list": (with_field(b"Content-Length: 5, 5"), "fin"),
    "length_twice": (with_field(b"Content-Length: 5\r\nContent-Length: 5"), "fin"),
    "length_two": (with_field(b"Content-Length: 2\r\nContent-Length: 5"), "fin"),
    "length_long": (with_field(b"Content-Length: 50"), "fin"),
    "length_long_reset": (with_field(b"Content-Length: 50"), "reset_later"),
    "length_short": (with_field(b"Content-Length: 2"), "fin"),
    "length_and_chunked": (
        with_field(b"Content-Length: 5\r\nTransfer-Encoding: chunked", chunk(b"hello") +
                   b"0\r\n\r\n"), "fin"),
    "gzip_chunked": (
        with_field(b"Transfer-Encoding: gzip, chunked", chunk(b"hello") + b"0\r\n\r\n"), "fin"),
    "gzip": (with_field(b"Content-Encoding: gzip\r\nContent-Length: 5"), "fin"),
    "chunk_negative": (CHUNKED + b"-2\r\nhello\r\n0\r\n\r\n", "fin"),
    "chunk_overflow": (CHUNKED + b"fffffffffffffffff\r\nhello\r\n0\r\n\r\n", "fin"),
    "chunk_text": (CHUNKED + b"xyz\r\nhello\r\n0\r\n\r\n", "fin"),
    "chunk_0x": (CHUNKED + b"0x\r\nhello\r\n0\r\n\r\n", "fin"),
    "chunk_unended": (CHUNKED + b"5\r\nhelloworld\r\n0\r\n\r\n", "fin"),
    "in_chunk": (CHUNKED + b"20\r\nhello", "fin"),
    "before_last_chunk": (CHUNKED + chunk(b"hello"), "fin"),
    "in_trailer": (CHUNKED + chunk(b"hello") + b"0\r\nX-Check: 1", "fin"),
    "open_end": (OPEN_END + b"data: hello\n\n", "fin"),
    "open_cut": (OPEN_END + b"data: hello\n\n", "cut"),
    "length_cut": (reply(b'{"ok":1}'), "cut"),
    "no_content": (b"HTTP/1.1 204 No Content\r\n\r\n", "fin"),
    "empty": (reply(b""), "fin"),
    "no_type": (reply(b"hello", b""), "fin"),
    "html": (reply(HTML, b"Content-Type: text/html\r\n"), "fin"),
    "html_502": (reply(HTML, b"Content-Type: text/html\r\n", b"502 Bad Gateway"), "fin"),
    "status_99": (b"HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n", "fin"),
    "status_600": (b"HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n", "fin"),
    "continue": (b"HTTP/1.1 100 Continue\r\n\r\n" + reply(b"hello"), "fin"),
    "hints": (
        b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"
        b"HTTP/1.1 102 Processing\r\n\r\n" + reply(b"hello"), "fin"),
    "repeated_fields": (
        reply(b"hello", b"X-Request-Id: one\r\nX-Request-Id: two\r\nRetry-After: 7\r\n"), "fin"),
    "control_in_field": (reply(b"hello", b"X-Request-Id: a%0d%0aInjected:%20b\r\n"), "fin"),
}


def end_line(line, how):
    if how == "reset_later":  # the bytes must have been delivered before
        time.sleep(0.1)
        how = "reset"
    getattr(line, how)()


def run_ok(line, request):
    line.send(reply(pattern(request.number("bytes", 8))))
    line.fin()


def run_status(line, request):
    fields = b"Content-Type: application/json\r\n"
    if "retry_after" in request.options:
        fields += b"Retry-After: " + request.options["retry_after"].encode() + b"\r\n"
    status = b"%d Status" % request.number("code", 500)
    line.send(reply(b'{"error":{"message":"no","code":"none"}}', fields, status))
    line.fin()


def run_redirect(line, request):
    location = request.options.get("to", "/ok").encode()
    status = b"%d Elsewhere" % request.number("code", 307)
    line.send(reply(b"", b"Location: " + location + b"\r\n", status))
    line.fin()


def run_chunked(line, request):
    data = pattern(request.number("bytes", 65536))
    size = request.number("chunk", 4096)
    extension = b";name=value" if "extension" in request.options else b""
    out = CHUNKED
    for start in range(0, len(data), size):
        out += chunk(data[start:start + size], extension)
    line.send(out + b"0\r\n\r\n")
    line.fin()


def run_open(line, request):
    line.send(OPEN_END + pattern(request.number("bytes", 65536)))
    end_line(line, request.options.get("end", "fin"))


def run_infinite(line, _):
    line.send(OPEN_END)
    block = pattern(1 << 20)
    try:
        for _ in range(4096):
            line.send(block)
    finally:
        count("sent", line.sent)
    line.close()


def run_endless_header(line, request):
    """One header line of `bytes`, default 200 MB; what got out is counted as `sent`."""
    line.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    block = b"x" * (1 << 16)
    try:
        for _ in range(request.number("bytes", 200_000_000) // len(block)):
            line.send(block)
        line.send(b"\r\n\r\n")
    finally:
        count("sent", line.sent)
    line.close()


def run_long_status(line, request):
    line.send(b"HTTP/1.1 200 " + b"x" * request.number("bytes", 200_000) + b"\r\n\r\n")
    line.fin()


def run_many_fields(line, request):
    fields = b"".join(b"X-Field-%d: value\r\n" % n for n in range(request.number("count", 10_000)))
    line.send(reply(b"hello", fields))
    line.fin()


def run_interim_flood(line, request):
    one = b"HTTP/1.1 %d Wait\r\n\r\n" % request.number("code", 100)
    try:
        for _ in range(20_000):
            line.send(one * 50)
    finally:
        count("sent", line.sent)
    line.close()


def run_drip(line, request):
    """A byte, a pause, a byte: for ever, or until `bytes`."""
    line.send(OPEN_END)
    for _ in range(request.number("bytes", 10_000)):
        line.send(b"x")
        time.sleep(request.number("pause", 0.05))
    line.fin()


def run_drip_head(line, request):
    line.send(reply(b"hello"), piece=1, pause=request.number("pause", 0.002))
    line.fin()


def run_half(line, _):
    """Half a stream, then nothing at all."""
    line.send(CHUNKED + chunk(b"data: hello\n\n"))
    line.hold()


def run_record_damage(line, _):
    """A TLS stream that goes on as something else."""
    line.send(OPEN_END + b"data: hello\n\n")
    time.sleep(0.05)
    raw = socket.socket(fileno=line.sock.detach())
    raw.sendall(b"\x17\x03\x03\x00\x20" + b"damage" * 6)
    raw.shutdown(socket.SHUT_WR)
    Line(raw).hold()


def run_raw_reply(line, request, folder):
    name = os.path.basename(request.path)
    with open(os.path.join(folder, name), "rb") as source:
        data = source.read()
    data = data[:len(data) - request.number("cut", 0)]
    rate = request.number("rate", 0)
    piece = request.number("piece", max(rate // 50, 1) if rate else 0)
    pause_at = request.number("pause_at", -1)
    wait = piece / rate if rate else 0.0
    if 0 <= pause_at < len(data):
        line.send(data[:pause_at], piece, wait)
        time.sleep(request.number("pause", 1.0))
        data = data[pause_at:]
    line.send(data, piece, wait)
    end_line(line, request.options.get("end", "fin"))


# An operation (wire.md 1.4) answers its questions, one after another, with these files of the
# folder: op_NAME_1, op_NAME_2, ...; the last one again and again. The file op_NAME_0 answers the
# submission. Each is a whole reply in which PORT stands for this server's port.
def run_operation(line, request, folder):
    words = request.path.strip("/").split("/")
    name = words[1]
    step = 0
    if request.method == "GET":
        count("asked_" + name)
        with lock:
            step = counts["asked_" + name]
    if request.method == "DELETE":
        count("removed_" + name)
        line.send(b"HTTP/1.1 204 No Content\r\n\r\n")
        return line.fin()
    path = lambda number: os.path.join(folder, "op_%s_%d" % (name, number))
    while step > 0 and not os.path.exists(path(step)):
        step -= 1
    with open(path(step), "rb") as source:
        data = source.read()
    line.send(data.replace(b"PORT", b"%d" % line.raw().getsockname()[1]))
    line.fin()


# These answer before they have read the request's body.
def early_reply(line, request):
    read_body(line, request, request.number("after", 0))
    line.send(reply(b'{"error":{"message":"too large"}}', status=b"413 Payload Too Large"))
    time.sleep(request.number("linger", 0.2))  # or the reset may overtake the reply
    end_line(line, request.options.get("end", "close"))


def early_end(line, request):
    read_body(line, request, request.number("after", 65536))
    end_line(line, request.options.get("end", "fin"))


def early_goodbye(line, request):
    """TLS's close_notify while the body is still coming, then the end."""
    read_body(line, request, request.number("after", 65536))
    line.sock.settimeout(0.2)
    try:
        line.sock = line.sock.unwrap()
    except (OSError, ValueError):
        pass
    end_line(line, request.options.get("end", "close"))


def stop_reading(line, request):
    time.sleep(request.number("seconds", 20.0))
    line.close()


def silent(line, request):
    read_body(line, request)
    line.hold()


EARLY = {"early_reply": early_reply, "early_end": early_end, "early_goodbye": early_goodbye,
         "stop_reading": stop_reading, "silent": silent}
SCENARIOS = {name[4:]: run for name, run in list(globals().items()) if name.startswith("run_")}
del SCENARIOS["raw_reply"], SCENARIOS["operation"]
