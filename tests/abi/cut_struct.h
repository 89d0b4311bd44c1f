// SPDX-License-Identifier: MIT
// A struct of gesso.h as a host of another version has it: its first bytes alone, or with a tail
// that this library does not know.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

namespace gesso_test {

// `size` bytes that end where readable memory ends: one byte too far is a crash in every build.
// Sizes that would leave the struct unaligned live in a heap block of that size, where a sanitizer
// sees the same.
class TightBlock {
public:
    explicit TightBlock(size_t size) : size_(size)
    {
        const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
        mapped_ = (size + page - 1) / page * page + page;
        void *memory =
            mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            throw std::bad_alloc();
        pages_ = static_cast<uint8_t *>(memory);
        mprotect(pages_ + mapped_ - page, page, PROT_NONE);
        block_ = size % 8 == 0 ? pages_ + mapped_ - page - size
                               : static_cast<uint8_t *>(std::malloc(size));
    }
    ~TightBlock()
    {
        if (size_ % 8 != 0)
            std::free(block_);
        munmap(pages_, mapped_);
    }
    TightBlock(const TightBlock &) = delete;
    TightBlock &operator=(const TightBlock &) = delete;

    uint8_t *bytes() const { return block_; }
    size_t size() const { return size_; }

private:
    size_t size_;
    size_t mapped_ = 0;
    uint8_t *pages_ = nullptr;
    uint8_t *block_ = nullptr;
};

// The first `size` bytes of `value`, or all of them and a tail of 0xa5; struct_size says `size`.
template <typename T>
class CutStruct {
public:
    CutStruct(const T &value, size_t size) : block_(size)
    {
        std::memset(block_.bytes(), kTail, size);
        std::memcpy(block_.bytes(), &value, std::min(size, sizeof(T)));
        const auto said = static_cast<uint32_t>(size);
        std::memcpy(block_.bytes(), &said, sizeof(said));
    }

    T *get() const { return reinterpret_cast<T *>(block_.bytes()); }
    const uint8_t *bytes() const { return block_.bytes(); }
    uint32_t said_size() const
    {
        uint32_t size = 0;
        std::memcpy(&size, block_.bytes(), sizeof(size));
        return size;
    }
    bool has_its_tail() const
    {
        return std::all_of(
            block_.bytes() + std::min(block_.size(), sizeof(T)), block_.bytes() + block_.size(),
            [](uint8_t byte) { return byte == kTail; });
    }

private:
    static constexpr uint8_t kTail = 0xa5;
    TightBlock block_;
};

} // namespace gesso_test
