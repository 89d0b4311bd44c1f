#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What README.md points at is there, and what it quotes is what the program says.

usage: check_readme.py ROOT GESSO-PROGRAM
"""
import os
import re
import subprocess
import sys


def anchors(text):
    """The places that a link may name, as code hosts make them from headings."""
    for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE):
        yield "#" + re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def findings(root, program):
    with open(os.path.join(root, "README.md"), encoding="utf-8") as file:
        text = file.read()
    places = set(anchors(text))
    for target in re.findall(r"\]\(([^)]+)\)", text):
        known = target in places if target.startswith("#") else os.path.exists(
            os.path.join(root, target))
        if not known and "://" not in target:
            yield f"a link leads to {target}, which is not there"
    folders = text[text.index("\n## Folders"):text.index("\n## Limits")]
    listed = re.findall(r"^\| `([\w/]+)` \|", folders, re.MULTILINE)
    for folder in listed:
        if not os.path.isdir(os.path.join(root, folder)):
            yield f"the folder {folder} is not there"
    for name in sorted(os.listdir(os.path.join(root, "core"))):
        path = f"core/{name}"
        if os.path.isdir(os.path.join(root, path)) and os.listdir(
                os.path.join(root, path)) and not any(
                    entry.startswith(path) for entry in listed):
            yield f"the folder {path} is not in the map"
    said = subprocess.run([program, "help"], capture_output=True, text=True, check=True).stdout
    codes = said[said.index("Exit codes"):].strip()
    if codes not in text:
        yield "the exit codes are not those of `gesso help`"
    options = subprocess.run([program, "help", "generate"], capture_output=True, text=True,
                             check=True).stdout
    for command in re.findall(r"^gesso generate .*(?:\\\n.*)*|\| gesso generate .*$", text,
                              re.MULTILINE):
        for option in re.findall(r" (--[\w-]+)", command):
            if f"  {option} " not in options:
                yield f"{option} is not an option of gesso generate"


def main():
    found = list(findings(sys.argv[1], sys.argv[2]))
    print("\n".join(found) or "README.md: nothing to say")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
