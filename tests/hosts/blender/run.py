#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lets Blender paint its wall in background: the datablock filled bit by bit, it holds the image that
was saved byte for byte, and the rendered picture of the lit wall shows it.

usage: run.py --blender BLENDER --host FOLDER --library LIBGESSO --url URL --out FOLDER
"""
import argparse
import glob
import os
import shutil
import subprocess
import sys


def blender(options, script, *words):
    """Runs a script in Blender. A Python that is first on the path and not Blender's own, such as
    pyenv's, would mislead it about where its modules are."""
    path = os.path.dirname(options.blender) + os.pathsep + os.environ["PATH"]
    return subprocess.run(
        [options.blender, "--background", "--factory-startup", "--python-exit-code", "3",
         "--python", script, "--", *words], env=dict(os.environ, PATH=path),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=200, check=False)


def paint(options, prompt, folder):
    """Runs the host. Its exit code, and what it said about itself."""
    done = blender(
        options, options.host + "/paint.py", "--library", options.library, "--service",
        options.url, "--prompt", prompt, "--save", folder, "--render", folder + "/render.png")
    print(done.stdout)
    line = next((line for line in done.stdout.splitlines() if line.startswith("steps=")), "")
    return done.returncode, dict(word.split("=") for word in line.split())


def compare(options, *paths):
    """What compare.py says of each picture: size, differences from the first, colours."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "compare.py")
    done = blender(options, script, *paths)
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("compared ")]
    print(lines or done.stdout)
    return [(size, *map(int, numbers)) for _, _, size, *numbers in lines]


def check_filling(options):
    folder = options.out + "/wall"
    code, said = paint(options, "mossy stone wall, seamless", folder)
    if code != 0 or not said:
        return f"Blender ended with {code}"
    if int(said["updates"]) < 10 or int(said["previews"]) != 1:
        return "the wall did not fill bit by bit, with one preview"
    (saved,) = [path for path in glob.glob(folder + "/**/*.png", recursive=True)
                if os.path.basename(path) not in ("datablock.png", "render.png")]
    original, datablock, render = compare(
        options, saved, folder + "/datablock.png", folder + "/render.png")
    if original[0] != "1024x1024" or original[3] < 1000:
        return f"the service sent another picture: {original}"
    if datablock[0] != original[0] or datablock[1] != 0:
        return f"the datablock is not the image that the service sent: {datablock}"
    # Where two triangles meet, a ray in 30,000 falls between them.
    if render[0] != original[0] or render[2] > 1000:
        return f"the rendered wall does not look like its texture: {render}"
    return None


def check_failing(options):
    """The line breaks in the middle of the image: what was there before is there again."""
    folder = options.out + "/cut"
    code, said = paint(options, "red brick wall [cut]", folder)
    if code == 0 or not said or int(said["bands"]) < 2:
        return f"Blender ended with {code}, and the broken line was not noticed"
    (datablock,) = compare(options, folder + "/datablock.png")
    if datablock[3] != 1:
        return "a failed request left something in the datablock"
    return None


def main():
    parser = argparse.ArgumentParser()
    for name in ("blender", "host", "library", "url", "out"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    os.makedirs(options.out)
    return check_filling(options) or check_failing(options)


if __name__ == "__main__":
    sys.exit(main())
