# SPDX-License-Identifier: MIT
"""A wall in Blender whose texture fills while the image service is sending.

blender [--background] --factory-startup --python-exit-code 3 --python paint.py -- \
    --library LIBGESSO --service URL [--prompt TEXT] [--save FOLDER] [--render FILE] [--quit]

With a window the work is done by a timer and Blender stays usable; in background a loop does it.
"""
import argparse
import math
import os
import sys
import time

import bpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gesso  # noqa: E402
from painting import Painting  # noqa: E402

STEP = 1 / 60  # seconds between two looks


def parse():
    words = sys.argv[sys.argv.index("--") + 1:] if "--" in sys.argv else []
    parser = argparse.ArgumentParser(prog="paint.py")
    parser.add_argument("--library", default=os.environ.get("GESSO_LIBRARY", "libgesso.so"))
    parser.add_argument("--service", default=os.environ.get("GESSO_SERVICE"))
    parser.add_argument("--prompt", default="mossy stone wall, seamless")
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--save", default="")
    parser.add_argument("--render", default="")
    parser.add_argument("--quit", action="store_true")
    options = parser.parse_args(words)
    if not options.service:
        parser.error("--service URL (or GESSO_SERVICE) says where images are made")
    return options


# ---- the scene: a lit wall that fills the picture ------------------------------------------------


def make_datablock(side):
    datablock = bpy.data.images.new("gesso", side, side, alpha=True)
    datablock.generated_color = (0.3, 0.32, 0.35, 1)
    datablock.pixels[0]  # makes the pixels
    return datablock


def make_material(datablock):
    material = bpy.data.materials.new("wall")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    texture = nodes.new("ShaderNodeTexImage")
    texture.image, texture.interpolation = datablock, "Closest"
    matt = nodes.new("ShaderNodeBsdfDiffuse")
    output = nodes.new("ShaderNodeOutputMaterial")
    links.new(texture.outputs["Color"], matt.inputs["Color"])
    links.new(matt.outputs["BSDF"], output.inputs["Surface"])
    return material


def make_scene(datablock):
    """A sun of strength pi, straight on a matt wall, shows the texture's own colours."""
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    bpy.ops.mesh.primitive_plane_add(size=2)
    bpy.context.object.data.materials.append(make_material(datablock))
    sun = bpy.data.lights.new("sun", "SUN")
    sun.energy, sun.angle = math.pi, 0
    camera = bpy.data.cameras.new("camera")
    camera.type, camera.ortho_scale = "ORTHO", 2
    for name, data in (("sun", sun), ("camera", camera)):
        thing = bpy.data.objects.new(name, data)
        thing.location = (0, 0, 3)
        bpy.context.collection.objects.link(thing)
    bpy.context.scene.camera = bpy.data.objects["camera"]


def render(path, datablock):
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples, scene.cycles.max_bounces = 1, 0
    scene.cycles.use_denoising = False  # Debian's Blender has none
    scene.cycles.pixel_filter_type = "BOX"
    scene.world.color = (0, 0, 0)
    scene.world.use_nodes = False
    scene.view_settings.view_transform = "Standard"
    scene.render.dither_intensity = 0
    scene.render.resolution_x, scene.render.resolution_y = datablock.size
    scene.render.resolution_percentage = 100
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGBA"
    scene.render.filepath = path
    bpy.ops.render.render(write_still=True)


# ---- the work ------------------------------------------------------------------------------------


class Work:
    def __init__(self, options):
        self.options = options
        self.datablock = make_datablock(options.size)
        make_scene(self.datablock)
        self.client = gesso.Client(options.library, options.save)
        request = self.client.submit(
            service=self.client.service(options.service), prompt=options.prompt.encode(),
            size=f"{options.size}x{options.size}".encode(), partial_images=gesso.OptI32(1, 1),
            row_order=gesso.BOTTOM_FIRST)
        self.painting = Painting(self.client, request, self.datablock)
        self.steps, self.worst, self.is_closing, self.is_closed = 0, 0.0, False, False

    def step(self):
        """What a frame does: takes the news, hands new rows to Blender. Never waits."""
        self.steps += 1
        begin = time.perf_counter()
        for event in self.client.events():
            self.painting.take(event)
            self.is_closed = self.is_closed or event.type == gesso.CLOSED
        self.painting.push()
        if self.painting.result is not None and not self.is_closing:
            self.client.close()
            self.is_closing = True
        self.worst = max(self.worst, time.perf_counter() - begin)

    def end(self):
        self.client.destroy()
        painting, options = self.painting, self.options
        if painting.result != gesso.OK:
            print("failed:", self.client.text(painting.result))
        if options.save:
            os.makedirs(options.save, exist_ok=True)
            self.datablock.filepath_raw = os.path.join(options.save, "datablock.png")
            self.datablock.file_format = "PNG"
            self.datablock.save()
        if options.render:
            render(options.render, self.datablock)
        print(f"steps={self.steps} bands={painting.bands} updates={painting.updates} "
              f"previews={painting.previews} worst_ms={self.worst * 1000:.1f} "
              f"result={painting.result}", flush=True)
        return painting.result == gesso.OK

    def tick(self):
        """The timer's: seconds until it is wanted again, or None."""
        self.step()
        if not self.is_closed:
            return STEP
        is_well = self.end()
        if self.options.quit:
            os._exit(0 if is_well else 1)  # quit_blender() cannot say how it went
        return None


def main():
    work = Work(parse())
    if not bpy.app.background:
        bpy.app.timers.register(work.tick, first_interval=STEP)
        return
    while not work.is_closed:
        work.step()
        time.sleep(STEP)
    if not work.end():
        sys.exit(1)


main()
