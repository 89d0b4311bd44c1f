// SPDX-License-Identifier: MIT
#include "contact_sheet.h"

#include "text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gesso_cli {

namespace {

constexpr uint32_t kCell = 320; // pixels, both ways
constexpr uint32_t kGap = 16;
constexpr uint32_t kTextScale = 2;
constexpr uint32_t kLineHeight = (kLetterHeight + 3) * kTextScale;
constexpr size_t kLineLetters = kCell / (kLetterWidth * kTextScale);
constexpr uint32_t kLabelHeight = 2 * kLineHeight + 8;
constexpr size_t kMaxCells = 256;
constexpr size_t kMaxColumns = 6;
constexpr Colour kPaper{32, 32, 36};
constexpr Colour kInk{222, 222, 226};

// The customary board under transparent pixels.
uint32_t board_at(uint32_t x, uint32_t y)
{
    return ((x / 10 + y / 10) % 2) == 0 ? 205 : 235;
}

// The mean of a box of the image over the board, weighted by alpha.
Colour
mean_of(const gesso_view &view, uint32_t x0, uint32_t x1, uint32_t y0, uint32_t y1, uint32_t board)
{
    std::array<uint64_t, 3> sums{};
    for (uint32_t y = y0; y < y1; ++y) {
        const uint8_t *pixel = view.pixels + y * view.stride + size_t{x0} * 4;
        for (uint32_t x = x0; x < x1; ++x, pixel += 4) {
            const uint32_t alpha = pixel[3];
            for (size_t channel = 0; channel < 3; ++channel) {
                sums[channel] += pixel[channel] * alpha + board * (255 - alpha);
            }
        }
    }
    const uint64_t weight = std::max<uint64_t>(uint64_t{x1 - x0} * (y1 - y0) * 255, 1);
    return {
        static_cast<uint8_t>(sums[0] / weight), static_cast<uint8_t>(sums[1] / weight),
        static_cast<uint8_t>(sums[2] / weight)};
}

// Every pixel of a smaller picture is the mean of what it covers: nothing shimmers.
Picture shrink(const gesso_view &view)
{
    const uint32_t longest = std::max(view.width, view.height);
    const double scale = std::min(1.0, static_cast<double>(kCell) / longest);
    const auto scaled = [scale](uint32_t length) {
        return std::max<uint32_t>(1, static_cast<uint32_t>(std::lround(length * scale)));
    };
    Picture out(scaled(view.width), scaled(view.height), kPaper);
    for (uint32_t y = 0; y < out.height; ++y) {
        const auto y0 = static_cast<uint32_t>(uint64_t{y} * view.height / out.height);
        const auto y1 = static_cast<uint32_t>(uint64_t{y + 1} * view.height / out.height);
        for (uint32_t x = 0; x < out.width; ++x) {
            const auto x0 = static_cast<uint32_t>(uint64_t{x} * view.width / out.width);
            const auto x1 = static_cast<uint32_t>(uint64_t{x + 1} * view.width / out.width);
            out.set(x, y, mean_of(view, x0, x1, y0, y1, board_at(x, y)));
        }
    }
    return out;
}

size_t count_letters(std::string_view text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.size(); ++count) {
        at += decode_utf8(text, at).length;
    }
    return count;
}

// The first line takes whole words where that wastes little; the second one the rest.
std::pair<std::string, std::string> two_lines(const std::string &label)
{
    if (count_letters(label) <= kLineLetters) {
        return {label, {}};
    }
    size_t at = 0;
    for (size_t letters = 0; letters < kLineLetters; ++letters) {
        at += decode_utf8(label, at).length;
    }
    const size_t space = label.rfind(' ', at);
    const bool is_good_break = space != std::string::npos && space > at / 2;
    const size_t end = is_good_break ? space : at;
    std::string rest = printable(trim(std::string_view(label).substr(end)), kLineLetters);
    if (count_letters(rest) > kLineLetters) {
        rest = printable(rest, kLineLetters - 3);
        rest = rest.substr(0, rest.rfind("\u2026")) + "...";
    }
    return {label.substr(0, end), rest};
}

} // namespace

void ContactSheet::add(
    size_t prompt_number, int32_t output, const std::string &prompt, const gesso_view &view)
{
    const bool is_usable = view.pixels != nullptr && view.width > 0 && view.height > 0;
    if (is_usable && cells_.size() < kMaxCells) {
        cells_[{prompt_number, output}] = {shrink(view), printable(prompt, 200)};
    }
}

Picture ContactSheet::draw() const
{
    const auto square = static_cast<size_t>(std::ceil(std::sqrt(cells_.size())));
    const size_t columns =
        cells_.size() <= 4 ? std::max<size_t>(cells_.size(), 1) : std::min(square, kMaxColumns);
    const size_t rows = (cells_.size() + columns - 1) / columns;
    constexpr uint32_t kRowHeight = kCell + kLabelHeight + kGap;
    Picture sheet(
        static_cast<uint32_t>(kGap + columns * (kCell + kGap)),
        static_cast<uint32_t>(kGap + rows * kRowHeight), kPaper);
    size_t index = 0;
    for (const auto &[place, cell] : cells_) {
        const auto left = static_cast<uint32_t>(kGap + (index % columns) * (kCell + kGap));
        const auto top = static_cast<uint32_t>(kGap + (index / columns) * kRowHeight);
        const Picture &picture = cell.picture;
        sheet.paste(picture, left + (kCell - picture.width) / 2, top + kCell - picture.height);
        const auto [first, second] = two_lines(cell.label);
        draw_text(sheet, first, left, top + kCell + 8, kTextScale, kInk);
        draw_text(sheet, second, left, top + kCell + 8 + kLineHeight, kTextScale, kInk);
        ++index;
    }
    return sheet;
}

} // namespace gesso_cli
