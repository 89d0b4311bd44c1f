// SPDX-License-Identifier: MIT
#include "imaging/crop_plan.h"
#include "pictures.h"

#include <algorithm>

using namespace gesso::core;
using namespace gesso::test;

namespace {

constexpr std::string_view kThree[] = {"1024x1024", "1536x1024", "1024x1536", "auto"};
constexpr std::string_view kAuto[] = {"auto"};

ModelRules listed()
{
    ModelRules rules;
    rules.sizes = kThree;
    return rules;
}

ModelRules sixteenths()
{
    ModelRules rules;
    rules.size_rule = SizeRule::sixteenths;
    rules.sizes = kAuto;
    return rules;
}

CropPlan planned(const CropWish &wish, const ModelRules &rules)
{
    CropPlan plan;
    const Status status = plan_crop(wish, &rules, plan);
    CAPTURE(status.message);
    REQUIRE(status.is_ok());
    return plan;
}

CropWish whole(uint32_t width, uint32_t height)
{
    CropWish wish;
    wish.base_width = width;
    wish.base_height = height;
    return wish;
}

CropWish cropped(uint32_t width, uint32_t height, PixelRect mask, uint32_t margin = 0)
{
    CropWish wish = whole(width, height);
    wish.mask_bounds = mask;
    wish.is_cropped = true;
    wish.margin = margin;
    return wish;
}

bool is_sent(const CropPlan &plan, uint32_t width, uint32_t height)
{
    return plan.sent_width == width && plan.sent_height == height;
}

// Whether every pixel of `inner` lies in the rectangle, round the edges too.
bool holds(const PixelRect &rect, const PixelRect &inner, uint32_t width, uint32_t height)
{
    const uint32_t dx = (inner.x + width - rect.x) % width;
    const uint32_t dy = (inner.y + height - rect.y) % height;
    return (rect.width == width || dx + inner.width <= rect.width) &&
           (rect.height == height || dy + inner.height <= rect.height);
}

} // namespace

TEST_CASE("a whole base goes as it is where its size is legal, else at the nearest", "[crop_plan]")
{
    CHECK(is_sent(planned(whole(1024, 1024), listed()), 1024, 1024));
    CHECK_FALSE(planned(whole(1024, 1024), listed()).is_scaled());
    CHECK(is_sent(planned(whole(3000, 2000), listed()), 1536, 1024));
    CHECK(is_sent(planned(whole(400, 600), listed()), 1024, 1536));
    CHECK(is_sent(planned(whole(1920, 1080), sixteenths()), 1920, 1088));
    CHECK(is_sent(planned(whole(1536, 1024), sixteenths()), 1536, 1024));
    CHECK(is_sent(planned(whole(512, 512), sixteenths()), 816, 816));
    const CropPlan large = planned(whole(8192, 8192), sixteenths());
    CHECK(is_sent(large, 2880, 2880));
    CHECK(large.rect == PixelRect{0, 0, 8192, 8192});
    CHECK(large.scale_x < 0.36);
    const CropPlan slim = planned(whole(4000, 100), sixteenths());
    CHECK(slim.sent_width == 3 * slim.sent_height);
    CHECK(slim.scale_y > 5 * slim.scale_x);
}

TEST_CASE("a crop is the smallest legal rectangle round mask and context, unscaled", "[crop_plan]")
{
    const CropPlan plan = planned(cropped(4096, 4096, {2000, 1000, 200, 200}, 50), sixteenths());
    CHECK(is_sent(plan, 816, 816));
    CHECK_FALSE(plan.is_scaled());
    CHECK(plan.rect == PixelRect{1692, 692, 816, 816});

    const CropPlan wide = planned(cropped(4096, 4096, {100, 1000, 1500, 400}, 30), sixteenths());
    CHECK(is_sent(wide, 1568, 528)); // 464 would do for the mask, but not for the ratio of 3
    CHECK(wide.rect.x == 66);

    const CropPlan three = planned(cropped(4096, 4096, {100, 1000, 1400, 200}), listed());
    CHECK(is_sent(three, 1536, 1024));
    CHECK(three.is_scaled()); // context of a quarter, 350 pixels, to the right: 1850 in all
    const CropPlan near = planned(cropped(4096, 4096, {100, 1000, 1400, 200}, 20), listed());
    CHECK(is_sent(near, 1536, 1024));
    CHECK_FALSE(near.is_scaled());
}

TEST_CASE(
    "at the edge of the base the rectangle stays inside, or goes round a base that tiles",
    "[crop_plan]")
{
    CropWish wish = cropped(2048, 2048, {0, 2000, 48, 48}, 10);
    const CropPlan inside = planned(wish, listed());
    CHECK(inside.rect == PixelRect{0, 1024, 1024, 1024});
    wish.wrap = true;
    const CropPlan round = planned(wish, listed());
    CHECK_FALSE(round.is_scaled());
    CHECK(round.rect == PixelRect{1560, 1512, 1024, 1024});
}

TEST_CASE(
    "a base too small for any legal size is scaled, with as much of it as can be", "[crop_plan]")
{
    const CropPlan plan = planned(cropped(512, 512, {10, 10, 20, 20}), sixteenths());
    CHECK(is_sent(plan, 816, 816));
    CHECK(plan.rect == PixelRect{0, 0, 512, 512});
    CHECK(plan.scale_x == 816.0 / 512);
    CHECK(plan.scale_y == plan.scale_x);
}

TEST_CASE("a size that the host names is the size sent", "[crop_plan]")
{
    CropWish wish = cropped(4096, 4096, {2000, 2000, 10, 10}, 5);
    wish.wanted_width = 1536;
    wish.wanted_height = 1024;
    const CropPlan plan = planned(wish, sixteenths());
    CHECK(is_sent(plan, 1536, 1024));
    CHECK_FALSE(plan.is_scaled());
}

TEST_CASE("of an unknown model, or one without sizes, the rectangle goes as it is", "[crop_plan]")
{
    CropPlan plan;
    REQUIRE(plan_crop(cropped(500, 400, {100, 100, 40, 20}, 10), nullptr, plan).is_ok());
    CHECK(plan.rect == PixelRect{90, 90, 60, 40});
    CHECK_FALSE(plan.is_scaled());
    REQUIRE(plan_crop(whole(500, 400), nullptr, plan).is_ok());
    CHECK(plan.rect == PixelRect{0, 0, 500, 400});
}

TEST_CASE("what lies outside the base is refused", "[crop_plan]")
{
    CropPlan plan;
    const ModelRules rules = listed();
    CHECK(plan_crop({}, &rules, plan).code == StatusCode::invalid_argument);
    const StatusCode bad = StatusCode::invalid_argument;
    CHECK(plan_crop(cropped(100, 100, {90, 0, 20, 10}), &rules, plan).code == bad);
    CHECK(plan_crop(cropped(100, 100, {100, 0, 1, 1}), &rules, plan).code == bad);
    CHECK(plan_crop(cropped(100, 100, {0, 0, 101, 1}), &rules, plan).code == bad);
}

TEST_CASE("every plan is legal, lies in its base and holds the mask", "[crop_plan]")
{
    Noise noise{5};
    for (int round = 0; round < 60; ++round) {
        const uint32_t width = 1 + noise.below(round % 3 == 0 ? 300 : 5000);
        const uint32_t height = 1 + noise.below(round % 3 == 0 ? 300 : 5000);
        CropWish wish = cropped(width, height, {}, noise.below(100));
        wish.wrap = noise.below(2) == 0;
        PixelRect &mask = wish.mask_bounds;
        mask.width = 1 + noise.below(width);
        mask.height = 1 + noise.below(height);
        mask.x = noise.below(wish.wrap ? width : width - mask.width + 1);
        mask.y = noise.below(wish.wrap ? height : height - mask.height + 1);
        const bool is_listed = noise.below(2) == 0;
        const CropPlan plan = planned(wish, is_listed ? listed() : sixteenths());
        CAPTURE(round, width, height, mask.x, mask.y, mask.width, mask.height, wish.wrap);
        CAPTURE(plan.rect.x, plan.rect.y, plan.rect.width, plan.rect.height);
        CAPTURE(plan.sent_width, plan.sent_height);
        const PixelRect &rect = plan.rect;
        REQUIRE((rect.width <= width && rect.height <= height));
        REQUIRE((rect.x < width && rect.y < height));
        REQUIRE((wish.wrap || (rect.x + rect.width <= width && rect.y + rect.height <= height)));
        REQUIRE(holds(rect, mask, width, height));
        if (!is_listed) {
            const uint32_t pixels = plan.sent_width * plan.sent_height;
            REQUIRE((plan.sent_width % 16 == 0 && plan.sent_height % 16 == 0));
            REQUIRE((pixels >= 655'360 && pixels <= 8'294'400));
            REQUIRE(std::max(plan.sent_width, plan.sent_height) <= 3840);
        }
    }
}
