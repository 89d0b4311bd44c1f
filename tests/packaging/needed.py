#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails when a library needs another one than the C library's parts: needed.py READELF LIBRARY"""
import re
import subprocess
import sys

ALLOWED = re.compile(r"lib(c|m|dl|pthread|rt)\.so\.\d+$|ld-linux.*\.so\.\d+$")


def main(readelf, library):
    text = subprocess.check_output([readelf, "-d", library], text=True)
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", text)
    print("needs", *needed)
    return 0 if needed and all(ALLOWED.match(name) for name in needed) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
