// SPDX-License-Identifier: MIT
#include "texture/image_store.h"

#include <algorithm>
#include <new>
#include <string>
#include <utility>

namespace gesso::core {
namespace {

constexpr size_t kPixelAlignment = 64;

// Where freed memory is watched, all of it is given back, so that a late reader is caught.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr size_t kMaxSpares = 0;
#else
constexpr size_t kMaxSpares = 128;
#endif

uint32_t generation_of(uint64_t word)
{
    return static_cast<uint32_t>(word >> 32);
}

uint32_t references_of(uint64_t word)
{
    return static_cast<uint32_t>(word);
}

ImageId make_id(uint32_t generation, uint32_t index)
{
    return (uint64_t{generation} << 32) | (index + 1);
}

bool is_held(uint64_t word, ImageId image)
{
    return generation_of(word) == generation_of(image) && references_of(word) != 0;
}

size_t stride_for(uint32_t width, uint32_t alignment)
{
    const size_t packed = size_t{width} * 4;
    return (packed + alignment - 1) & ~size_t{alignment - 1};
}

// The first aligned place; the block has kPixelAlignment bytes more than are used.
uint8_t *aligned(void *block)
{
    const auto address = reinterpret_cast<uintptr_t>(block);
    return static_cast<uint8_t *>(block) + (kPixelAlignment - address % kPixelAlignment);
}

template <typename Blocks>
void free_all(const Blocks &blocks)
{
    for (const auto &spare : blocks)
        ::operator delete(spare.block);
}

Status outgrown(uint64_t byte_limit)
{
    return {
        StatusCode::limit_exceeded, "live images would outgrow limits.image_bytes (" +
                                        std::to_string(byte_limit) +
                                        " bytes): release images that are no longer shown"};
}

} // namespace

ImageStore::ImageStore(uint64_t byte_limit) : byte_limit_(byte_limit) {}

ImageStore::~ImageStore()
{
    free_all(spares_);
    for (const auto &chunk : owned_chunks_) {
        for (uint32_t i = 0; i < kChunkSlots; ++i)
            ::operator delete(chunk[i].block);
    }
}

ImageStore::Slot &ImageStore::slot_at(uint32_t index) const
{
    return chunks_[index / kChunkSlots].load(std::memory_order_acquire)[index % kChunkSlots];
}

// For callers that hold a reference: the slot is known to be there.
ImageStore::Slot &ImageStore::held(ImageId image) const
{
    return slot_at(static_cast<uint32_t>(image) - 1);
}

ImageStore::Slot *ImageStore::find(ImageId image) const
{
    const uint32_t number = static_cast<uint32_t>(image);
    if (number == 0 || number > kChunkSlots * kMaxChunks)
        return nullptr;
    Slot *chunk = chunks_[(number - 1) / kChunkSlots].load(std::memory_order_acquire);
    return chunk ? &chunk[(number - 1) % kChunkSlots] : nullptr;
}

bool ImageStore::take_slot(uint32_t &out_index)
{
    const std::lock_guard lock(free_mutex_);
    if (free_slots_.empty()) {
        if (owned_chunks_.size() == kMaxChunks)
            return false;
        const uint32_t first = static_cast<uint32_t>(owned_chunks_.size()) * kChunkSlots;
        owned_chunks_.push_back(std::make_unique<Slot[]>(kChunkSlots));
        chunks_[first / kChunkSlots].store(owned_chunks_.back().get(), std::memory_order_release);
        for (uint32_t i = kChunkSlots; i > 0; --i)
            free_slots_.push_back(first + i - 1);
    }
    out_index = free_slots_.back();
    free_slots_.pop_back();
    return true;
}

bool ImageStore::reserve_bytes(uint64_t bytes, bool is_limit_ignored)
{
    uint64_t live = live_bytes_.load(std::memory_order_relaxed);
    do {
        if (!is_limit_ignored && (bytes > byte_limit_ || live > byte_limit_ - bytes))
            return false;
    } while (!live_bytes_.compare_exchange_weak(live, live + bytes, std::memory_order_relaxed));
    return true;
}

Status ImageStore::reserve(uint64_t bytes)
{
    return reserve_bytes(bytes, false) ? Status() : outgrown(byte_limit_);
}

void ImageStore::unreserve(uint64_t bytes)
{
    live_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
}

// Aligned by hand: glibc before 2.38 does not use a freed block again for an aligned one of the
// same size.
void *ImageStore::take_block(size_t bytes)
{
    std::vector<Spare> surplus;
    void *block = nullptr;
    {
        const std::lock_guard lock(free_mutex_);
        const auto fit = std::find_if(spares_.begin(), spares_.end(), [&](const Spare &spare) {
            return spare.bytes == bytes;
        });
        if (fit != spares_.end()) {
            block = fit->block;
            spare_bytes_ -= bytes;
            spares_.erase(fit);
        }
        trim_spares(surplus);
    }
    free_all(surplus);
    return block ? block : ::operator new(bytes + kPixelAlignment, std::nothrow);
}

// The image that had it is no longer counted as live.
void ImageStore::give_block(void *block, size_t bytes)
{
    std::vector<Spare> surplus;
    {
        const std::lock_guard lock(free_mutex_);
        spares_.push_back({block, bytes});
        spare_bytes_ += bytes;
        trim_spares(surplus);
    }
    free_all(surplus);
}

void ImageStore::trim_spares(std::vector<Spare> &out_surplus)
{
    const uint64_t live = live_bytes();
    const uint64_t allowed = std::min(live, byte_limit_ - std::min(live, byte_limit_));
    while (!spares_.empty() && (spares_.size() > kMaxSpares || spare_bytes_ > allowed)) {
        out_surplus.push_back(spares_.front());
        spare_bytes_ -= spares_.front().bytes;
        spares_.erase(spares_.begin());
    }
}

uint64_t ImageStore::spare_bytes()
{
    const std::lock_guard lock(free_mutex_);
    return spare_bytes_;
}

Status ImageStore::create(const ImageSpec &spec, ImageId &out_image)
{
    const size_t stride = stride_for(spec.width, spec.layout.row_alignment);
    const size_t bytes = stride * spec.height;
    collect(); // what the host gave back serves this image, whenever the conductor looks next
    if (!reserve_bytes(bytes, spec.is_limit_ignored))
        return outgrown(byte_limit_);
    void *block = take_block(bytes);
    uint32_t index = 0;
    if (!block || !take_slot(index)) {
        ::operator delete(block);
        live_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
        return {
            StatusCode::out_of_memory,
            "no memory for an image of " + std::to_string(bytes) + " bytes"};
    }

    Slot &slot = slot_at(index);
    slot.block = block;
    slot.memory = aligned(block);
    slot.bytes = bytes;
    slot.stride = stride;
    slot.width = spec.width;
    slot.height = spec.height;
    slot.layout = spec.layout;
    slot.is_final = false;
    slot.preview_index = -1;
    slot.rows_final.store(0, std::memory_order_relaxed);
    slot.state.store(PassState::decoding, std::memory_order_relaxed);
    live_images_.fetch_add(1, std::memory_order_relaxed);

    const uint64_t word = slot.word.load(std::memory_order_relaxed);
    slot.word.store(word + 1, std::memory_order_release);
    out_image = make_id(generation_of(word), index);
    return {};
}

PixelTarget ImageStore::target(ImageId image) const
{
    const Slot &slot = held(image);
    PixelTarget target;
    target.order = slot.layout.order;
    const auto stride = static_cast<ptrdiff_t>(slot.stride);
    target.stride = slot.layout.is_bottom_first ? -stride : stride;
    target.first_row =
        slot.layout.is_bottom_first ? slot.memory + slot.stride * (slot.height - 1) : slot.memory;
    return target;
}

void ImageStore::publish_rows(ImageId image, uint32_t rows_final)
{
    held(image).rows_final.store(rows_final, std::memory_order_release);
}

void ImageStore::publish_complete(ImageId image, bool is_final, int32_t preview_index)
{
    Slot &slot = held(image);
    slot.is_final = is_final;
    slot.preview_index = preview_index;
    slot.rows_final.store(slot.height, std::memory_order_release);
    slot.state.store(PassState::complete, std::memory_order_release);
}

void ImageStore::publish_dropped(ImageId image)
{
    held(image).state.store(PassState::dropped, std::memory_order_release);
}

bool ImageStore::acquire(ImageId image, uint32_t references)
{
    Slot *slot = find(image);
    if (!slot)
        return false;
    uint64_t word = slot->word.load(std::memory_order_relaxed);
    do {
        if (!is_held(word, image))
            return false;
    } while (!slot->word.compare_exchange_weak(
        word, word + references, std::memory_order_acquire, std::memory_order_relaxed));
    return true;
}

void ImageStore::release(ImageId image, uint32_t references)
{
    Slot *slot = find(image);
    if (!slot)
        return;
    uint64_t word = slot->word.load(std::memory_order_relaxed);
    uint64_t next = 0;
    do {
        // A host that releases too often finds a stale id and changes nothing.
        if (!is_held(word, image) || references_of(word) < references)
            return;
        // The generation moves with the last release, so the id is stale from then on.
        next = references_of(word) == references ? (uint64_t{generation_of(word)} + 1) << 32
                                                 : word - references;
    } while (!slot->word.compare_exchange_weak(
        word, next, std::memory_order_acq_rel, std::memory_order_relaxed));
    if (references_of(next) == 0)
        push_garbage(static_cast<uint32_t>(image) - 1);
}

bool ImageStore::withdraw(ImageId image)
{
    Slot *slot = find(image);
    if (!slot)
        return false;
    uint64_t word = (uint64_t{generation_of(image)} << 32) | 1;
    const uint64_t next = (uint64_t{generation_of(image)} + 1) << 32;
    if (!slot->word.compare_exchange_strong(word, next, std::memory_order_acq_rel))
        return false;
    push_garbage(static_cast<uint32_t>(image) - 1);
    return true;
}

void ImageStore::push_garbage(uint32_t index)
{
    Slot &slot = slot_at(index);
    uint32_t head = garbage_.load(std::memory_order_relaxed);
    do {
        slot.next_garbage = head;
    } while (!garbage_.compare_exchange_weak(
        head, index + 1, std::memory_order_release, std::memory_order_relaxed));
}

void ImageStore::collect()
{
    if (!has_garbage())
        return;
    uint32_t number = garbage_.exchange(0, std::memory_order_acquire);
    while (number != 0) {
        Slot &slot = slot_at(number - 1);
        const uint32_t next = slot.next_garbage;
        slot.memory = nullptr;
        live_bytes_.fetch_sub(slot.bytes, std::memory_order_relaxed);
        give_block(std::exchange(slot.block, nullptr), slot.bytes);
        live_images_.fetch_sub(1, std::memory_order_relaxed);
        {
            const std::lock_guard lock(free_mutex_);
            free_slots_.push_back(number - 1);
        }
        number = next;
    }
}

PassNews ImageStore::look(ImageId image) const
{
    const Slot &slot = held(image);
    PassNews news;
    // State before rows: a complete image is never seen with fewer than all of its rows.
    news.state = slot.state.load(std::memory_order_acquire);
    news.rows_final = slot.rows_final.load(std::memory_order_acquire);
    news.width = slot.width;
    news.height = slot.height;
    if (news.state == PassState::complete) {
        news.is_final = slot.is_final;
        news.preview_index = slot.preview_index;
    }
    return news;
}

bool ImageStore::is_alive(ImageId image) const
{
    const Slot *slot = find(image);
    return slot && is_held(slot->word.load(std::memory_order_acquire), image);
}

bool ImageStore::view(ImageId image, ImagePixels &out_pixels)
{
    if (!acquire(image, 1))
        return false;
    const Slot &slot = held(image);
    out_pixels.pixels = slot.memory;
    out_pixels.stride = slot.stride;
    out_pixels.layout = slot.layout;
    out_pixels.news = look(image);
    release(image, 1);
    return true;
}

} // namespace gesso::core
