#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles the core for Windows with the cross compiler of mingw; nothing is linked or run.

All of it must compile; of platform/, X_win32.cpp in the place of X.cpp, as the build chooses.

Debian has no OpenSSL and no cpp-httplib for Windows. Their headers are the same everywhere but for a
few numbers, so the ones of this machine are used; zlib's own is in libz-mingw-w64-dev.

usage: windows.py COMPILER CORE FOLDER
"""
import concurrent.futures
import glob
import os
import subprocess
import sys

TWIN = "_win32.cpp"
HEADERS = ("nlohmann", "stb", "httplib.h", "openssl")
OPTIONS = ("-std=c++20", "-fsyntax-only", "-D_WIN32_WINNT=0x0A00", "-DNTDDI_VERSION=0x0A000003",
           "-DCPPHTTPLIB_OPENSSL_SUPPORT", "-Wall", "-Wextra", "-Werror=return-type")


def gather_headers(folder):
    """A folder with these headers and no other one of this machine's."""
    os.makedirs(folder + "/openssl", exist_ok=True)
    for name in HEADERS:
        if name != "openssl" and not os.path.islink(f"{folder}/{name}"):
            os.symlink(f"/usr/include/{name}", f"{folder}/{name}")
    for path in glob.glob("/usr/include/openssl/*.h") + glob.glob("/usr/include/*/openssl/*.h"):
        link = f"{folder}/openssl/{os.path.basename(path)}"
        if not os.path.islink(link):
            os.symlink(path, link)
    return [option for path in (folder, folder + "/stb") for option in ("-isystem", path)]


def main(compiler, core, folder):
    includes = gather_headers(folder) + [f"-I{core}", f"-I{core}/include"]
    paths = set(glob.glob(core + "/**/*.cpp", recursive=True))
    twins = {path.replace(TWIN, ".cpp") for path in paths if path.endswith(TWIN)}
    sources = sorted(os.path.relpath(path, core) for path in paths - twins)

    def compile_one(source):
        done = subprocess.run([compiler, *OPTIONS, *includes, os.path.join(core, source)],
                              capture_output=True, text=True, check=False)
        return source, done.returncode == 0, done.stderr

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(compile_one, sources))
    wrong = 0
    for source, is_well, text in results:
        if not is_well:
            print(source, text, sep="\n")
            wrong += 1
    print(f"{len(sources)} sources, {len(twins & paths)} of them in the place of another, {wrong} wrong")
    return 1 if wrong or len(sources) < 50 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
