// SPDX-License-Identifier: MIT
// From the pictures that a host lent to what is sent and what the answer is pasted into. Worked out
// once a request, shared by its POSTs.
#pragma once

#include "client/edit_inputs.h"
#include "client/edit_picture.h"
#include "composite/edit_compositor.h"
#include "request/edit.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gesso::core {

// Read only once it is made.
class PreparedEdit {
public:
    explicit PreparedEdit(ImageStore &images) : share(images), images_(images) {}
    ~PreparedEdit() { images_.release(base_image_, 1); }
    PreparedEdit(const PreparedEdit &) = delete;
    PreparedEdit &operator=(const PreparedEdit &) = delete;

    struct File {
        std::vector<uint8_t> bytes;
        ImageHeader header;
    };
    // The files lend their bytes: valid while this lives.
    EditAsk ask(const EditWish &wish, const GenerationAsk &fields) const;
    // False: rows as the service sends them.
    bool is_composited() const { return !plan.base.is_empty(); }

    // Keeps an image of the client that is pasted into; the caller holds a reference meanwhile.
    void hold_base(ImageId image);

    MemoryShare share; // of all that is below
    std::vector<File> files;
    std::optional<File> mask;
    std::string size; // to ask for; empty: the host's word
    EditPlan plan;    // into `base` or an image that is held, and `weights`
    Pixels base;
    Coverage weights;

private:
    ImageStore &images_;
    ImageId base_image_ = 0;
};

// Reads `inputs`, which the caller has begun to read. `is_stopped` is asked between steps of the
// work; it ends with `cancelled` then.
//
// Errors: refused, naming the picture, for what is wrong with one; limit_exceeded, out_of_memory.
Status prepare_edit(
    EditInputs &inputs, const EditWish &wish, const GenerationAsk &fields,
    const ServiceRoute &route, const Limits &limits, const std::function<bool()> &is_stopped,
    PreparedEdit &out_edit);

} // namespace gesso::core
