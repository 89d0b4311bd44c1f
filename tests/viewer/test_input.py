# SPDX-License-Identifier: MIT
"""A real mouse and a real keyboard (xdotool) on a virtual screen."""
import os
import subprocess
import tempfile
import time
import unittest

from points import Picture, grid, share_changed

VIEWER = os.environ["GESSO_VIEWER"]
WALL = grid(0.42, 0.32, 0.57, 0.5)
FLOOR = grid(0.35, 0.78, 0.75, 0.95)
STEP = 0.06  # seconds between two steps: more than a frame of a fast machine


class Input(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = folder.name
        self.layout = os.path.join(self.out, "layout")
        self.viewer = subprocess.Popen(
            [VIEWER, "--out", self.out, "--size", "1100x760", "--layout", self.layout,
             "--service-words", "--bytes-per-second 600000 --think-ms 500"],
            stdout=subprocess.DEVNULL)
        self.addCleanup(self.stop)
        self.wait_for(lambda: "generate" in self.places())
        # The window may be anywhere on the screen.
        window = self.tool("search", "--sync", "--name", "Gesso viewer").split()[-1]
        place = self.tool("getwindowgeometry", "--shell", window)
        values = dict(line.split("=") for line in place.split())
        self.left, self.top = int(values["X"]), int(values["Y"])

    def stop(self):
        self.viewer.terminate()
        self.viewer.wait(20)

    def tool(self, *words):
        done = subprocess.run(["xdotool", *map(str, words)], capture_output=True, text=True,
                              timeout=60, check=True)
        return done.stdout

    def lines(self):
        try:
            with open(self.layout) as file:
                return [line.rstrip("\n").split("\t") for line in file]
        except FileNotFoundError:
            return []

    def places(self):
        return {words[0]: [float(word) for word in words[1:]]
                for words in self.lines() if len(words) == 5}

    def job(self, number, what):
        return next((words[what] for words in self.lines() if words[0] == f"job {number}"), None)

    def state(self, number):
        return self.job(number, 1)

    def prompt(self, number):
        return self.job(number, 2)

    def wait_for(self, is_so, seconds=90):
        end = time.monotonic() + seconds
        while not is_so():
            self.assertLess(time.monotonic(), end, "it took too long")
            self.assertIsNone(self.viewer.poll(), "the viewer ended")
            time.sleep(0.05)

    def frames(self, count=3):
        """Until the viewer has drawn that many more frames: the layout is written in each."""
        for _ in range(count):
            before = os.stat(self.layout).st_mtime_ns
            end = time.monotonic() + 20
            while os.stat(self.layout).st_mtime_ns == before and time.monotonic() < end:
                time.sleep(0.01)

    def click_at(self, x, y):
        self.tool("mousemove", self.left + round(x), self.top + round(y))
        self.frames()
        for button in ("mousedown", "mouseup"):
            self.tool(button, 1)
            time.sleep(STEP)
            self.frames()

    def click(self, name):
        x0, y0, x1, y1 = self.places()[name]
        self.click_at((x0 + x1) / 2, (y0 + y1) / 2)

    def type(self, text):
        self.click("prompt")
        for step, key in (("keydown", "ctrl"), ("keydown", "a"), ("keyup", "a"), ("keyup", "ctrl")):
            self.tool(step, key)
            time.sleep(STEP)
            self.frames()
        for letter in text:
            self.tool("type", letter)
            time.sleep(STEP)
            self.frames(1)

    def screenshot(self, number):
        self.tool("keydown", "F12")
        path = os.path.join(self.out, f"screenshot-{number}.png")
        self.wait_for(lambda: os.path.exists(path))
        self.tool("keyup", "F12")
        self.frames(4)
        return Picture(path)

    def says(self):
        return next((words[1] for words in self.lines() if words[0] == "says"), None)

    def test_the_status_line_says_who_paints_and_another_service_is_a_click_away(self):
        self.assertEqual(self.says(), "Demo: painted here, not AI, free")
        self.click("connect")
        self.wait_for(lambda: "connect ok" in self.places())
        self.click("connect ok")
        self.wait_for(lambda: "connect ok" not in self.places())
        self.assertEqual(self.says(), "Demo: painted here, not AI, free")

    def test_pick_a_surface_type_a_prompt_generate_and_cancel(self):
        self.click_at(1100 * 0.40, 760 * 0.33)  # the wall, beside the decal
        start = self.screenshot(1)
        self.type("red brick")
        self.click("generate")
        self.wait_for(lambda: self.state(1) is not None)
        self.assertEqual(self.prompt(1), "red brick")

        self.click_at(1100 * 0.55, 760 * 0.9)  # the floor, meanwhile
        self.type("gravel")
        self.click("generate")
        self.wait_for(lambda: self.state(2) is not None)
        self.assertEqual(self.prompt(2), "gravel")
        self.wait_for(lambda: self.state(2) in ("generating", "receiving"))
        self.click("cancel 2")
        self.wait_for(lambda: self.state(2) == "cancelled")

        self.wait_for(lambda: self.state(1) == "finished")
        time.sleep(1)
        self.frames(5)
        end = self.screenshot(2)
        self.assertGreater(share_changed(start, end, WALL), 0.8)
        # The outline of the selected surface moved, the cancelled gravel left nothing.
        self.assertLess(share_changed(start, end, FLOOR), 0.2)


if __name__ == "__main__":
    unittest.main()
