#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the C++ example of README.md into a file of its own.

usage: extract_example.py README.md OUTPUT.cpp
"""
import re
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    examples = re.findall(r"^```cpp\n(.*?)^```$", file.read(), re.DOTALL | re.MULTILINE)
if len(examples) != 1:
    sys.exit(f"{sys.argv[1]} has {len(examples)} examples in C++, one is expected")
with open(sys.argv[2], "w", encoding="utf-8") as file:
    file.write(examples[0])
