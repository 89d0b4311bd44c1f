#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds libgesso with GESSO_SELF_CONTAINED against the archives of third_party/archives, and looks at
it as a host would: it needs the C library alone, exports what gesso.h declares, and generates images
for a host in Python. Ends with 77, which is no failure, where the archives are missing.

usage: self_contained.py --archives FOLDER --source TREE --build FOLDER --service GESSO-SERVICE
           --nm NM --readelf READELF -- OPTION... (for cmake)
"""
import argparse
import os
import subprocess
import sys

import exports
import needed

SKIPPED = 77
HERE = os.path.dirname(os.path.abspath(__file__))


def build(options, more):
    subprocess.run(
        ["cmake", "-S", options.source, "-B", options.build, "-G", "Ninja", *more,
         "-DGESSO_SELF_CONTAINED=ON", "-DGESSO_ISAL=OFF", "-DGESSO_WERROR=ON",
         "-DGESSO_BUILD_TESTS=OFF", "-DGESSO_BUILD_DEMO=OFF", "-DGESSO_BUILD_OPENGL=OFF",
         "-DCMAKE_PREFIX_PATH=" + options.archives], check=True)
    subprocess.run(["cmake", "--build", options.build, "--target", "gesso_shared"], check=True,
                   env={**os.environ, "CCACHE_NOHASHDIR": "1"})
    return os.path.join(options.build, "core", "libgesso.so")


def main():
    words = sys.argv[1:]
    more = words.index("--")
    parser = argparse.ArgumentParser()
    for name in ("archives", "source", "build", "service", "nm", "readelf"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args(words[:more])
    for path in ("lib/libz.a", "include/httplib.h"):
        if not os.path.exists(os.path.join(options.archives, path)):
            print(f"skipped: no {path} in {options.archives} (third_party/install all)")
            return SKIPPED
    library = build(options, words[more + 1:])
    header = os.path.join(options.source, "core/include/gesso/gesso.h")
    if needed.main(options.readelf, library) or exports.main(options.nm, library, header):
        return 1
    # The exit code of a host that does everything: previews, rows, pixels, a refusal, the end.
    return subprocess.run(
        [sys.executable, os.path.join(HERE, "../hosts/ctypes/generate.py"), "--library", library,
         "--service", options.service, "--out", options.build + "/generated"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
