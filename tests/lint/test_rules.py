#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each rule can fail: it is shown a small bad tree, and a good one that differs in the sin alone."""
import os
import tempfile
import unittest

import rules

HEAD = "// SPDX-License-Identifier: MIT\n"
GOOD = {
    "core/stream/a.h": HEAD + "#pragma once\n#include \"base/status.h\"\n",
    "core/base/status.h": HEAD + "#pragma once\n",
}


def source(*lines):
    return HEAD + "".join(line + "\n" for line in lines)


def function_of(count):
    return source("void f()", "{", *["    work();"] * count, "}")


# A line that not every version of Dear ImGui takes, and lines that each does.
IMGUI = [
    ("if (ImGui::ImageButton(id, size))", ["if (ImGui::InvisibleButton(id, size))"]),
    ("ImGui::Image(id, size, low, high, tint);", ["ImGui::Image(id, size, low, ImVec2(1, 1));"]),
    ("list->AddRect(low, high, color, 2, flags);", ["list->AddRect(low, high, color, f(a, b));"]),
    ("list->PathStroke(color, 0);", ["list->PathStroke(color);"]),
    ("list->AddPolyline(points, 2, color, 0, 1);", ["list->AddPolylineOurs(points, 2);"]),
    ("ImGui::GetIO().MousePos = at;", ["const float x = ImGui::GetIO().MousePos.x;"]),
    ("io.KeyMap[ImGuiKey_Tab] = 9;", ["const bool is_so = io.KeyCtrl == true;"]),
    ("if (ImGui::IsKeyPressed(ImGuiKey_Tab))", ["if (ImGui::IsKeyPressed(number))"]),
    ("set(ImGuiCol_NavHighlight, 1);",
     ["#if IMGUI_VERSION_NUM < 19140", "set(ImGuiCol_NavHighlight, 1);", "#endif"]),
    ("ImGui::PushButtonRepeat(true);", ["// ImGui::PushButtonRepeat(true);"]),
    ("io.Fonts->GetGlyphRangesCyrillic();", ["io.Fonts->GetGlyphRangesDefault();"]),
]

# rule: (bad files, the same files without the sin)
CASES = {
    "direction": [
        ({"core/stream/b.cpp": source('#include "decode/png.h"')},
         {"core/client/b.cpp": source('#include "decode/png.h"')}),
        ({"core/stream/b.cpp": source('#include "gesso/gesso.h"')},
         {"core/client/b.cpp": source('#include "gesso/gesso.h"')}),
        ({"core/stream/b.cpp": source('#include "a.h"')},
         {"core/stream/b.cpp": source('#include "stream/a.h"')}),
        ({"core/misc/b.cpp": source()}, {"core/event/b.cpp": source()}),
        ({"demo/cli/b.cpp": source('#include "base/status.h"')},
         {"demo/cli/b.cpp": source('#include "gesso/gesso.h"')}),
        ({"demo/service/b.cpp": source('#include "gesso/gesso.h"'), "core/include/gesso/gesso.h": HEAD},
         {"demo/cli/b.cpp": source('#include "gesso/gesso.h"'), "core/include/gesso/gesso.h": HEAD}),
    ],
    "os_headers": [
        ({"core/transport/b.cpp": source("#include <sys/socket.h>")},
         {"core/platform/b.cpp": source("#include <sys/socket.h>")}),
    ],
    "threads": [
        ({"core/transport/b.cpp": source("std::thread worker;")},
         {"core/client/b.cpp": source("std::thread worker;")}),
        ({"core/transport/b.cpp": source("auto f = std::async(g);")},
         {"core/transport/b.cpp": source("std::thread::id owner;")}),
    ],
    "third_party": [
        ({"core/stream/b.cpp": source("#include <zlib.h>")},
         {"core/decode/b.cpp": source("#include <zlib.h>")}),
        ({"core/decode/b.cpp": source("#include <zlib.h>"),
          "core/decode/c.cpp": source("#include <zlib.h>")},
         {"core/decode/b.cpp": source("#include <zlib.h>"),
          "core/decode/c.cpp": source("#include <webp/decode.h>")}),
        ({"core/decode/b.h": source("#pragma once", "#include <zlib.h>")},
         {"core/decode/b.cpp": source("#include <zlib.h>")}),
        ({"tests/base/b.cpp": source("#include <catch2/catch.hpp>")},
         {"tests/base/b.cpp": source('#include "support/catch.h"')}),
    ],
    "top_level": [({"docs/a.md": "a\n"}, {"core/a.md": "a\n"})],
    "budgets": [
        ({"core/event/b.cpp": source("x" * 101)}, {"core/event/b.cpp": source("x" * 100)}),
        ({"core/event/b.cpp": source(*["a;"] * 500)}, {"core/event/b.cpp": source(*["a;"] * 499)}),
        ({"demo/cli/b.cpp": function_of(81)}, {"demo/cli/b.cpp": function_of(80)}),
        ({"core/event/b.cpp": function_of(13)}, {"core/event/b.cpp": function_of(12)}),
    ],
    "open_ends": [
        ({"core/a.txt": "TO" + "DO: later\n"}, {"core/a.txt": "TO" + "DO(ada): later\n"}),
        ({"core/event/b.cpp": source("// FIX" + "ME")}, {"core/event/b.cpp": source("// FIXMENT")}),
    ],
    "machine_paths": [
        ({"tests/run": "cd /wo" + "rk/main\n"}, {"tests/run": 'cd "$root/work/main"\n'}),
        ({"a.cmake": "/ho" + "me/ada/sdk\n"}, {"a.cmake": "${HOME}/sdk\n"}),
    ],
    "registry_hosts": [
        ({"third_party/install": "curl https://registry.npm" + "js.org/x\n"},
         {"third_party/install": "npm install x\n"}),
        ({"tests/package-lock.json": '{\n  "resolved": "a"\n}\n'},
         {"tests/package-lock.json": '{\n  "version": "a"\n}\n'}),
    ],
    "include_cycles": [
        ({"core/stream/b.h": source("#pragma once", '#include "stream/c.h"'),
          "core/stream/c.h": source("#pragma once", '#include "stream/b.h"')},
         {"core/stream/b.h": source("#pragma once", '#include "stream/c.h"'),
          "core/stream/c.h": source("#pragma once")}),
    ],
    "imgui": [({"demo/viewer/b.cpp": source(bad)}, {"demo/viewer/b.cpp": source(*good)})
              for bad, good in IMGUI],
    "heads": [
        ({"core/event/b.cpp": "int a;\n"}, {"core/event/b.cpp": source("int a;")}),
        ({"core/event/b.h": source("int a;")}, {"core/event/b.h": source("#pragma once", "int a;")}),
    ],
    "hygiene": [
        ({"core/event/b.cpp": source("int a; ")}, {"core/event/b.cpp": source("int a;")}),
        ({"core/event/b.cpp": source("\tint a;")}, {"core/event/b.cpp": source("    int a;")}),
        ({"core/event/b.cpp": source("int a;\r")}, {"core/event/b.cpp": source("int a;")}),
        ({"core/event/b.cpp": HEAD + "int a;"}, {"core/event/b.cpp": HEAD + "int a;\n"}),
    ],
}


def findings(rule, files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in {**GOOD, **files}.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        return list(rules.RULES[rule](rules.Tree(root)))


class RulesTest(unittest.TestCase):
    def test_every_rule_has_a_case(self):
        self.assertEqual(set(CASES), set(rules.RULES))

    def test_every_rule_sees_the_sin_and_only_the_sin(self):
        for rule, cases in CASES.items():
            for bad, good in cases:
                with self.subTest(rule=rule, bad=bad):
                    self.assertEqual(len(findings(rule, bad)), 1)
                    self.assertEqual(findings(rule, good), [])


if __name__ == "__main__":
    unittest.main()
