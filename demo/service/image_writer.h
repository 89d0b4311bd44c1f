// SPDX-License-Identifier: MIT
// Sends what a generation asked for: one JSON document, or a stream of events.
#pragma once

#include "blob_links.h"
#include "gate.h"
#include "http/responder.h"
#include "image_store.h"
#include "prompt_tags.h"

#include <atomic>
#include <chrono>
#include <string>

namespace loopback {

struct WriterSettings {
    int think_milliseconds = 0;
    bool is_gated = false;
    std::chrono::milliseconds gate_limit{30'000};
    std::string base_url;     // of published images
    int unfinished_polls = 2; // before a queued image is ready
    int link_seconds = 0;     // how long links live; 0: as long as the cloud's own
};

// The address of a picture, with the lifetime that the cloud gives it or the prompt asks for.
std::string publish_link(
    const WriterSettings &settings, BlobLinks &links, const Generation &generation,
    const SharedImage &image);

class ImageWriter {
public:
    ImageWriter(
        const WriterSettings &settings, ImageStore &store, BlobLinks &links, Gate &gate,
        std::atomic<uint64_t> &images)
        : settings_(settings), store_(store), links_(links), gate_(gate), images_(images)
    {}

    // `id` names the request at the gate. False when the client left or the line was cut.
    bool write(const Generation &generation, const std::string &id, Responder &responder);

private:
    struct Work;
    // Of an image: its previews and then itself.
    struct Pass {
        bool is_first;
        bool is_final;
    };

    bool write_document(Work &work);
    bool write_stream(Work &work);
    bool write_events_of_image(Work &work, int index);
    bool write_event(Work &work, int index, int preview, int64_t created);
    bool write_base64(Work &work, const EncodedImage &image, int index, Pass pass);
    bool think(const Work &work, int parts);

    const WriterSettings &settings_;
    ImageStore &store_;
    BlobLinks &links_;
    Gate &gate_;
    std::atomic<uint64_t> &images_;
};

} // namespace loopback
