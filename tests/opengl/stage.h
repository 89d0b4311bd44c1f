// SPDX-License-Identifier: MIT
// A host for one test: a context, a bridge, and what its frames uploaded.
#pragma once

#include "context.h"
#include "gesso_opengl.h"
#include "jobs.h"
#include "pixels.h"
#include "support/catch.h"

#include <functional>

namespace gesso_test {

using gesso::opengl::Bridge;
using gesso::opengl::BridgeDesc;
using gesso::opengl::SlotId;
using gesso::opengl::SlotState;
using gesso::opengl::SlotView;
using gesso::opengl::UpdateReport;

constexpr uint64_t kUnlimited = UINT64_MAX;
constexpr int kMostFrames = 20000;

class Stage {
public:
    explicit Stage(const std::function<void(BridgeDesc &)> &tweak = {})
    {
        forget_images();
        forget_jobs();
        BridgeDesc desc;
        desc.client = fake_client();
        desc.get_proc_address = Context::proc;
        desc.pixels_per_update = 1 << 24;
        if (tweak)
            tweak(desc);
        std::string error;
        bridge = Bridge::create(desc, error);
        INFO(error);
        REQUIRE(bridge);
    }
    ~Stage()
    {
        bridge.reset();
        CHECK(fake_jobs().unreleased == 0);
        CHECK(fake_jobs().lent == 0);
        CHECK(gl.GetError() == GL_NO_ERROR);
    }
    Stage(const Stage &) = delete;
    Stage &operator=(const Stage &) = delete;

    SlotId watched(uint32_t before = 0, uint64_t request = 1)
    {
        const SlotId slot = bridge->add_slot({before, 0, true});
        REQUIRE(bridge->watch(slot, {request}, 0));
        return slot;
    }
    void give(const gesso_event &event) { bridge->on_event(event); }
    // As a host does it: what was polled, then the update.
    UpdateReport frame(uint64_t budget = kUnlimited)
    {
        for (const gesso_event &event : end_jobs())
            give(event);
        const uint64_t before = Context::uploaded_bytes();
        const UpdateReport report = bridge->update(budget);
        most_counted = std::max(most_counted, Context::uploaded_bytes() - before);
        counted += Context::uploaded_bytes() - before;
        bytes += report.bytes;
        most_bytes = std::max(most_bytes, report.bytes);
        most_pixels = std::max(most_pixels, report.pixels);
        return report;
    }
    // Until no slot has work left; the number of frames.
    int settle(uint64_t budget = kUnlimited)
    {
        int frames = 1;
        while (frame(budget).busy_slots > 0 && frames < kMostFrames)
            ++frames;
        REQUIRE(frames < kMostFrames);
        return frames;
    }
    std::vector<uint8_t> shown(SlotId slot, int level = 0)
    {
        return read_texture(bridge->view(slot).texture, level);
    }

    Context context;
    std::unique_ptr<Bridge> bridge;
    uint64_t bytes = 0, most_bytes = 0;     // as the bridge says
    uint64_t counted = 0, most_counted = 0; // as GL was given them
    uint32_t most_pixels = 0;
};

// Bytes of an image with all its levels.
inline uint64_t bytes_with_mips(uint32_t width, uint32_t height)
{
    uint64_t sum = uint64_t{4} * width * height;
    while (width > 1 || height > 1) {
        width = std::max(width / 2, 1U);
        height = std::max(height / 2, 1U);
        sum += uint64_t{4} * width * height;
    }
    return sum;
}

} // namespace gesso_test
