// SPDX-License-Identifier: MIT
// Keeps the original encoded bytes of one pass while they arrive: in a file, in the host's own
// sink, or, when there is neither or when one failed, in memory. This is promise 2.
#pragma once

#include "client/client_core.h"
#include "library/rescue_buffer.h"
#include "library/spool.h"

#include <cstdint>
#include <memory>
#include <string>

namespace gesso::core {

class OriginalKeeper {
public:
    // A preview is kept only in a file and only when the request asks for that.
    OriginalKeeper(ClientCore &core, RequestRecord &record, uint32_t lane, PassKind kind);
    ~OriginalKeeper(); // keeps nothing that was not committed

    // Never fails: what cannot be written is kept in memory and told at the end.
    void append(Bytes encoded);

    // The image is damaged here, and this is its text from there on, as it came. From now on
    // everything is kept in memory alone: half an image is no file.
    void append_damaged(Bytes text);
    // What append() and append_damaged() took; null when the memory for it is used up.
    std::unique_ptr<RescueBuffer> take_damaged();

    // Where the bytes are: status is ok, or says why they are not where the host wanted them.
    struct Kept {
        Status status;
        std::string path;                      // "" unless in a file
        std::unique_ptr<RescueBuffer> rescued; // null unless they are nowhere else
    };
    Kept commit_preview(uint32_t preview_number, ImageFormat format);
    Kept commit_final(ImageFormat format);

    uint64_t encoded_bytes() const { return encoded_bytes_; }

private:
    void end_sink(bool is_whole);
    void give_up_file(Status status);
    void move_to_memory();
    void commit_file(const SavedPass &pass, ImageFormat format, Kept &kept);

    ClientCore &core_;
    RequestRecord &record_;
    const uint32_t lane_;
    std::unique_ptr<SpoolFile> file_;
    std::unique_ptr<RescueBuffer> memory_;
    Status memory_status_;
    Status file_status_; // why there is no file although one was wanted
    bool has_sink_ = false;
    bool has_sink_failed_ = false;
    bool is_text_full_ = false;
    uint64_t encoded_bytes_ = 0;
};

} // namespace gesso::core
