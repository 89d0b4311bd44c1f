#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a program against the loopback service, and ends with the program's exit code.

usage: with_loopback.py SERVICE [SERVICE-OPTION...] -- PROGRAM [ARGUMENT...]

The word URL among the arguments becomes the address of the service, such as http://127.0.0.1:4711,
and URL/v1 that address with a path.
"""
import subprocess
import sys


def main(words):
    if "--" not in words or words[0] == "--":
        print(__doc__, file=sys.stderr)
        return 2
    border = words.index("--")
    service = subprocess.Popen(
        words[:border] + ["--port", "0", "--exit-with-parent"], stdout=subprocess.PIPE, text=True)
    try:
        line = service.stdout.readline().strip()
        if not line.startswith("listening "):
            print(f"the loopback service did not start: {line!r}", file=sys.stderr)
            return 1
        url = line[len("listening "):]
        program = [url + word[3:] if word == "URL" or word.startswith("URL/") else word
                   for word in words[border + 1:]]
        return subprocess.run(program, check=False).returncode
    finally:
        service.terminate()
        service.wait()


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.exit(code if code >= 0 else 128 - code)
