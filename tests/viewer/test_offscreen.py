# SPDX-License-Identifier: MIT
"""Scripts without a window: what is written, what is shown meanwhile, and what comes back."""
import os
import re
import subprocess
import tempfile
import unittest

from points import Picture, distance, grid, share_changed

VIEWER = os.environ["GESSO_VIEWER"]
# Of the picture: the wall right of the crates, and the floor before them.
WALL = grid(0.40, 0.30, 0.58, 0.52)
FLOOR = grid(0.35, 0.75, 0.80, 0.95)
PACE = "--bytes-per-second 700000 --think-ms 300"
LOOK = "windows off\ncamera 4.9 2.15 7.1 -26.4 -5.7\n"


class Offscreen(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = folder.name

    def run_script(self, lines, *options):
        path = os.path.join(self.out, "script.txt")
        with open(path, "w") as file:
            file.write(LOOK + lines)
        return subprocess.run(
            [VIEWER, "--offscreen", "--out", self.out, "--script", path, "--size", "640x480",
             "--service-words", PACE, *options],
            capture_output=True, text=True, timeout=200)

    def play(self, lines, *options):
        done = self.run_script(lines, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def picture(self, name):
        return Picture(os.path.join(self.out, name + ".png"))

    def test_textures_previews_and_screenshots_are_written(self):
        said = self.play("""
            screenshot start
            select wall
            prompt weathered red brick wall
            generate
            select floor
            prompt mossy cobblestone
            generate
            select wall
            wait rows 50
            screenshot middle
            wait done
            screenshot end
            """, "--budget", "256")
        for name in ("wall", "floor"):
            self.assertEqual(self.picture(name).width, 1024)
            for preview in ("-preview-1", "-preview-2"):
                self.assertEqual(self.picture(name + preview).height, 1024)
        start, middle, end = (self.picture(name) for name in ("start", "middle", "end"))
        self.assertGreater(share_changed(start, middle, WALL), 0.15)
        self.assertGreater(share_changed(middle, end, WALL), 0.15)
        self.assertGreater(share_changed(start, end, WALL), 0.9)
        self.assertGreater(share_changed(start, end, FLOOR), 0.8)
        most = float(re.search(r"at most (\d+) KiB a frame", said).group(1))
        self.assertLessEqual(most, 256)
        self.assertGreater(most, 200)

    def test_a_refused_request_leaves_the_surface_as_it_was(self):
        self.play("""
            select wall
            prompt red brick
            previews 0
            generate
            wait done
            screenshot before
            prompt something [refuse]
            generate
            wait done
            wait frames 2
            screenshot after
            """)
        self.assertEqual(self.picture("before").rows, self.picture("after").rows)

    def test_a_cancelled_or_cut_request_puts_back_what_was_there(self):
        self.play("""
            select wall
            screenshot before
            prompt red brick
            generate
            wait rows 50
            screenshot filling
            cancel
            wait done
            wait frames 2
            screenshot cancelled
            prompt red brick [cut]
            generate
            wait done
            wait frames 2
            screenshot cut
            """)
        before = self.picture("before")
        self.assertGreater(share_changed(before, self.picture("filling"), WALL), 0.15)
        self.assertEqual(before.rows, self.picture("cancelled").rows)
        self.assertEqual(before.rows, self.picture("cut").rows)

    def test_no_frame_shows_a_torn_black_or_missing_texture(self):
        self.play("""
            select wall
            wait frames 1
            film frame
            prompt red brick
            generate
            wait preview
            wait done
            wait frames 3
            film off
            """, "--samples", "1")
        count = len([name for name in os.listdir(self.out) if name.startswith("frame-")])
        self.assertGreater(count, 8)
        frames = [self.picture(f"frame-{i + 1}") for i in range(count)]
        changes = 0
        for before, after in zip(frames, frames[1:]):
            changes += share_changed(before, after, WALL) > 0
        self.assertGreater(changes, 2)
        # Brick and placeholder are both far from black, and grey or red: nothing is greener than red.
        for number, frame in enumerate(frames, 1):
            for point in WALL:
                red, green, blue = frame.at(*point)
                self.assertGreater(max(red, green, blue), 30, f"black in frame {number}")
                self.assertGreaterEqual(red, green - 6, f"a foreign colour in frame {number}")
        # Whatever has not changed yet is what was there before, bit for bit but for the dither.
        first, last = frames[0], frames[-1]
        for frame in frames:
            old = sum(distance(frame.at(*p), first.at(*p)) <= 2 for p in WALL)
            new = sum(frame.at(*p)[0] - frame.at(*p)[2] > 25 for p in WALL)
            self.assertGreaterEqual(old + new, 0.8 * len(WALL))
        self.assertGreater(share_changed(first, last, WALL), 0.9)

    def test_the_texture_read_back_is_the_decoded_image(self):
        self.play("""
            select wall
            prompt red brick
            generate
            wait done
            texture wall-read-back
            select decal
            transparent on
            prompt keep out sign
            generate
            wait done
            texture decal-read-back
            """)
        for name in ("wall", "decal"):
            saved, shown = self.picture(name), self.picture(name + "-read-back")
            self.assertEqual((saved.width, saved.height), (shown.width, shown.height))
            self.assertEqual(saved.rgba(), shown.rgba())
        self.assertLess(min(self.picture("decal").rgba()[3::4]), 255)

    def test_mistakes_in_a_script_or_on_the_command_line_are_said(self):
        done = self.run_script("select roof\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("line 3 of the script: 'select roof' is not known", done.stderr)
        for words, text in ((["--shoes"], "unknown option --shoes"),
                            (["--size", "5"], "--size needs WIDTHxHEIGHT"),
                            (["--budget", "x"], "--budget needs a number")):
            done = subprocess.run([VIEWER, *words], capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 2)
            self.assertIn(text, done.stderr)

    def test_a_real_service_without_a_key_is_refused_before_anything_is_sent(self):
        blank = {name: value for name, value in os.environ.items() if "OPENAI" not in name}
        done = subprocess.run(
            [VIEWER, "--offscreen", "--openai", "--out", self.out], env=blank,
            capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("OPENAI_API_KEY", done.stderr)

    def test_without_a_display_the_way_out_is_named(self):
        blind = {name: value for name, value in os.environ.items()
                 if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        done = subprocess.run([VIEWER, "--out", self.out], env=blind, capture_output=True, text=True,
                              timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("xvfb-run", done.stderr)


if __name__ == "__main__":
    unittest.main()
