#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A server that does everything wrong, one request path at a time. Python's standard library only.

    fault_server.py --dir SCRATCH [--replies FOLDER]

The first line of standard output names every port: "control=4001 plain=4002 tls=4003 ...". Then it
serves until standard input is closed, so that it never outlives the test that started it.

Ports: plain, plain6 (::1), other (plain, for redirect targets), silent (accepts, never answers),
full (nothing accepts: the backlog is full), reset (accepts and resets); with TLS: tls (good),
tls_self_signed, tls_expired, tls_wrong_host, tls_name_only (no alternative names), tls_old (TLS 1.1
at most), tls_stall (never answers a handshake), tls_plain (speaks HTTP without TLS).

Paths: /NAME?key=value runs scenario NAME below. /reply/FILE sends the raw bytes of FOLDER/FILE,
with rate= bytes a second, piece= bytes a write, cut= bytes before the end, pause_at= and pause=
seconds, end= fin | reset | hold. /op/NAME is an operation of its own, see scenarios.py.

Control port: one line a connection. "stats" answers "name=value" words, "last" the last request's
header as received, "reset" clears both.
"""
import argparse
import os
import socket
import ssl
import sys
import threading

sys.dont_write_bytecode = True  # the source tree stays as it is

from certificates import make_certificates
from connection import Line, count, counts, lock, read_body, read_header
from scenarios import EARLY, FIXED, SCENARIOS, end_line, reply, run_operation, run_raw_reply

last_header = b""


def serve_request(line, folder):
    global last_header
    request = read_header(line)
    if request is None:
        line.close()
        return
    count("requests")
    count("posts" if request.method == "POST" else "others")
    with lock:
        last_header = request.header
    # A client is pointed at a scenario as at a base address, to which it adds the operation.
    for operation in ("/images/generations", "/images/edits"):
        request.path = request.path.removesuffix(operation)
    name = request.path.strip("/")
    if name in EARLY:
        EARLY[name](line, request)
        return
    if not read_body(line, request):
        line.close()
        return
    if name.startswith("reply/"):
        run_raw_reply(line, request, folder)
    elif name.startswith("op/"):
        run_operation(line, request, folder)
    elif name in FIXED:
        line.send(FIXED[name][0])
        end_line(line, FIXED[name][1])
    elif name in SCENARIOS:
        SCENARIOS[name](line, request)
    else:
        line.send(reply(b'{"error":{"message":"no such scenario"}}', status=b"404 Not Found"))
        line.fin()


# ---- ports ---------------------------------------------------------------------------------------


def serve_plain(sock, _, options):
    serve_request(Line(sock), options.replies)


def serve_tls(sock, context, options):
    try:
        line = Line(context.wrap_socket(sock, server_side=True))
    except (OSError, ssl.SSLError):
        count("handshakes_failed")
        sock.close()
        return
    count("handshakes")
    serve_request(line, options.replies)


def serve_hold(sock, *_):
    Line(sock).hold()


def serve_reset(sock, *_):
    Line(sock).reset()


def serve_without_tls(sock, *_):
    sock.recv(65536)
    Line(sock).send(reply(b"speak HTTP", status=b"400 Bad Request"))
    Line(sock).fin()


def serve_control(sock, *_):
    global last_header
    command = sock.makefile().readline().strip()
    with lock:
        if command == "last":
            answer = last_header
        else:
            answer = " ".join("%s=%d" % pair for pair in sorted(counts.items())).encode()
        if command == "reset":
            counts.clear()
            last_header = b""
    sock.sendall(answer)
    sock.close()


def tls_context(folder, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    base = name if name != "tls_old" else "tls"
    context.load_cert_chain(os.path.join(folder, base + ".pem"))
    if name == "tls_old":
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def guarded(serve, sock, context, options):
    try:
        serve(sock, context, options)
    except (OSError, ssl.SSLError, ValueError):
        pass
    finally:
        try:
            sock.close()
        except OSError:
            pass


def accept_all(name, listener, serve, context, options):
    while True:
        sock, _ = listener.accept()
        count("connections")
        count("connections_" + name)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=guarded, args=(serve, sock, context, options), daemon=True).start()


def listen(host="127.0.0.1", backlog=128):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.bind((host, 0))
    listener.listen(backlog)
    return listener


def fill_backlog():
    """A port whose connections nobody accepts: the next SYN is dropped."""
    listener = listen(backlog=0)
    fillers = []
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        fillers.append(filler)
    return listener, fillers


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dir", required=True)
    parser.add_argument("--replies", default=".")
    options = parser.parse_args()
    make_certificates(options.dir)

    serves = {"control": serve_control, "plain": serve_plain, "other": serve_plain,
              "silent": serve_hold, "reset": serve_reset, "tls_stall": serve_hold,
              "tls_plain": serve_without_tls}
    listeners = {name: (listen(), serve, None) for name, serve in serves.items()}
    for name in ("tls", "tls_self_signed", "tls_expired", "tls_wrong_host", "tls_name_only",
                 "tls_old"):
        listeners[name] = (listen(), serve_tls, tls_context(options.dir, name))
    try:
        listeners["plain6"] = (listen("::1"), serve_plain, None)
    except OSError:
        pass  # no IPv6 here; the port is then missing from the first line
    full, fillers = fill_backlog()

    ports = {name: entry[0].getsockname()[1] for name, entry in listeners.items()}
    ports["full"] = full.getsockname()[1]
    for name, (listener, serve, context) in listeners.items():
        threading.Thread(target=accept_all, args=(name, listener, serve, context, options),
                         daemon=True).start()
    print(" ".join("%s=%d" % pair for pair in ports.items()), flush=True)
    sys.stdin.buffer.read()
    del fillers


if __name__ == "__main__":
    main()
