// SPDX-License-Identifier: MIT
#include "../imaging/feather_oracle.h"
#include "edit_harness.h"
#include "imaging/crop_plan.h"
#include "imaging/mask.h"
#include "imaging/png_writer.h"

#include <cmath>

using namespace gesso::core;
using namespace gesso::test;

namespace {

// The header's formula in floating point, from its own words.
Colour blended(Colour base, Colour edit, int weight)
{
    if (weight == 0)
        return base;
    if (weight == 255)
        return edit;
    Colour out = base;
    const double from_base = base[3] * (255.0 - weight);
    const double from_edit = edit[3] * double(weight);
    const double sum = from_base + from_edit;
    const auto rounded = [](double value) { return static_cast<uint8_t>(std::floor(value + 0.5)); };
    for (size_t c = 0; sum > 0 && c < 3; ++c)
        out[c] = rounded((base[c] * from_base + edit[c] * from_edit) / sum);
    out[3] = rounded(sum / 255);
    return out;
}

EditPlan plan_for(const Pixels &base, const Coverage &weights, const PixelRect &rect, bool wrap)
{
    EditPlan plan;
    plan.base = base.view();
    plan.weights = weights.view();
    plan.rect = rect;
    plan.wrap = wrap;
    plan.resample = resample_picture;
    return plan;
}

Coverage painted_weights(uint32_t width, uint32_t height, Noise &noise)
{
    Coverage weights;
    REQUIRE(weights.allocate(width, height).is_ok());
    for (size_t i = 0; i < weights.size(); ++i) {
        const uint32_t value = noise.below(400);
        weights.data()[i] = static_cast<uint8_t>(value > 255 ? value % 2 * 255 : value);
    }
    return weights;
}

// Of what the host did not mask: neither the feather nor the rectangle decides about that.
uint64_t hash_outside(const Pixels &picture, const Coverage &mask)
{
    uint64_t hash = 14695981039346656037u;
    const auto take = [&](uint8_t byte) { hash = (hash ^ byte) * 1099511628211u; };
    for (uint32_t y = 0; y < picture.height(); ++y) {
        for (uint32_t x = 0; x < picture.width(); ++x) {
            if (mask.row(y)[x] == 0) {
                for (const uint8_t byte : at(picture, x, y))
                    take(byte);
            }
        }
    }
    return hash;
}

} // namespace

TEST_CASE(
    "each pixel is blended by the documented formula, round the edges and in every layout",
    "[compositor]")
{
    Noise noise{3};
    for (int round = 0; round < 60; ++round) {
        const uint32_t width = 1 + noise.below(24);
        const uint32_t height = 1 + noise.below(24);
        const Pixels base = noisy(width, height, noise.next());
        const Coverage weights = painted_weights(width, height, noise);
        const bool wrap = noise.below(2) == 0;
        PixelRect rect{0, 0, 1 + noise.below(width), 1 + noise.below(height)};
        rect.x = noise.below(wrap ? width : width - rect.width + 1);
        rect.y = noise.below(wrap ? height : height - rect.height + 1);
        const Pixels answer = noisy(rect.width, rect.height, noise.next());

        EditPlan plan = plan_for(base, weights, rect, wrap);
        const Lent other = lent(base, PixelOrder::bgra, true);
        if (noise.below(2) == 0)
            plan.base = other.view;
        WatchedImage image;
        image.order = noise.below(2) == 0 ? PixelOrder::rgba : PixelOrder::bgra;
        image.is_bottom_first = noise.below(2) == 0;
        EditCompositor compositor(plan, image);
        REQUIRE(play(compositor, answer, 1 + noise.below(5)).is_ok());
        const Pixels result = image.picture();
        REQUIRE(image.is_contract_kept);

        const Pixels expected = drawn(width, height, [&](uint32_t x, uint32_t y) {
            const uint32_t dx = (x + width - rect.x) % width;
            const uint32_t dy = (y + height - rect.y) % height;
            if (dx >= rect.width || dy >= rect.height)
                return at(base, x, y);
            return blended(at(base, x, y), at(answer, dx, dy), weights.row(y)[x]);
        });
        CAPTURE(round, width, height, rect.x, rect.y, rect.width, rect.height);
        REQUIRE(bytes_of(result) == bytes_of(expected));
    }
}

TEST_CASE(
    "pixels outside the mask stay the base's, whatever mask, feather, crop and answer",
    "[compositor]")
{
    Noise noise{2026};
    for (int round = 0; round < 200; ++round) {
        const uint32_t width = 4 + noise.below(60);
        const uint32_t height = 4 + noise.below(60);
        const bool wrap = noise.below(2) == 0;
        const Pixels base = noisy(width, height, noise.next());
        const Coverage mask = random_coverage(width, height, noise);
        Coverage weights;
        REQUIRE(feather_mask(mask, noise.below(12), wrap, weights).is_ok());
        CropWish wish{width, height, mask_bounds(mask, wrap), noise.below(4) != 0, wrap};
        wish.margin = noise.below(10);
        if (noise.below(3) == 0) { // an answer that has to be scaled
            wish.wanted_width = 1 + noise.below(80);
            wish.wanted_height = 1 + noise.below(80);
        }
        CropPlan crop_plan;
        REQUIRE(plan_crop(wish, nullptr, crop_plan).is_ok());
        const EditPlan plan = plan_for(base, weights, crop_plan.rect, wrap);
        const uint64_t expected = hash_outside(base, mask);

        WatchedImage image;
        EditCompositor compositor(plan, image);
        // Two previews and a final, the last one through a real decoder.
        for (int pass = 0; pass < 2; ++pass) {
            const Pixels answer = noisy(crop_plan.sent_width, crop_plan.sent_height, noise.next());
            REQUIRE(play(compositor, answer, 1 + noise.below(9)).is_ok());
            REQUIRE(hash_outside(image.picture(), mask) == expected);
        }
        const Pixels answer = noisy(crop_plan.sent_width, crop_plan.sent_height, noise.next());
        Buffer file;
        REQUIRE(encode_png(answer.view(), kMiB, file).is_ok());
        ImageDecoder decoder({}, compositor);
        const size_t cut = noise.below(static_cast<uint32_t>(file.size()));
        REQUIRE(decoder.feed(Bytes(file).first(cut)).is_ok());
        REQUIRE(decoder.feed(Bytes(file).subspan(cut)).is_ok());
        REQUIRE(decoder.finish().is_ok());
        CAPTURE(round, width, height, wrap, crop_plan.is_scaled());
        REQUIRE(hash_outside(image.picture(), mask) == expected);
        REQUIRE(image.is_contract_kept);
    }
}

TEST_CASE(
    "rows are final as the answer arrives: those above at once, those below at its end",
    "[compositor]")
{
    const Pixels base = noisy(8, 20, 1);
    const Pixels answer = noisy(8, 6, 2);
    const EditPlan plan = plan_for(base, {}, {0, 5, 8, 6}, false);
    WatchedImage image;
    EditCompositor compositor(plan, image);
    PixelTarget target;
    REQUIRE(compositor.on_header({ImageFormat::png, 8, 6, false}, target).is_ok());
    CHECK(image.header->width == 8);
    CHECK(image.header->height == 20);
    std::memset(target.first_row, 7, size_t{8} * 6 * 4);
    REQUIRE(compositor.on_rows(0, 2).is_ok());
    CHECK(image.rows == 7);
    REQUIRE(compositor.on_rows(2, 5).is_ok());
    CHECK(image.rows == 10);
    REQUIRE(compositor.on_rows(5, 6).is_ok());
    CHECK(image.rows == 20);
    CHECK(image.is_contract_kept);
}

TEST_CASE("an answer of another size is scaled into the rectangle when it is whole", "[compositor]")
{
    const Pixels base = noisy(20, 20, 1);
    const Pixels answer = drawn(32, 32, [](uint32_t, uint32_t) { return Colour{10, 20, 30, 255}; });
    const EditPlan plan = plan_for(base, {}, {4, 6, 8, 8}, false);
    WatchedImage image;
    EditCompositor compositor(plan, image);
    REQUIRE(play(compositor, answer, 31).is_ok());
    const Pixels result = image.picture();
    CHECK(image.is_contract_kept);
    CHECK(at(result, 4, 6) == Colour{10, 20, 30, 255});
    CHECK(at(result, 11, 13) == Colour{10, 20, 30, 255});
    CHECK(at(result, 12, 13) == at(base, 12, 13));
    CHECK(at(result, 3, 6) == at(base, 3, 6));
}

TEST_CASE("a plan that contradicts itself is refused before anything is written", "[compositor]")
{
    const Pixels base = noisy(10, 10, 1);
    const Pixels answer = noisy(4, 4, 2);
    Coverage small;
    REQUIRE(small.allocate(9, 10).is_ok());
    const auto code = [&](const EditPlan &plan) {
        WatchedImage image;
        EditCompositor compositor(plan, image);
        Status status = play(compositor, answer, 4);
        CHECK(image.header.has_value() == status.is_ok());
        return status.code;
    };
    const StatusCode bad = StatusCode::invalid_argument;
    CHECK(code(plan_for(base, {}, {6, 6, 4, 4}, false)) == StatusCode::ok);
    CHECK(code(plan_for(base, {}, {7, 6, 4, 4}, true)) == StatusCode::ok);
    CHECK(code(plan_for(base, {}, {7, 6, 4, 4}, false)) == bad);
    CHECK(code(plan_for(base, {}, {0, 0, 11, 4}, true)) == bad);
    CHECK(code(plan_for(base, {}, {10, 0, 4, 4}, true)) == bad);
    CHECK(code(plan_for(base, {}, {0, 0, 0, 4}, true)) == bad);
    CHECK(code(plan_for(base, small, {0, 0, 4, 4}, true)) == bad);
    EditPlan plan = plan_for(base, {}, {0, 0, 5, 4}, false);
    plan.resample = nullptr;
    CHECK(code(plan) == bad);
    CHECK(code({}) == bad);
}

TEST_CASE("what downstream answers ends the pass", "[compositor]")
{
    const Pixels base = noisy(10, 10, 1);
    const EditPlan plan = plan_for(base, {}, {0, 0, 4, 4}, false);
    WatchedImage image;
    image.answer = {StatusCode::cancelled, "enough"};
    EditCompositor compositor(plan, image);
    CHECK(play(compositor, noisy(4, 4, 2), 2).code == StatusCode::cancelled);
    CHECK(image.rows == 2);
}
