// SPDX-License-Identifier: MIT
// A place in the host's scene: what it shows, what was there before, and what it waits for. Makes
// no GL call of its own; what it lets go of is deleted by the bridge.
#pragma once

#include "gesso_opengl.h"
#include "picture.h"

#include <memory>
#include <vector>

namespace gesso::opengl {

class Slot {
public:
    Slot(uint32_t id, GlName before, const PictureLimits &limits)
        : before_(before), id_(id), limits_(limits)
    {}

    [[nodiscard]] uint32_t id() const { return id_; }
    void set_before(GlName before) { before_ = before; }
    [[nodiscard]] GlName before() const { return before_; }

    void watch(gesso_request_id request, int32_t output, std::vector<GlName> &out_retired);
    void show(Image image, std::vector<GlName> &out_retired);
    void put_back(std::vector<GlName> &out_retired);
    void on_event(gesso_client *client, const gesso_event &event, std::vector<GlName> &out_retired);
    // Once its texture is there, a finished picture takes the place of the one before.
    void settle(std::vector<GlName> &out_retired);
    void forget_textures();
    void retire_all(std::vector<GlName> &out_retired);

    // Those with work to do, the newest first.
    [[nodiscard]] std::vector<Picture *> pictures() const;
    // Null: the host's own.
    [[nodiscard]] const Picture *visible() const;
    [[nodiscard]] bool is_short_of_memory() const;
    // What lies beneath the newest picture.
    [[nodiscard]] const Picture *settled() const
    {
        return settled_ && settled_->shown().texture != 0 ? settled_.get() : nullptr;
    }
    [[nodiscard]] SlotState state() const;
    [[nodiscard]] gesso_result result() const { return result_; }

private:
    void on_image(gesso_client *client, const gesso_event &event);
    void
    on_dropped(gesso_client *client, const gesso_event &event, std::vector<GlName> &out_retired);
    void on_end(gesso_result result, std::vector<GlName> &out_retired);
    void retire(std::unique_ptr<Picture> &picture, std::vector<GlName> &out_retired);

    GlName before_;
    uint32_t id_;
    PictureLimits limits_;
    gesso_request_id request_{};
    int32_t output_ = 0;
    bool is_watching_ = false;
    bool has_final_ = false; // of the request that is watched
    gesso_result result_ = GESSO_OK;
    Image complete_; // the newest whole preview: a dropped pass may fall back to it
    std::unique_ptr<Picture> settled_; // finished, or on the way to it
    std::unique_ptr<Picture> live_;    // being received; what it replaces stays beneath it
};

} // namespace gesso::opengl
