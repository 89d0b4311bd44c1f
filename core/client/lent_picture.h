// SPDX-License-Identifier: MIT
// A gesso_picture on our side: judged, and given back exactly once.
#pragma once

#include "base/limits.h"
#include "base/pixels.h"
#include "client/lent_book.h"
#include "texture/image_store.h"

#include "gesso/gesso.h"

#include <memory>
#include <string>
#include <vector>

namespace gesso::core {

struct ClientCore; // whose record may hold pictures

enum class PictureUse : uint8_t { picture, mask }; // only a mask may have one channel

// What is no larger and comes without `release` is copied.
inline constexpr uint64_t kCopiedPictureBytes = 256u << 10;

class LentPicture {
public:
    LentPicture() = default;
    // From here on `host.release` is owed: at the latest when this object goes. `host` is complete
    // (abi.h, read_struct).
    explicit LentPicture(const gesso_picture &host) : host_(host), is_owed_(true) {}
    LentPicture(LentPicture &&other) noexcept;
    LentPicture &operator=(LentPicture &&other) noexcept;
    ~LentPicture() { give_back(); }

    // Judges every field and keeps what it describes: a copy, a loan, or a reference to an image.
    // Messages begin with `name`: "images[2].stride ...". The core must outlive the picture. Host
    // thread; costs at most a copy of 256 KiB.
    Status keep(const std::string &name, PictureUse use, ClientCore &core);

    // ---- once it is kept, on threads of ours ----
    // False when the client has been destroyed meanwhile: the memory must not be touched.
    bool begin_reading() { return !loan_ || loan_->begin_reading(); }
    void end_reading()
    {
        if (loan_)
            loan_->end_reading();
    }
    // Ends the loan: file() and view() are nothing from then on. Any number of times.
    void give_back();

    bool is_encoded() const { return host_.kind == GESSO_PICTURE_ENCODED; }
    Bytes file() const;                      // of an encoded one
    PixelView view() const;                  // of the others
    ImageId image() const { return image_; } // 0 unless it is one
    // Neither copied nor with a `release`: GESSO_EVENT_INPUTS_RELEASED has to announce its end.
    bool is_announced() const { return loan_ && !host_.release; }

private:
    Status keep_file(const std::string &name, const Limits &limits);
    Status keep_pixels(const std::string &name, PictureUse use, const Limits &limits);
    Status keep_image(const std::string &name, ClientCore &core);

    gesso_picture host_{};
    bool is_owed_ = false; // and not yet a loan
    std::unique_ptr<LentBook::Loan> loan_;
    std::vector<uint8_t> copy_;
    ImageStore *images_ = nullptr;
    ImageId image_ = 0;
    PixelView view_;
};

} // namespace gesso::core
