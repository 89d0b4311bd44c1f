// SPDX-License-Identifier: MIT
#include "client/edit_request.h"

#include "client/client_core.h"

#include <algorithm>
#include <utility>

namespace gesso::core {

EditRequest::EditRequest(EditInputs inputs, EditWish host_wish)
    : wish(std::move(host_wish)), inputs_(std::move(inputs))
{
    // Two buffers of the base's size, as for what is generated.
    const PixelView base = inputs_.image(0).view();
    if (!wish.is_raw)
        expected_bytes_ = uint64_t{base.width} * base.height * 4 * 2;
}

Status EditRequest::validate(const GenerationAsk &fields, const ServiceRoute &route) const
{
    // Pictures about which nothing is known: what can be wrong with them shows on a worker.
    static constexpr uint8_t kUnread[1] = {};
    EditFile unread;
    unread.bytes = kUnread;
    unread.header.format = ImageFormat::png;
    EditAsk ask;
    ask.fields = fields;
    ask.images.assign(inputs_.count(), unread);
    if (inputs_.has_mask())
        ask.mask = unread;
    ask.input_fidelity = wish.input_fidelity;
    ask.as_json = wish.as_json;
    return validate_edit(ask, route);
}

std::shared_ptr<const PreparedEdit> EditRequest::prepare(
    ClientCore &core, uint32_t slot, const GenerationAsk &fields, const ServiceRoute &route,
    const std::function<bool()> &is_stopped, Status &out_status)
{
    const std::lock_guard lock(mutex_);
    out_status = failure_;
    if (prepared_ || !failure_.is_ok())
        return prepared_;
    if (!inputs_.begin_reading()) {
        out_status = {StatusCode::cancelled, "the client was destroyed"};
        return nullptr;
    }
    auto prepared = std::make_shared<PreparedEdit>(core.images);
    try {
        out_status =
            prepare_edit(inputs_, wish, fields, route, core.settings.limits, is_stopped, *prepared);
    } catch (const std::bad_alloc &) {
        out_status = {StatusCode::out_of_memory, "no memory left to prepare the pictures"};
    }
    inputs_.end_reading();
    if (out_status.code == StatusCode::cancelled)
        return nullptr; // perhaps only the output of this worker
    note_shortage(core, prepared->share.lacking());
    if (is_short_of_memory())
        return nullptr;
    failure_ = out_status;
    if (out_status.is_ok()) {
        held_bytes_ = prepared->share.bytes();
        prepared_ = std::move(prepared);
    }
    release_inputs(core, slot);
    return prepared_;
}

void EditRequest::note_shortage(const ClientCore &core, uint64_t needed)
{
    // What would not fit into an empty client is no shortage but a failure.
    is_short_ = needed != 0 && needed <= core.settings.limits.image_bytes;
    if (is_short_)
        expected_bytes_ = std::max(expected_bytes_.load(), needed);
}

void EditRequest::release_inputs(ClientCore &core, uint32_t slot)
{
    if (std::exchange(are_inputs_released_, true))
        return;
    inputs_.give_back();
    if (inputs_.is_announced())
        core.board.release_inputs(slot);
}

void EditRequest::finish(ClientCore &core, uint32_t slot)
{
    const std::lock_guard lock(mutex_);
    release_inputs(core, slot);
    prepared_.reset();
    held_bytes_ = 0;
}

} // namespace gesso::core
