#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles the core for Windows with the cross compiler of mingw; nothing is linked or run.

Everything outside platform/ must compile, so that code of an operating system stays there. What of
platform/ is still POSIX alone is listed below; a file that compiles must leave the list.

Debian has no OpenSSL and no cpp-httplib for Windows. Their headers are the same everywhere but for a
few numbers, so the ones of this machine are used; zlib's own is in libz-mingw-w64-dev.

usage: windows.py COMPILER CORE FOLDER
"""
import concurrent.futures
import glob
import os
import subprocess
import sys

POSIX_ALONE = {f"platform/{name}.cpp" for name in (
    "name_lookup", "random", "system_files", "tcp_line", "thread_setup", "wake_signal")}
HEADERS = ("nlohmann", "stb", "httplib.h", "openssl")
OPTIONS = ("-std=c++20", "-S", "-o", os.devnull, "-D_WIN32_WINNT=0x0A00",
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
    sources = sorted(os.path.relpath(path, core)
                     for path in glob.glob(core + "/**/*.cpp", recursive=True))

    def compile_one(source):
        done = subprocess.run([compiler, *OPTIONS, *includes, os.path.join(core, source)],
                              capture_output=True, text=True, check=False)
        return source, done.returncode == 0, done.stderr

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(compile_one, sources))
    wrong = 0
    for source, is_well, text in results:
        if source in POSIX_ALONE:
            if is_well:
                print(f"{source} compiles: take it from the list")
            wrong += is_well
        elif not is_well:
            print(source, text, sep="\n")
            wrong += 1
    print(f"{len(sources)} sources, {len(POSIX_ALONE)} of them POSIX alone, {wrong} wrong")
    return 1 if wrong or len(sources) < 50 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
