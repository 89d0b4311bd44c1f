// SPDX-License-Identifier: MIT
// What a host lends to an edit and says about it, from submit to the worker that reads it.
#pragma once

#include "client/lent_picture.h"
#include "imaging/mask.h"
#include "request/edit.h"

#include <array>
#include <cstdint>
#include <string>

namespace gesso::core {

struct EditWish {
    MaskMeaning mask_meaning = MaskMeaning::automatic;
    uint32_t feather = 0;
    uint32_t crop_margin = 0;
    bool is_cropped = false;
    bool wrap = false;
    bool is_raw = false; // rows as the service sends them
    bool as_json = false;
    std::string input_fidelity;
};

class EditInputs {
public:
    // Takes over what the pictures of `desc` owe, without judging any: from here on each is given
    // back once, at the latest when this object goes. Answers what makes the list unreadable.
    Status owe(const gesso_request_desc &desc);
    // Judges and keeps them. Errors name the field.
    Status keep(ClientCore &core);
    // All at once; false, and none of them, when the client has been destroyed meanwhile.
    bool begin_reading();
    void end_reading();
    void give_back();

    uint32_t count() const { return count_; }
    bool has_mask() const { return has_mask_; }
    LentPicture &image(uint32_t index) { return images_[index]; }
    LentPicture &mask() { return mask_; }
    // GESSO_EVENT_INPUTS_RELEASED has to follow.
    bool is_announced() const { return is_announced_; }

private:
    std::array<LentPicture, kMaxEditImages> images_;
    LentPicture mask_;
    uint32_t count_ = 0;
    bool has_mask_ = false;
    bool is_announced_ = false;
};

// Everything else of an edit; `desc` has been judged as a request already.
Status take_edit_wish(const gesso_request_desc &desc, EditWish &out_wish);

} // namespace gesso::core
