// SPDX-License-Identifier: MIT
//
// gesso_opengl.h: textures of an OpenGL 3.2+ host that fill while the image service is sending.
//
// The bridge turns the events of gesso.h into uploads: new rows only, within a number of bytes that
// the host allows per frame, through pixel-unpack buffers, into sRGB textures; then a mip chain,
// which Gesso's own threads make.
//
//     auto bridge = gesso::opengl::Bridge::create(desc, error);
//     SlotId wall = bridge->add_slot({.before = checker_texture});
//     gesso_submit(client, &request, &id);
//     bridge->watch(wall, id);
//     each frame:
//         while (gesso_poll(client, &event) == GESSO_OK) {
//             bridge->on_event(event);      // first the bridge, which takes its own references
//             my_own_handling(event);       // then the host, which gives its own back
//         }
//         bridge->update(512 << 10);        // uploads at most that many bytes
//         glBindTexture(GL_TEXTURE_2D, bridge->view(wall).texture);
//
// Conventions, true for everything below unless it says otherwise:
//
//   Slots      A place in the host's scene, such as the wall's albedo. A slot shows a defined
//              picture at every moment: what was there before, then the new rows over it as they
//              arrive, then the finished image. A request that is refused, fails or is cancelled,
//              and an image that is dropped, put back what was there before.
//   Textures   GL_TEXTURE_2D, GL_SRGB8_ALPHA8, wrapped (GL_REPEAT), linear filters. Level 0 alone
//              while rows arrive; all levels once the mip chain is in. Texture row 0 is the row
//              that comes first in memory (gesso_request_desc.row_order).
//   Names      A texture's name belongs to the bridge and may change in update(), watch(), show()
//              and put_back(): ask view() after them, every frame. Never delete it.
//   Frames     update() uploads at most its budget. Mips are a gesso_job_*, averaged as for a
//              texture that repeats: nothing is computed in a frame but the scaling of an image
//              that is too large, and of that BridgeDesc::pixels_per_update pixels. A job that is
//              refused or fails leaves the texture without mips, and SlotView::mips_result says so.
//   GL state   Whatever a function here touches is put back before it returns. Call outside
//              conditional rendering and transform feedback. glGetError is called only when GL has
//              refused memory, to take that error away; the picture is then made smaller.
//   Threads    One thread: the one on which the context is current and which polls the client.
//   Context    on_event and view need none. The other functions need the context to be current,
//              except between context_lost and context_restored, when they make no GL call.
#pragma once

#include "gesso/gesso.h"

#include <cstdint>
#include <memory>
#include <string>

namespace gesso::opengl {

using GlProc = void (*)();
// What the host's windowing library offers: glfwGetProcAddress fits as it is.
using GetProcAddress = GlProc (*)(const char *name);

struct BridgeDesc {
    gesso_client *client = nullptr;            // required; must outlive the bridge
    GetProcAddress get_proc_address = nullptr; // required; called in create and context_restored
    // A larger image is scaled down by a whole number (SlotView::divisor). 0: what the device
    // takes.
    uint32_t max_texture_side = 0;
    // Pixels that one update() may compute for scaling: 32,768 take about 0.2 ms. One row is always
    // allowed.
    uint32_t pixels_per_update = 32768;
    bool builds_mips = true;
    // Keep a reference to each finished image, so that a lost context can be filled again. Without
    // it the memory is given back after the upload, and such a slot returns to what was before.
    bool keeps_pixels = true;
    uint8_t fill[4] = {118, 118, 118, 255}; // sRGB, where there was nothing before
};

struct SlotDesc {
    // What the slot shows before: a complete 2D texture of the host's; 0: the fill colour.
    uint32_t before = 0;
    uint32_t max_side = 0; // bounds this slot's texture, e.g. 128 for a thumbnail; 0: the bridge's
    // False: GL_RGBA8 instead of GL_SRGB8_ALPHA8, for a user interface that draws bytes as they
    // are.
    bool is_srgb = true;
};

struct SlotId {
    uint32_t value = 0; // never reused; 0 is no slot. An unknown id is a quiet no-op
};

enum class SlotState {
    resting,   // shows a finished picture, or what the host had there
    waiting,   // watches a request of which no row has come
    arriving,  // shows rows of an image that is still being received
    finishing, // the image is whole; the rest of it or its mips are being uploaded
};

struct SlotView {
    uint32_t texture = 0; // never 0 while there is a context
    uint32_t width = 0;   // of that texture; 0 when it is the host's own
    uint32_t height = 0;
    uint32_t image_width = 0; // of the image it is made from; 0: none
    uint32_t image_height = 0;
    uint32_t rows = 0;    // rows of the texture that hold the newest image
    uint32_t divisor = 1; // 2 and more: too large for the device, shown at 1/divisor
    // GL had no memory for all of it: smaller than it might be, without mips, or what was before.
    bool is_short_of_memory = false;
    uint32_t levels = 1;                 // levels that can be sampled
    gesso_result mips_result = GESSO_OK; // why the mips were not made; levels is 1 then
    SlotState state = SlotState::resting;
    gesso_result result = GESSO_OK; // how the last watched request ended for this slot
};

struct UpdateReport {
    uint64_t bytes = 0;         // uploaded by this call, never above its budget
    uint64_t pending_bytes = 0; // known to be left for later ones; rows to come are not known
    uint32_t pixels = 0;        // computed for scaling
    uint32_t busy_slots = 0;
};

class Bridge {
public:
    // Null: `out_error` says which function of OpenGL 3.2 is missing. Takes a few milliseconds once
    // (tables), so make it while loading.
    static std::unique_ptr<Bridge> create(const BridgeDesc &desc, std::string &out_error);
    virtual ~Bridge() = default; // deletes its textures, so the context must be current

    virtual SlotId add_slot(const SlotDesc &desc) = 0;
    virtual void remove_slot(SlotId slot) = 0;
    // The host's texture was replaced, or made again after a lost context.
    virtual void set_before(SlotId slot, uint32_t before) = 0;

    // From now on the slot shows what arrives for that output. A request watched before goes on
    // without the slot. Several slots may watch one output. False: no such slot.
    virtual bool watch(SlotId slot, gesso_request_id request, int32_t output = 0) = 0;
    // Shows an image that the host holds a reference to, for example an earlier result.
    virtual bool show(SlotId slot, gesso_image_id image) = 0;
    // Stops watching and shows what was there before; a finished picture stays.
    virtual void put_back(SlotId slot) = 0;

    // Every event that gesso_poll gives, GESSO_EVENT_JOB too, before the host releases its
    // reference. Makes no GL call.
    virtual void on_event(const gesso_event &event) = 0;
    // Once a frame. Fair between slots; UINT64_MAX uploads all there is.
    virtual UpdateReport update(uint64_t byte_budget) = 0;
    virtual SlotView view(SlotId slot) const = 0;

    // The context is gone, and all names with it: forget them without a GL call.
    virtual void context_lost() = 0;
    // A new context is current. The next updates fill the textures again from the CPU's pixels.
    virtual bool context_restored(std::string &out_error) = 0;
};

// One line for a person when the picture is not shown as it came ("4096 x 4096 is more than this
// device takes: shown at 1/2"), else empty.
std::string remark(const SlotView &view);

} // namespace gesso::opengl
