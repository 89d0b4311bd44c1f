#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plays the LÖVE game against a paced service: frames go on while rows arrive, the pixels are the
image that was saved, and the screenshot shows it.

usage: run.py --love LOVE --game FOLDER --library LIBGESSO --url URL --out FOLDER
"""
import argparse
import glob
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys


def png_reader():
    """The PNG reader of the Python host beside this folder: nothing of ours, only zlib."""
    path = os.path.join(os.path.dirname(__file__), "..", "ctypes", "generate.py")
    spec = importlib.util.spec_from_file_location("generate", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.read_png


def main():
    parser = argparse.ArgumentParser()
    for name in ("love", "game", "library", "url", "out"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    os.makedirs(options.out)
    screenshot = os.path.join(options.out, "screenshot.png")
    done = subprocess.run(
        ["xvfb-run", "-a", options.love, options.game, "--library", options.library, "--service",
         options.url, "--save", options.out + "/saved", "--screenshot", screenshot, "--quit"],
        stdout=subprocess.PIPE, text=True, timeout=90, check=False)
    print(done.stdout)
    if done.returncode != 0:
        return f"the game ended with {done.returncode}"
    said = dict(word.split("=") for line in done.stdout.splitlines()
                if line.startswith("frames=") for word in line.split())
    if int(said["frames_with_rows"]) < 10:
        return "the wall did not fill bit by bit"
    if int(said["frames_between"]) < int(said["frames_with_rows"]) + 10:
        return "the game stood still while rows arrived"
    (saved,) = glob.glob(options.out + "/saved/**/*.png", recursive=True)
    read_png = png_reader()
    if hashlib.sha256(read_png(saved)[1]).hexdigest() != said["sha256"]:
        return "the sprite is not the image that the service sent"
    size, shot = read_png(screenshot)
    colours = {shot[i:i + 4] for i in range(0, len(shot), 4 * 997)}
    if size != (800, 600) or len(colours) < 20:
        return "the screenshot does not show the wall"
    return None


if __name__ == "__main__":
    sys.exit(main())
