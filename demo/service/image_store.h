// SPDX-License-Identifier: MIT
// Pictures that were painted and encoded, kept for a repeat.
#pragma once

#include "rules/generation.h"

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace loopback {

struct EncodedImage {
    std::string bytes;
    std::string base64;
    std::string_view content_type;
};
using SharedImage = std::shared_ptr<const EncodedImage>;

class ImageStore {
public:
    // Paints unless an equal picture is kept; nothing where memory is short. `coarseness` 0 is the
    // final picture.
    SharedImage get(const Generation &generation, int index, int coarseness);

private:
    struct Kept {
        std::string name;
        SharedImage image;
    };

    SharedImage find_kept(const std::string &name);
    void keep(const std::string &name, const SharedImage &image);

    std::mutex mutex_;
    std::condition_variable painter_left_;
    int painters_ = 0;
    size_t kept_bytes_ = 0;
    std::list<Kept> kept_; // most recently used first
};

std::string random_hex(int bytes);

} // namespace loopback
