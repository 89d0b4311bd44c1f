// SPDX-License-Identifier: MIT
#include "paint/letters.h"

#include <array>
#include <string>
#include <vector>

namespace loopback {

namespace {

constexpr int kColumns = 5;
constexpr int kRows = 7;
constexpr float kAdvance = 6;
constexpr float kLine = 10;
constexpr size_t kMaxCharacters = 120;

// Seven rows of five dots, the leftmost the highest bit.
struct Letter {
    char character;
    std::array<uint8_t, kRows> rows;
};

constexpr std::array<Letter, 47> kLetters{{
    {'A', {14, 17, 17, 31, 17, 17, 17}}, {'B', {30, 17, 17, 30, 17, 17, 30}},
    {'C', {14, 17, 16, 16, 16, 17, 14}}, {'D', {30, 17, 17, 17, 17, 17, 30}},
    {'E', {31, 16, 16, 30, 16, 16, 31}}, {'F', {31, 16, 16, 30, 16, 16, 16}},
    {'G', {14, 17, 16, 23, 17, 17, 15}}, {'H', {17, 17, 17, 31, 17, 17, 17}},
    {'I', {14, 4, 4, 4, 4, 4, 14}},      {'J', {7, 2, 2, 2, 2, 18, 12}},
    {'K', {17, 18, 20, 24, 20, 18, 17}}, {'L', {16, 16, 16, 16, 16, 16, 31}},
    {'M', {17, 27, 21, 21, 17, 17, 17}}, {'N', {17, 25, 21, 19, 17, 17, 17}},
    {'O', {14, 17, 17, 17, 17, 17, 14}}, {'P', {30, 17, 17, 30, 16, 16, 16}},
    {'Q', {14, 17, 17, 17, 21, 18, 13}}, {'R', {30, 17, 17, 30, 20, 18, 17}},
    {'S', {15, 16, 16, 14, 1, 1, 30}},   {'T', {31, 4, 4, 4, 4, 4, 4}},
    {'U', {17, 17, 17, 17, 17, 17, 14}}, {'V', {17, 17, 17, 17, 17, 10, 4}},
    {'W', {17, 17, 17, 21, 21, 27, 17}}, {'X', {17, 17, 10, 4, 10, 17, 17}},
    {'Y', {17, 17, 10, 4, 4, 4, 4}},     {'Z', {31, 1, 2, 4, 8, 16, 31}},
    {'0', {14, 17, 19, 21, 25, 17, 14}}, {'1', {4, 12, 4, 4, 4, 4, 14}},
    {'2', {14, 17, 1, 6, 8, 16, 31}},    {'3', {30, 1, 1, 14, 1, 1, 30}},
    {'4', {2, 6, 10, 18, 31, 2, 2}},     {'5', {31, 16, 30, 1, 1, 17, 14}},
    {'6', {6, 8, 16, 30, 17, 17, 14}},   {'7', {31, 1, 2, 4, 8, 8, 8}},
    {'8', {14, 17, 17, 14, 17, 17, 14}}, {'9', {14, 17, 17, 15, 1, 2, 12}},
    {'.', {0, 0, 0, 0, 0, 12, 12}},      {',', {0, 0, 0, 0, 12, 4, 8}},
    {'!', {4, 4, 4, 4, 4, 0, 4}},        {'?', {14, 17, 1, 6, 4, 0, 4}},
    {'-', {0, 0, 0, 14, 0, 0, 0}},       {'\'', {4, 4, 8, 0, 0, 0, 0}},
    {':', {0, 12, 12, 0, 12, 12, 0}},    {'/', {1, 1, 2, 4, 8, 16, 16}},
    {'+', {0, 4, 4, 31, 4, 4, 0}},       {'(', {2, 4, 8, 8, 8, 4, 2}},
    {')', {8, 4, 2, 2, 2, 4, 8}},
}};

const Letter *find_letter(char character)
{
    for (const Letter &letter : kLetters) {
        if (letter.character == character) {
            return &letter;
        }
    }
    return nullptr;
}

bool is_dot(const Letter &letter, int column, int row)
{
    return column >= 0 && column < kColumns && row >= 0 && row < kRows &&
           (letter.rows[static_cast<size_t>(row)] >> (kColumns - 1 - column) & 1) != 0;
}

// Capitals only; what the alphabet lacks becomes a space. Letters beyond ASCII count once.
std::string readable(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const char capital = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        const bool is_known = find_letter(capital) != nullptr;
        if (is_known || (!out.empty() && out.back() != ' ')) {
            out.push_back(is_known ? capital : ' ');
        }
        if (out.size() >= kMaxCharacters) {
            break;
        }
    }
    return out;
}

std::vector<std::string> break_lines(const std::string &text, size_t limit)
{
    std::vector<std::string> lines;
    std::string line;
    std::string word;
    for (const char c : text + " ") {
        if (c != ' ') {
            word.push_back(c);
            continue;
        }
        if (!line.empty() && line.size() + 1 + word.size() > limit) {
            lines.push_back(line);
            line.clear();
        }
        line += (line.empty() || word.empty() ? "" : " ") + word;
        word.clear();
    }
    if (!line.empty()) {
        lines.push_back(line);
    }
    return lines;
}

struct Layout {
    std::vector<std::string> lines;
    float dot = 0; // the size of one dot, in units
};

float dot_size(const std::vector<std::string> &lines, const TextBox &box)
{
    size_t longest = 1;
    for (const std::string &line : lines) {
        longest = std::max(longest, line.size());
    }
    const float by_width = box.width / (static_cast<float>(longest) * kAdvance);
    const float by_height = box.height / (static_cast<float>(lines.size()) * kLine);
    return std::min({by_width, by_height, box.largest_letter / float{kRows}});
}

// The line length that lets the letters be largest.
Layout lay_out(const std::string &text, const TextBox &box)
{
    Layout best;
    for (size_t limit = 6; limit <= 40; limit += 2) {
        std::vector<std::string> lines = break_lines(text, limit);
        if (lines.empty()) {
            return best;
        }
        const float dot = dot_size(lines, box);
        if (dot > best.dot * 1.05F) {
            best = {std::move(lines), dot};
        }
    }
    return best;
}

// Dots are joined smoothly: the ink is a blurred bitmap, cut at half.
float ink_at(const Letter &letter, float column, float row, float softness)
{
    const float left = std::floor(column - 0.5F);
    const float top = std::floor(row - 0.5F);
    const auto dot = [&](int dx, int dy) {
        return is_dot(letter, static_cast<int>(left) + dx, static_cast<int>(top) + dy) ? 1.0F
                                                                                       : 0.0F;
    };
    const float across = column - 0.5F - left;
    const float down = row - 0.5F - top;
    const float value =
        mix(mix(dot(0, 0), dot(1, 0), across), mix(dot(0, 1), dot(1, 1), across), down);
    return smooth(0.46F - softness, 0.46F + softness, value);
}

void draw_letter(
    Field &ink, const Canvas &canvas, const Letter &letter, float left, float top, float dot)
{
    const float pixels = dot * canvas.pixels_per_unit;
    const float softness = std::clamp(0.5F / pixels, 0.04F, 0.45F);
    const int first_x = static_cast<int>(left * canvas.pixels_per_unit - pixels);
    const int first_y = static_cast<int>(top * canvas.pixels_per_unit - pixels);
    const int last_x = first_x + static_cast<int>(pixels * (kColumns + 2)) + 1;
    const int last_y = first_y + static_cast<int>(pixels * (kRows + 2)) + 1;
    for (int y = std::max(0, first_y); y < std::min(last_y, canvas.height); ++y) {
        const float row = (static_cast<float>(y) + 0.5F - top * canvas.pixels_per_unit) / pixels;
        for (int x = std::max(0, first_x); x < std::min(last_x, canvas.width); ++x) {
            const float column =
                (static_cast<float>(x) + 0.5F - left * canvas.pixels_per_unit) / pixels;
            float &out = ink.row(y)[x];
            out = std::max(out, ink_at(letter, column, row, softness));
        }
    }
}

} // namespace

Field draw_text(const Canvas &canvas, std::string_view text, const TextBox &box)
{
    Field ink(canvas);
    const Layout layout = lay_out(readable(text), box);
    float top =
        box.center_y - layout.dot * (kLine * static_cast<float>(layout.lines.size()) - 3) / 2;
    for (const std::string &line : layout.lines) {
        float left =
            box.center_x - layout.dot * (kAdvance * static_cast<float>(line.size()) - 1) / 2;
        for (const char c : line) {
            if (const Letter *letter = find_letter(c)) {
                draw_letter(ink, canvas, *letter, left, top, layout.dot);
            }
            left += layout.dot * kAdvance;
        }
        top += layout.dot * kLine;
    }
    return ink;
}

} // namespace loopback
