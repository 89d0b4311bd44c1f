#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares what a shared library exports with what a header declares: exports.py NM LIBRARY HEADER"""
import re
import subprocess
import sys


def exported(nm, library):
    listing = subprocess.check_output([nm, "-D", "--defined-only", library], text=True)
    return {line.split()[-1].split("@")[0] for line in listing.splitlines() if line.split()}


def declared(header):
    with open(header, encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r"/\*.*?\*/|#[^\n]*(?:\\\n[^\n]*)*", "", text, flags=re.S)
    return set(re.findall(r"GESSO_API[^;(]*?\b(\w+)\s*\(", text))


def main(nm, library, header):
    has, says = exported(nm, library), declared(header)
    for name in sorted(has - says):
        print(f"exported but not declared: {name}")
    for name in sorted(says - has):
        print(f"declared but not exported: {name}")
    for name in sorted(name for name in has if not name.startswith("gesso_")):
        print(f"not ours by name: {name}")
    print(f"{len(has)} exported, {len(says)} declared")
    return 0 if has == says and says else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
