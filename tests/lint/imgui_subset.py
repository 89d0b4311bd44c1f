# SPDX-License-Identifier: MIT
"""What of Dear ImGui means the same from 1.86 to 1.92, said as what does not.

The machine that tests every change has 1.86, so a name that came later does not compile there. What
compiles there and not elsewhere, or means another thing there, is listed here: the difference between
the headers of 1.86 and of 1.92.2 without obsolete names, and the calls whose parameters changed.
"""
import re

# A call of it in the namespace ImGui is wrong.
FUNCTIONS = """
    BeginChildFrame EndChildFrame CalcListClipping CaptureKeyboardFromApp
    CaptureMouseFromApp GetContentRegionMax GetWindowContentRegionMax GetWindowContentRegionMin
    GetWindowContentRegionWidth GetKeyIndex ImageButton ListBoxFooter ListBoxHeader
    PopAllowKeyboardFocus PopButtonRepeat PushAllowKeyboardFocus PushButtonRepeat PushFont
    SetItemAllowOverlap SetWindowFontScale ShowStackToolWindow TreeAdvanceToLabelPos
""".split()
CONSTANTS = """
    ImGuiButtonFlags_MouseButtonDefault_ ImGuiCol_NavHighlight ImGuiCol_TabActive
    ImGuiCol_TabUnfocused ImGuiCol_TabUnfocusedActive ImGuiColorEditFlags_AlphaPreview
    ImGuiConfigFlags_NavEnableSetMousePos ImGuiConfigFlags_NavNoCaptureKeyboard
    ImGuiDragDropFlags_SourceAutoExpirePayload ImGuiKeyModFlags_\\w+ ImGuiKey_COUNT
    ImGuiKey_KeyPadEnter ImGuiNavInput_\\w+ ImGuiSelectableFlags_AllowItemOverlap
    ImGuiSelectableFlags_DontClosePopups ImGuiTabBarFlags_FittingPolicyResizeDown
    ImGuiTreeNodeFlags_AllowItemOverlap ImGuiTreeNodeFlags_NavLeftJumpsBackHere
    ImGuiWindowFlags_AlwaysUseWindowPadding ImGuiWindowFlags_NavFlattened
""".split()
# Of ImGuiIO and of its fonts. Input that 1.87 takes by calls is an assignment before.
MEMBERS = """
    AddCustomRectFontGlyph AddCustomRectRegular ClearInputCharacters ClipboardUserData
    FontBuilderFlags FontBuilderIO FontGlobalScale GetClipboardTextFn GetCustomRectByIndex
    GetGlyphRanges(?!Default)\\w+ GetMouseCursorTexData GetTexDataAsAlpha8 GetTexDataAsRGBA32
    ImeWindowHandle IsBuilt KeyMap KeysDown MetricsActiveAllocations MouseDragMaxDistanceAbs
    NavInputs SetClipboardTextFn SetTexID TexDesiredWidth
""".split()
# The most arguments that mean the same in each version; beyond them some are gone, or swapped places.
MOST_ARGUMENTS = {"ImGui::Image": 4, "AddRect": 4, "PathStroke": 1, "AddPolyline": 0}

BANNED = re.compile(
    r"\bImGui::(?:%s)\s*\(|\b(?:%s)\b|(?:\bio|\bGetIO\(\)|\bFonts)(?:\.|->)(?:%s)\b"
    % ("|".join(FUNCTIONS), "|".join(CONSTANTS), "|".join(MEMBERS)))
WRITTEN_INPUT = re.compile(r"(?:\bio|\bGetIO\(\))\.(?:Mouse(?:Pos|Down|Wheel)|Key(?:Ctrl|Shift|Alt|Super))"
                           r"\w*(?:\[[^]]*\])?\s*=(?!=)")
# 1.86 takes the system's own numbers there.
KEY_QUESTION = re.compile(r"\bImGui::IsKey(?:Pressed|Down|Released)\(\s*ImGuiKey_")
CALL = re.compile(r"(?:\b(ImGui::Image)|(?:\.|->)(AddRect|PathStroke|AddPolyline))\s*\(")


def for_any_version(lines):
    """The lines that no `#if IMGUI_VERSION_NUM` keeps for some versions, the others left blank."""
    guarded, out = [], []
    for line in lines:
        words = line.strip()
        if re.match(r"#\s*if", words):
            guarded.append("IMGUI_VERSION_NUM" in words)
        elif re.match(r"#\s*endif", words) and guarded:
            guarded.pop()
        out.append("" if any(guarded) else re.sub(r"//.*", "", line))
    return out


def count_arguments(text):
    """How many arguments a call has; `text` begins after its opening bracket."""
    depth, count, is_empty = 0, 1, True
    for letter in text:
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            if depth == 0:
                break
            depth -= 1
        elif letter == "," and depth == 0:
            count += 1
        is_empty = is_empty and letter.isspace()
    return 0 if is_empty else count


def findings(lines):
    """Yields line number and what is wrong."""
    lines = for_any_version(lines)
    for number, line in enumerate(lines, 1):
        for pattern in (BANNED, WRITTEN_INPUT, KEY_QUESTION):
            for found in pattern.finditer(line):
                yield number, f"{found.group(0).strip('( =')} is not in every Dear ImGui from 1.86 to 1.92"
        for found in CALL.finditer(line):
            name = found.group(1) or found.group(2)
            rest = "\n".join([line[found.end():], *lines[number:number + 12]])
            if count_arguments(rest) > MOST_ARGUMENTS[name]:
                yield number, f"{name} with more arguments than {MOST_ARGUMENTS[name]} differs between versions"
