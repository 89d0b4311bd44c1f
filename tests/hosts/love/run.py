#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plays the LÖVE game against a paced service. While the service is stopped in the middle of an image,
frames go on; at the end the sprite is the image that was saved, each row was uploaded once, and the
screenshot shows it. A line that breaks puts back what was there before, by way of the last whole preview
if there is one, and every image is given back.

usage: run.py --love LOVE --game FOLDER --library LIBGESSO --service GESSO-SERVICE --out FOLDER
"""
import argparse
import glob
import hashlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../support"))
from png import Picture  # noqa: E402

STILL_FRAMES = 120  # that are drawn while nothing arrives
LONGEST = 90        # seconds that anything may take


def read_tga(path):
    """Pixels of what LÖVE writes: 4 bytes each, not compressed. A PNG of it may have a palette."""
    with open(path, "rb") as file:
        data = file.read()
    width, height = int.from_bytes(data[12:14], "little"), int.from_bytes(data[14:16], "little")
    assert data[2] == 2 and data[16] == 32 and (width, height) == (800, 600), data[:18]
    return data[18 + data[0]:]


class Game:
    """The game and the service that it asks."""

    def __init__(self, options, name, picture, prompt, *more):
        self.folder = os.path.join(options.out, name)
        os.makedirs(self.folder)
        self.screenshot = os.path.join(self.folder, "screenshot." + picture)
        self.service = subprocess.Popen(
            [options.service, "--port", "0", "--exit-with-parent", "--bytes-per-second", "600000"],
            stdout=subprocess.PIPE, text=True)
        url = self.service.stdout.readline().split()[1]
        self.process = subprocess.Popen(
            ["xvfb-run", "-a", options.love, options.game, "--library", options.library,
             "--service", url, "--prompt", prompt, "--save", self.folder + "/saved",
             "--screenshot", self.screenshot, "--say", "5", "--quit", *more],
            stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())
        self.lines.put(None)

    def words(self):
        """Of the next line that tells something; empty at the end of the game."""
        while True:
            line = self.lines.get(timeout=LONGEST)
            if line is None:
                return {}
            if line.startswith(("frame=", "frames=", "dropped=", "left=")):
                return dict(word.split("=") for word in line.split())
            print(line)

    def wait_for_rows(self):
        words = self.words()
        while words and int(words.get("rows", 1)) == 0:
            words = self.words()
        return "rows" in words

    def plays_on_while_nothing_comes(self):
        """Stops the service; once what was on its way has come, counts frames without news."""
        os.kill(self.service.pid, signal.SIGSTOP)
        try:
            first, words = None, self.words()
            while "rows" in words:
                if first is None or words["rows"] != first["rows"]:
                    first = words
                if int(words["frame"]) - int(first["frame"]) >= STILL_FRAMES:
                    return True
                words = self.words()
            return False
        except queue.Empty:
            return False
        finally:
            os.kill(self.service.pid, signal.SIGCONT)

    def end(self):
        """What the game said of its end, and how it ended."""
        words, said = self.words(), {}
        while words:
            for name in ("sha256", "dropped", "left"):
                said.update(words if name in words else {})
            words = self.words()
        return said, self.process.wait(LONGEST)

    def stop(self):
        if self.process.poll() is None:  # with the screen and the game that xvfb-run started
            os.killpg(self.process.pid, signal.SIGTERM)
        self.service.terminate()
        self.process.wait(LONGEST)
        self.service.wait(LONGEST)


def check_filling(game):
    if not game.wait_for_rows():
        return "no row came"
    if not game.plays_on_while_nothing_comes():
        return "the game stood still while nothing arrived"
    said, code = game.end()
    if code != 0:
        return f"the game ended with {code}"
    print(said)
    if said["left"] != "0" or "dropped" in said:
        return "an image was dropped or not given back"
    if int(said["frames_with_rows"]) < 10 or int(said["uploaded"]) != 1024:
        return "the wall did not fill bit by bit, each row once"
    (saved,) = glob.glob(game.folder + "/saved/**/*.png", recursive=True)
    if hashlib.sha256(Picture(saved).rgba()).hexdigest() != said["sha256"]:
        return "the sprite is not the image that the service sent"
    picture = Picture(game.screenshot)
    size, shot = (picture.width, picture.height), picture.rgba()
    colours = {shot[i:i + 4] for i in range(0, len(shot), 4 * 997)}
    if size != (800, 600) or len(colours) < 20:
        return "the screenshot does not show the wall"
    return None


def check_failing(game):
    return check_broken(game, rows=0)


def check_falling_back(game):
    return check_broken(game, rows=1024)


def check_broken(game, rows):
    """The last pass breaks in the middle. `rows` is what is whole without it: of the preview, or none."""
    said, code = game.end()
    if code != 1 or said.get("sha256") != "none" or said.get("left") != "0":
        return f"the game ended with {code} after a broken line: {said}"
    if said.get("dropped") != "1" or (int(said["rows"]), said["of"]) != (rows, "1024"):
        return f"after the broken pass {rows} rows should be whole: {said}"
    shot = read_tga(game.screenshot)
    # Of the wall alone, not of the text and the ball beside it.
    colours = {shot[4 * at:4 * at + 3] for y in range(50, 570, 7) for at in
               range(y * 800 + 140, y * 800 + 660, 7)}
    if len(colours) != 2:
        return f"the wall should be the checker it was before, and has {len(colours)} colours"
    return None


def main():
    parser = argparse.ArgumentParser()
    for name in ("love", "game", "library", "service", "out"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    for name, picture, check, *words in (
            ("wall", "png", check_filling, "mossy stone wall, seamless"),
            ("cut", "tga", check_failing, "red brick wall [cut]", "--previews", "0"),
            ("preview", "tga", check_falling_back, "red brick wall [cut]", "--previews", "1")):
        game = Game(options, name, picture, *words)
        try:
            problem = check(game)
        finally:
            game.stop()
        if problem:
            return problem
    return None


if __name__ == "__main__":
    sys.exit(main())
