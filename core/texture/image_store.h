// SPDX-License-Identifier: MIT
// Pixels with an owner: one image per pass (preview k of an output, or its final).
//
// Requirement: nothing that a host thread calls here locks, allocates or frees.
// How: an image lives in a slot whose one atomic word holds {generation, references}. An id names a
//      slot and a generation, so a reference can be added only while the image lives, and a stale
//      id is recognised without touching anything else. The last release bumps the generation and
//      puts the slot on a lock-free list; collect(), on a thread of ours, frees the memory.
// Data: slots sit in chunks that are never freed before the store, so reading a stale slot is safe.
#pragma once

#include "base/flow.h"
#include "base/image_refs.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace gesso::core {

struct PixelLayout {
    PixelOrder order = PixelOrder::rgba;
    bool is_bottom_first = false;
    uint32_t row_alignment = 4; // bytes, a power of two
};

struct ImageSpec {
    uint32_t width = 0;
    uint32_t height = 0;
    PixelLayout layout;
    bool is_limit_ignored = false; // a final is never lost to the byte budget
};

struct ImagePixels {
    const uint8_t *pixels = nullptr; // the row that comes first in memory
    size_t stride = 0;
    PixelLayout layout;
    PassNews news;
};

class ImageStore final : public ImageRefs {
public:
    explicit ImageStore(uint64_t byte_limit);
    ~ImageStore();
    ImageStore(const ImageStore &) = delete;
    ImageStore &operator=(const ImageStore &) = delete;

    // ---- threads of ours ----
    // One reference, the creator's. limit_exceeded when all live pixels would outgrow the budget,
    // out_of_memory when the system has none.
    Status create(const ImageSpec &spec, ImageId &out_image);
    // Memory beside the images that counts as theirs until it is unreserved. Errors: as create.
    Status reserve(uint64_t bytes);
    void unreserve(uint64_t bytes);
    // Where the creator writes; valid while it holds its reference.
    PixelTarget target(ImageId image) const;
    void publish_rows(ImageId image, uint32_t rows_final);
    void publish_complete(ImageId image, bool is_final, int32_t preview_index);
    void publish_dropped(ImageId image);
    // Frees what has been released. Cheap when there is nothing.
    void collect();
    // Takes the image back if the creator's reference is the only one: nobody has seen it.
    bool withdraw(ImageId image);

    // ---- any thread ----
    bool acquire(ImageId image, uint32_t references) override;
    void release(ImageId image, uint32_t references) override;
    PassNews look(ImageId image) const override;
    bool is_alive(ImageId image) const;
    bool view(ImageId image, ImagePixels &out_pixels);
    uint64_t live_bytes() const { return live_bytes_.load(std::memory_order_relaxed); }
    uint32_t live_images() const { return live_images_.load(std::memory_order_relaxed); }
    uint64_t spare_bytes(); // threads of ours
    bool has_garbage() const { return garbage_.load(std::memory_order_relaxed) != 0; }

private:
    struct Slot {
        std::atomic<uint64_t> word{uint64_t{1} << 32}; // generation : references

        // Written by the creator before the id is handed out, read by holders of a reference.
        void *block = nullptr;     // what was allocated
        uint8_t *memory = nullptr; // aligned, inside the block
        size_t bytes = 0;
        size_t stride = 0;
        uint32_t width = 0;
        uint32_t height = 0;
        PixelLayout layout;
        bool is_final = false; // written before state becomes complete
        int32_t preview_index = -1;

        std::atomic<uint32_t> rows_final{0};
        std::atomic<PassState> state{PassState::decoding};
        uint32_t next_garbage = 0; // owned by whoever released last, then by collect()
    };
    static constexpr uint32_t kChunkSlots = 256;
    static constexpr uint32_t kMaxChunks = 256;

    Slot *find(ImageId image) const;
    Slot &held(ImageId image) const;
    Slot &slot_at(uint32_t index) const;
    bool take_slot(uint32_t &out_index);
    bool reserve_bytes(uint64_t bytes, bool is_limit_ignored);
    void push_garbage(uint32_t index);
    void *take_block(size_t bytes);
    void give_block(void *block, size_t bytes);

    const uint64_t byte_limit_;
    std::atomic<uint64_t> live_bytes_{0};
    std::atomic<uint32_t> live_images_{0};
    std::array<std::atomic<Slot *>, kMaxChunks> chunks_{};
    std::atomic<uint32_t> garbage_{0}; // index + 1 of the first slot, 0: none

    std::mutex free_mutex_; // between threads of ours only
    std::vector<uint32_t> free_slots_;
    std::vector<std::unique_ptr<Slot[]>> owned_chunks_;

    // Blocks of images that are gone, for the next ones of the same size: a stream's passes take
    // turns in two, and an allocator that cut small pieces out of one would have to find a third.
    // No more bytes than live images have, so a store without images holds none; nor more than the
    // budget leaves.
    struct Spare {
        void *block;
        size_t bytes;
    };
    void trim_spares(std::vector<Spare> &out_surplus);
    std::vector<Spare> spares_; // the oldest first
    uint64_t spare_bytes_ = 0;
};

} // namespace gesso::core
