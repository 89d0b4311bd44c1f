// SPDX-License-Identifier: MIT
#include "client/original_keeper.h"

#include <utility>

namespace gesso::core {

OriginalKeeper::OriginalKeeper(
    ClientCore &core, RequestRecord &record, uint32_t lane, PassKind kind)
    : core_(core), record_(record), lane_(lane)
{
    const bool is_preview = kind == PassKind::preview;
    if (record.spool && (!is_preview || record.save.saves_previews)) {
        file_ = std::make_unique<SpoolFile>(*record.spool);
        if (Status begun = file_->begin(); !begun.is_ok())
            give_up_file(std::move(begun));
    }
    has_sink_ = record.sink.is_set() && kind == PassKind::final;
    // What goes to a sink is kept beside it until the sink has said that it has all of it.
    if (!file_ && !memory_ && !is_preview)
        memory_ = std::make_unique<RescueBuffer>(core.rescue);
}

OriginalKeeper::~OriginalKeeper()
{
    end_sink(false);
}

void OriginalKeeper::append(Bytes encoded)
{
    encoded_bytes_ += encoded.size();
    if (file_) {
        if (Status written = file_->on_bytes(encoded); !written.is_ok())
            give_up_file(std::move(written)); // with these bytes: the file has kept them
    } else if (memory_ && memory_status_.is_ok()) {
        memory_status_ = memory_->on_bytes(encoded);
    }
    if (!has_sink_ || has_sink_failed_ || !core_.gate.enter())
        return;
    const EncodedSink &sink = record_.sink;
    has_sink_failed_ =
        sink.write(sink.user, record_.id, lane_, encoded.data(), encoded.size()) != 0;
    core_.gate.leave();
}

void OriginalKeeper::end_sink(bool is_whole)
{
    if (!std::exchange(has_sink_, false) || !record_.sink.end || !core_.gate.enter())
        return;
    const EncodedSink &sink = record_.sink;
    const bool is_good = is_whole && !has_sink_failed_;
    if (sink.end(sink.user, record_.id, lane_, is_good ? 1 : 0) != 0)
        has_sink_failed_ = true;
    core_.gate.leave();
}

// From here on the bytes go to memory, those that the file had first.
void OriginalKeeper::give_up_file(Status status)
{
    core_.log.write(LogLevel::error, "saving: " + status.message);
    file_status_ = std::move(status);
    move_to_memory();
}

void OriginalKeeper::move_to_memory()
{
    memory_ = std::make_unique<RescueBuffer>(core_.rescue);
    memory_status_ = file_->recover(*memory_);
    file_.reset();
}

void OriginalKeeper::append_damaged(Bytes text)
{
    if (file_)
        move_to_memory();
    if (memory_ && memory_status_.is_ok() && !is_text_full_)
        is_text_full_ = !memory_->append_if_room(text);
}

std::unique_ptr<RescueBuffer> OriginalKeeper::take_damaged()
{
    end_sink(false);
    if (memory_ && !memory_status_.is_ok())
        core_.log.write(LogLevel::warning, memory_status_.message);
    return memory_status_.is_ok() ? std::move(memory_) : nullptr;
}

void OriginalKeeper::commit_file(const SavedPass &pass, ImageFormat format, Kept &kept)
{
    if (file_) {
        if (Status saved = file_->commit(pass, format, kept.path); !saved.is_ok()) {
            kept.path.clear();
            give_up_file(std::move(saved));
        }
    }
    kept.status = file_status_;
}

OriginalKeeper::Kept OriginalKeeper::commit_preview(uint32_t preview_number, ImageFormat format)
{
    Kept kept;
    if (file_ && record_.save.saves_previews)
        commit_file({lane_, preview_number}, format, kept);
    memory_.reset(); // a preview is not worth the memory
    return kept;
}

OriginalKeeper::Kept OriginalKeeper::commit_final(ImageFormat format)
{
    Kept kept;
    const bool had_sink = has_sink_;
    end_sink(true);
    const bool is_in_sink = had_sink && !has_sink_failed_;
    commit_file({lane_, 0}, format, kept);
    if (had_sink && !is_in_sink && kept.status.is_ok())
        kept.status = {StatusCode::save_failed, "the host's encoded_sink refused the image"};
    if (!kept.path.empty() || is_in_sink)
        return kept;
    if (memory_ && memory_status_.is_ok())
        kept.rescued = std::move(memory_);
    else if (kept.status.is_ok())
        core_.log.write(LogLevel::warning, memory_status_.message);
    else
        kept.status.message += "; nor could it be kept in memory: " + memory_status_.message;
    return kept;
}

} // namespace gesso::core
