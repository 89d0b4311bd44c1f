#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The rules of the tree that a compiler does not see. Each rule reads a Tree and yields findings
(path, line, what is wrong); test_rules.py shows that each of them can fail.

usage: rules.py RULE... | all   [--root FOLDER]
"""
import os
import re
import statistics
import subprocess
import sys

import imgui_subset

STAGES = ("base platform service request transport stream decode composite texture event library "
          "imaging client").split()
TOP_LEVEL = set("CMakeLists.txt CMakePresets.json README.md LICENSE core plugin demo third_party "
                "tests".split())
SOURCE = (".h", ".hpp", ".c", ".cpp")
TEXT = SOURCE + (".py", ".mjs", ".txt", ".cmake", ".json", ".md", ".map", ".sh", "")
MAX_LINE, MAX_FILE, BIG_FILE, MAX_FUNCTION, MAX_MEDIAN = 100, 500, 300, 80, 12
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

# A third-party header, the folders of core/ that may include it, and one file in each.
THIRD_PARTY = {
    "cpp-httplib": (r"httplib\.h$", {"transport"}),
    "OpenSSL": (r"openssl/", {"transport", "platform", "service"}),
    "zlib": (r"zlib\.h$", {"decode", "imaging"}),
    "ISA-L": (r"(isa-l|igzip)", {"decode", "imaging"}),
    "stb": (r"stb_", {"decode"}),
    "libwebp": (r"webp/", {"decode"}),
    "nlohmann/json": (r"nlohmann/", {"base"}),
}
OS_HEADER = re.compile(
    r"^(unistd|fcntl|poll|pthread|sched|signal|dirent|netdb|dlfcn|spawn|termios|pwd|semaphore|"
    r"windows|winsock2|ws2tcpip|mstcpip|bcrypt|process|io)\.h$|^(sys|netinet|net|arpa|linux|mach|asm)/")
THREAD = re.compile(r"\bstd::(thread|jthread)\b(?!::)|\bstd::async\b|\bpthread_create\b|\bthrd_create\b")
# Written in pieces, so that this file passes its own rules.
HOSTS = re.compile("|".join((
    r"registry\.npm" + "js", r"npm" + r"js\.(org|com)", r"deb\.debian" + r"\.org",
    r"security\.debian" + r"\.org", r"archive\.ubuntu" + r"\.com", r"py" + r"pi\.org",
    r"files\.python" + "hosted", r"node" + "source", r"crates" + r"\.io", r"proxy\.go" + "lang")))
MACHINE_PATH = re.compile(r"(?<![\w.~}/-])/(work|home|root|Users)" + r"/\w|[A-Z]:\\Users\\")
OPEN_END = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!\([a-z]+\))")


class Tree:
    """The files of a work tree, as git would commit them, and their lines."""

    def __init__(self, root):
        self.root = root
        self.lines_of = {}
        self.paths = sorted(path for path in self._list() if os.path.isfile(self._full(path)))

    def _full(self, path):
        return os.path.join(self.root, path)

    def _list(self):
        if os.path.exists(self._full(".git")):
            command = ["git", "-c", "safe.directory=*", "-C", self.root, "ls-files", "-co",
                       "--exclude-standard", "-z"]
            return set(subprocess.check_output(command).decode().split("\0")) - {""}
        skipped = {"build", "out", "node_modules"}
        found = []
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if name not in skipped]
            found += [os.path.relpath(os.path.join(folder, name), self.root) for name in files]
        return found

    def sources(self, *folders):
        return [path for path in self.paths if path.endswith(SOURCE)
                and (not folders or path.startswith(tuple(name + "/" for name in folders)))]

    def texts(self):
        return [path for path in self.paths if os.path.splitext(path)[1] in TEXT
                and "/corpus/" not in path and "/golden/" not in path]

    def lines(self, path):
        if path not in self.lines_of:
            with open(self._full(path), encoding="utf-8", errors="replace", newline="") as file:
                self.lines_of[path] = file.read().split("\n")
        return self.lines_of[path]

    def matches(self, paths, pattern):
        for path in paths:
            for number, line in enumerate(self.lines(path), 1):
                if found := pattern.search(line):
                    yield path, number, found

    def includes(self, *folders):
        """Yields path, line number, opening bracket, what is included."""
        for path, number, found in self.matches(self.sources(*folders), INCLUDE):
            yield path, number, found.group(1), found.group(2)

    def resolve(self, path, name):
        """The file of this tree that an include in quotes means, or None."""
        parts = path.split("/")
        roots = ["/".join(parts[:depth]) for depth in range(len(parts) - 1, 0, -1)]
        for root in roots + ["core/include", "core", "tests"]:
            candidate = os.path.normpath(os.path.join(root, name))
            if candidate in self._known():
                return candidate
        return None

    def _known(self):
        if not hasattr(self, "_path_set"):
            self._path_set = set(self.paths)
        return self._path_set


def folder_of(path, depth):
    parts = path.split("/")
    return parts[depth] if len(parts) > depth + 1 else ""


def direction(tree):
    """demo -> plugin -> gesso.h <- client -> stages -> base"""
    for path in tree.sources("core"):
        if folder_of(path, 1) not in STAGES + ["include"]:
            yield path, 0, f"core/{folder_of(path, 1)} is no stage that the design names"
    for path, number, bracket, name in tree.includes("core"):
        stage = folder_of(path, 1)
        first = name.split("/")[0]
        if stage == "include":
            if bracket == '"' and first != "gesso":
                yield path, number, f'a public header includes "{name}"'
        elif first == "gesso":
            if stage != "client":
                yield path, number, f"only client/ knows {name}"
        elif bracket == '"' and first not in STAGES:
            yield path, number, f'"{name}" is not rooted at core/'
        elif first in STAGES and "/" in name and stage != "client" and first not in ("base", stage):
            yield path, number, f"{stage}/ includes {first}/: stages meet in base/ and client/ only"
    for path, number, _, name in tree.includes("demo", "plugin"):
        target = tree.resolve(path, name) or ""
        if target.startswith("core/") and not target.startswith("core/include/"):
            yield path, number, f"{name} is inside the core; a host sees gesso.h alone"
        if path.startswith("plugin/") and target.startswith("demo/"):
            yield path, number, f"plugin/ includes {name} of demo/"
        if path.startswith("demo/service/") and target.startswith(("core/", "plugin/", "demo/cli/")):
            yield path, number, f"the loopback service shares no code, but includes {name}"


def os_headers(tree):
    """Operating systems are known to core/platform alone."""
    for path, number, bracket, name in tree.includes("core"):
        if bracket == "<" and OS_HEADER.search(name) and folder_of(path, 1) != "platform":
            yield path, number, f"<{name}> outside platform/"


def threads(tree):
    """Threads start in core/client alone."""
    paths = [path for path in tree.sources("core") if folder_of(path, 1) not in ("client", "include")]
    for path, number, found in tree.matches(paths, THREAD):
        if not tree.lines(path)[number - 1].lstrip().startswith(("//", "*")):
            yield path, number, f"{found.group(0)} outside client/"


def third_party(tree):
    """Each third-party library is included by one source file of each folder that may know it."""
    seen = {}
    for path, number, _, name in tree.includes("core"):
        for library, (pattern, folders) in THIRD_PARTY.items():
            if not re.match(pattern, name):
                continue
            stage = folder_of(path, 1)
            owner = seen.setdefault((library, stage), path)
            if stage not in folders:
                yield path, number, f"{library} is not for {stage}/"
            elif path.endswith((".h", ".hpp")):
                yield path, number, f"{library} in a header: every includer would see it"
            elif owner != path:
                yield path, number, f"{library} is already included by {owner}"
    for path, number, _, name in tree.includes("tests"):
        if name.startswith("catch2/") and path != "tests/support/catch.h":
            yield path, number, 'include "support/catch.h", which knows both versions'


def top_level(tree):
    """The visible top level is a short list."""
    for path in tree.paths:
        name = path.split("/")[0]
        if not name.startswith(".") and name not in TOP_LEVEL:
            yield path, 0, f"{name} is not on the list of the top level"


def budgets(tree):
    """Lines, files and functions stay small. gesso.h is prose first and has no file budget."""
    lengths = []
    for path in tree.sources():
        lines = tree.lines(path)
        for number, line in enumerate(lines, 1):
            if len(line) > MAX_LINE and "http" not in line:
                yield path, number, f"{len(line)} columns, {MAX_LINE} allowed"
        if len(lines) - 1 > MAX_FILE and not path.startswith("core/include/"):
            yield path, len(lines), f"{len(lines) - 1} lines, {MAX_FILE} allowed"
        for first, length in function_lengths(lines):
            if path.startswith("core/"):
                lengths.append(length)
            if length > MAX_FUNCTION:
                yield path, first, f"a function of {length} lines, {MAX_FUNCTION} allowed"
    if lengths and statistics.median(lengths) > MAX_MEDIAN:
        yield "core", 0, f"the median function has {statistics.median(lengths)} lines"


def big_files(tree):
    return [(path, len(tree.lines(path)) - 1) for path in tree.sources()
            if len(tree.lines(path)) - 1 > BIG_FILE and not path.startswith("core/include/")]


def function_lengths(lines):
    """Yields first line and length of each body. clang-format puts a function's braces on lines of
    their own and every other brace elsewhere, so the two are found by their indent."""
    opened = {}
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip())
        if line.strip() == "{":
            opened[indent] = number
        elif line.strip() in ("}", "};", "});") and indent in opened:
            first = opened.pop(indent)
            yield first, number - first - 1


def open_ends(tree):
    """Nothing is left for later without an owner's name."""
    for path, number, found in tree.matches(tree.texts(), OPEN_END):
        yield path, number, f"{found.group(1)} without an owner"


def machine_paths(tree):
    """Nothing names a folder of one person's or one workplace's machine. A test in C++ may invent a
    folder for files that it only imagines."""
    for path, number, found in tree.matches(tree.texts(), MACHINE_PATH):
        if not (path.startswith("tests/") and path.endswith(SOURCE) and "/ho" + "me/" in found[0]):
            yield path, number, f"{found[0]} is a path of one machine"


def registry_hosts(tree):
    """Packages are named, the hosts they come from are each machine's own business."""
    for path, number, found in tree.matches(tree.texts(), HOSTS):
        yield path, number, f"{found.group(0)} is a registry's host"
    resolved = re.compile(r'^\s*"resolved":')
    locks = [path for path in tree.paths if path.endswith("package-lock.json")]
    for path, number, _ in tree.matches(locks, resolved):
        yield path, number, "an address of a registry: npm config set omit-lockfile-registry-resolved"


def include_cycles(tree):
    """Includes form no circle."""
    graph = {}
    for path, _, bracket, name in tree.includes():
        target = tree.resolve(path, name) if bracket == '"' else None
        if target:
            graph.setdefault(path, []).append(target)
    done = set()
    for start in sorted(graph):
        yield from find_cycle(graph, start, [], done)


def find_cycle(graph, path, trail, done):
    if path in trail:
        yield path, 0, " -> ".join(trail[trail.index(path):] + [path])
    elif path not in done:
        for target in graph.get(path, []):
            yield from find_cycle(graph, target, trail + [path], done)
        done.add(path)


def imgui(tree):
    """The windows use what means the same from Dear ImGui 1.86 to 1.92."""
    for path in tree.sources("demo", "plugin"):
        for number, what in imgui_subset.findings(tree.lines(path)):
            yield path, number, what


def heads(tree):
    """Each source says its licence first; each header guards itself."""
    for path in tree.sources():
        lines = tree.lines(path)
        if "SPDX-License-Identifier: MIT" not in lines[0]:
            yield path, 1, "the first line does not name the licence"
        is_public = path.startswith("core/include/")
        if path.endswith((".h", ".hpp")) and not is_public and "#pragma once" not in lines:
            yield path, 1, "no #pragma once"


def hygiene(tree):
    """Lines end in one newline and nothing else; files end in one."""
    for path in tree.texts():
        lines = tree.lines(path)
        if path.endswith("package-lock.json") or lines == [""]:
            continue
        for number, line in enumerate(lines, 1):
            if line != line.rstrip() and not path.endswith(".md"):
                yield path, number, "blank at the end of a line, or a carriage return"
            if "\t" in line and path.endswith(SOURCE):
                yield path, number, "a tabulator"
        if lines[-1] != "" or len(lines) > 1 and lines[-2] == "":
            yield path, len(lines), "does not end in exactly one newline"


RULES = {rule.__name__: rule for rule in (
    direction, os_headers, threads, third_party, top_level, budgets, open_ends, machine_paths,
    registry_hosts, include_cycles, imgui, heads, hygiene)}


def main(arguments):
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    if "--root" in arguments:
        at = arguments.index("--root")
        root = arguments[at + 1]
        del arguments[at:at + 2]
    names = list(RULES) if arguments == ["all"] else arguments
    if not names or not set(names) <= set(RULES):
        print(__doc__, "\nrules:", " ".join(RULES), file=sys.stderr)
        return 2
    tree = Tree(os.path.normpath(root))
    findings = [(name, *finding) for name in names for finding in RULES[name](tree)]
    for name, path, number, what in findings:
        print(f"{path}:{number}: {what} [{name}]")
    for path, length in big_files(tree) if "budgets" in names else []:
        print(f"note: {path} has {length} lines, {BIG_FILE} wished for")
    print(f"{len(tree.paths)} files, {len(findings)} findings: {' '.join(names)}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
