// SPDX-License-Identifier: MIT
//
// gesso.hpp: a C++20 face over gesso.h. Header-only, no behaviour of its own: handles that give
// themselves back, std::span, std::chrono, std::string_view. Everything that gesso.h says about
// lifetimes, threads and errors holds here too; the names are the same without the prefix.
//
//     gesso::Client client;
//     gesso::Service service = client.make_service(service_desc);
//     gesso::Request request = client.submit(request_desc);
//     while (client.poll(event)) ...
#pragma once

#include "gesso/gesso.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace gesso {

// Thrown by constructors and make_* only; everything a frame calls answers with a gesso_result.
class Error : public std::runtime_error {
public:
    explicit Error(gesso_result result, const char *detail = gesso_last_error())
        : std::runtime_error(std::string(gesso_result_text(result)) + " (" + detail + ")"),
          result_(result)
    {}
    gesso_result result() const noexcept { return result_; }

private:
    gesso_result result_;
};

inline void check(gesso_result result)
{
    if (result < 0)
        throw Error(result);
}

// Milliseconds as the contract counts them; nothing is the default, max() is no limit.
inline uint32_t clock_ms(std::optional<std::chrono::milliseconds> time)
{
    if (!time)
        return 0;
    if (*time == std::chrono::milliseconds::max() || time->count() >= int64_t{GESSO_NO_LIMIT})
        return GESSO_NO_LIMIT;
    return time->count() < 1 ? 1u : static_cast<uint32_t>(time->count());
}

// One reference to the pixels of a pass. Movable; the destructor gives the reference back. It must
// not outlive its client.
class Image {
public:
    Image() = default;
    // Takes over the reference that an event brought.
    Image(gesso_client *client, gesso_image_id id) noexcept : client_(client), id_(id) {}
    Image(Image &&other) noexcept
        : client_(std::exchange(other.client_, nullptr)), id_(std::exchange(other.id_, {}))
    {}
    Image &operator=(Image &&other) noexcept
    {
        std::swap(client_, other.client_);
        std::swap(id_, other.id_);
        return *this;
    }
    Image(const Image &) = delete;
    Image &operator=(const Image &) = delete;
    ~Image()
    {
        if (client_ && id_.value != 0)
            gesso_image_release(client_, id_);
    }

    gesso_image_id id() const noexcept { return id_; }
    explicit operator bool() const noexcept { return id_.value != 0; }

    // A second owner.
    Image share() const
    {
        if (const gesso_result result = gesso_image_retain(client_, id_); result != GESSO_OK)
            throw Error(result, "the image is gone");
        return {client_, id_};
    }
    // Empty when the image is gone.
    std::optional<gesso_view> view() const
    {
        gesso_view view = gesso_view_init();
        if (!client_ || gesso_image_view(client_, id_, &view) != GESSO_OK)
            return std::nullopt;
        return view;
    }

private:
    gesso_client *client_ = nullptr;
    gesso_image_id id_{};
};

// What a content filter found; lives as long as the request.
inline std::span<const gesso_filter_category> categories(const gesso_error &error)
{
    return {error.categories, error.category_count};
}

// Image row y, counted from the top, of a view: width * 4 bytes. y must be below rows_final.
inline std::span<const uint8_t> row(const gesso_view &view, uint32_t y)
{
    const uint64_t place = view.row_order == GESSO_ROWS_BOTTOM_FIRST ? view.height - 1 - y : y;
    return {view.pixels + place * view.stride, size_t{view.width} * 4};
}

// ---- pictures to lend; see gesso_picture --------------------------------------------------------

// The bytes of a PNG, JPEG or WebP file.
inline gesso_picture encoded_picture(std::span<const uint8_t> file)
{
    gesso_picture picture = gesso_picture_init();
    picture.kind = GESSO_PICTURE_ENCODED;
    picture.data = file.data();
    picture.size = file.size();
    return picture;
}

// RGBA, top row first, tight rows; other layouts are set in what comes back.
inline gesso_picture pixel_picture(std::span<const uint8_t> pixels, uint32_t width, uint32_t height)
{
    gesso_picture picture = encoded_picture(pixels);
    picture.kind = GESSO_PICTURE_PIXELS;
    picture.width = width;
    picture.height = height;
    return picture;
}

// One byte a pixel: how much of it may change.
inline gesso_picture
coverage_picture(std::span<const uint8_t> coverage, uint32_t width, uint32_t height)
{
    gesso_picture picture = pixel_picture(coverage, width, height);
    picture.channels = 1;
    return picture;
}

inline gesso_picture image_picture(const Image &image)
{
    gesso_picture picture = gesso_picture_init();
    picture.kind = GESSO_PICTURE_IMAGE;
    picture.image = image.id();
    return picture;
}

// The pictures of an edit until they are submitted. An owner that is given along lives until Gesso
// has read its memory, whatever becomes of the request; without one the memory is copied when it
// is small and must outlive GESSO_EVENT_INPUTS_RELEASED when it is not.
class Pictures {
public:
    using Owner = std::shared_ptr<const void>;

    // The first one is the picture to be changed.
    Pictures &add(gesso_picture picture, Owner owner = {})
    {
        if (images_.size() == 16)
            throw Error(GESSO_ERROR_INVALID_ARGUMENT, "an edit takes at most 16 pictures");
        images_.reserve(images_.size() + 1); // so that what was handed over is never lost
        images_.push_back(hand_over(picture, std::move(owner)));
        return *this;
    }
    Pictures &set_mask(gesso_picture picture, Owner owner = {})
    {
        if (mask_)
            throw Error(GESSO_ERROR_INVALID_ARGUMENT, "an edit takes one mask");
        mask_ = hand_over(picture, std::move(owner));
        return *this;
    }

private:
    friend class Client; // which also lends the picture of a job

    static void release(void *user, const void *) { delete static_cast<Owner *>(user); }
    gesso_picture hand_over(gesso_picture picture, Owner owner)
    {
        if (!owner)
            return picture;
        owners_.reserve(owners_.size() + 1);
        owners_.push_back(std::make_unique<Owner>(std::move(owner)));
        picture.release = &Pictures::release;
        picture.user = owners_.back().get();
        return picture;
    }
    // `desc` refers to this object. Its pictures owe their release to gesso_submit from here on.
    void fill(gesso_request_desc &desc) noexcept
    {
        desc.operation = GESSO_OPERATION_EDIT;
        desc.images = images_.data();
        desc.image_count = static_cast<uint32_t>(images_.size());
        desc.mask = mask_ ? &*mask_ : nullptr;
        for (std::unique_ptr<Owner> &owner : owners_)
            static_cast<void>(owner.release());
        owners_.clear();
    }

    std::vector<gesso_picture> images_;
    std::optional<gesso_picture> mask_;
    std::vector<std::unique_ptr<Owner>> owners_;
};

// A request's record. The destructor gives the record back; it cancels nothing.
class Request {
public:
    Request() = default;
    Request(gesso_client *client, gesso_request_id id) noexcept : client_(client), id_(id) {}
    Request(Request &&other) noexcept
        : client_(std::exchange(other.client_, nullptr)), id_(std::exchange(other.id_, {}))
    {}
    Request &operator=(Request &&other) noexcept
    {
        std::swap(client_, other.client_);
        std::swap(id_, other.id_);
        return *this;
    }
    Request(const Request &) = delete;
    Request &operator=(const Request &) = delete;
    ~Request()
    {
        if (client_ && id_.value != 0)
            gesso_request_release(client_, id_);
    }

    gesso_request_id id() const noexcept { return id_; }
    explicit operator bool() const noexcept { return id_.value != 0; }

    gesso_result cancel(int32_t mode = GESSO_CANCEL_ABORT, int32_t output = GESSO_ALL_OUTPUTS)
    {
        return gesso_cancel(client_, id_, output, mode);
    }
    // The pointers inside live as long as this Request.
    gesso_request_info info() const
    {
        gesso_request_info info = gesso_request_info_init();
        check(gesso_request_get_info(client_, id_, &info));
        return info;
    }
    gesso_output_info output(uint32_t index) const
    {
        gesso_output_info info = gesso_output_info_init();
        check(gesso_output_get_info(client_, id_, index, &info));
        return info;
    }
    // Why it failed; nothing while it has not, or when it did not.
    std::optional<gesso_error> error(int32_t output = GESSO_ALL_OUTPUTS) const
    {
        gesso_error error = gesso_error_init();
        if (gesso_request_get_error(client_, id_, output, &error) != GESSO_OK)
            return std::nullopt;
        return error;
    }
    // Original bytes that are not on disk; empty when there are none.
    std::span<const uint8_t> bytes(uint32_t index) const
    {
        const uint8_t *data = nullptr;
        size_t size = 0;
        if (gesso_output_get_bytes(client_, id_, index, &data, &size) != GESSO_OK)
            return {};
        return {data, size};
    }

private:
    gesso_client *client_ = nullptr;
    gesso_request_id id_{};
};

// Whom to ask. The destructor forgets the service and wipes its secret.
class Service {
public:
    Service() = default;
    Service(gesso_client *client, const gesso_service_desc &desc) : client_(client)
    {
        check(gesso_service_create(client, &desc, &id_));
    }
    Service(Service &&other) noexcept
        : client_(std::exchange(other.client_, nullptr)), id_(std::exchange(other.id_, {}))
    {}
    Service &operator=(Service &&other) noexcept
    {
        std::swap(client_, other.client_);
        std::swap(id_, other.id_);
        return *this;
    }
    Service(const Service &) = delete;
    Service &operator=(const Service &) = delete;
    ~Service()
    {
        if (client_ && id_.value != 0)
            gesso_service_destroy(client_, id_);
    }

    gesso_service_id id() const noexcept { return id_; }
    void update(const gesso_service_desc &desc)
    {
        check(gesso_service_update(client_, id_, &desc));
    }

private:
    gesso_client *client_ = nullptr;
    gesso_service_id id_{};
};

// Pixels at work on Gesso's threads. The destructor forgets the job and what nobody took of it;
// before its event it cancels it.
class Job {
public:
    Job() = default;
    Job(gesso_client *client, gesso_job_id id) noexcept : client_(client), id_(id) {}
    Job(Job &&other) noexcept
        : client_(std::exchange(other.client_, nullptr)), id_(std::exchange(other.id_, {}))
    {}
    Job &operator=(Job &&other) noexcept
    {
        std::swap(client_, other.client_);
        std::swap(id_, other.id_);
        return *this;
    }
    Job(const Job &) = delete;
    Job &operator=(const Job &) = delete;
    ~Job()
    {
        if (client_ && id_.value != 0)
            gesso_job_release(client_, id_);
    }

    gesso_job_id id() const noexcept { return id_; }
    explicit operator bool() const noexcept { return id_.value != 0; }

    // The event that ends this job.
    bool is_end(const gesso_event &event) const noexcept
    {
        return event.type == GESSO_EVENT_JOB && id_.value != 0 && event.as.job.job == id_.value;
    }
    // The k-th image made. Empty before the job's event, when it failed, and when there is none.
    Image image(uint32_t k = 0) const
    {
        gesso_image_id image{};
        if (gesso_job_get_image(client_, id_, k, &image) != GESSO_OK)
            return {};
        return {client_, image};
    }
    // The bytes made; they live as long as this Job. Empty as above.
    std::span<const uint8_t> bytes() const
    {
        const uint8_t *data = nullptr;
        size_t size = 0;
        if (gesso_job_get_bytes(client_, id_, &data, &size) != GESSO_OK)
            return {};
        return {data, size};
    }

private:
    gesso_client *client_ = nullptr;
    gesso_job_id id_{};
};

// A job of that kind (GESSO_JOB_*) with everything else at its default.
inline gesso_job_desc job_desc(int32_t kind, const gesso_picture &picture, uint32_t flags = 0)
{
    gesso_job_desc desc = gesso_job_desc_init();
    desc.kind = kind;
    desc.picture = picture;
    desc.flags = flags;
    return desc;
}

// Owns the client and ends it. Everything above must be gone before its client.
class Client {
public:
    explicit Client(const gesso_client_desc &desc = gesso_client_desc_init())
    {
        check(gesso_client_create(GESSO_VERSION, &desc, &client_));
    }
    Client(Client &&other) noexcept : client_(std::exchange(other.client_, nullptr)) {}
    Client &operator=(Client &&other) noexcept
    {
        std::swap(client_, other.client_);
        return *this;
    }
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;
    ~Client() { gesso_client_destroy(client_, nullptr); }

    gesso_client *get() const noexcept { return client_; }

    Service make_service(const gesso_service_desc &desc) { return {client_, desc}; }
    Request submit(const gesso_request_desc &desc)
    {
        gesso_request_id id{};
        check(gesso_submit(client_, &desc, &id));
        return {client_, id};
    }
    // An edit; `desc` says everything but its pictures.
    Request submit(gesso_request_desc desc, Pictures pictures)
    {
        pictures.fill(desc);
        return submit(desc);
    }
    // A job on a picture. An owner that is given along lives until Gesso has read its memory, as
    // with Pictures.
    Job submit(gesso_job_desc desc, Pictures::Owner owner = {})
    {
        if (owner) {
            desc.picture.user = new Pictures::Owner(std::move(owner)); // gesso_job_submit's now
            desc.picture.release = &Pictures::release;
        }
        gesso_job_id id{};
        check(gesso_job_submit(client_, &desc, &id));
        return {client_, id};
    }
    // The program that sends what `desc` would send, in a language of GESSO_CODE_*.
    std::string code(const gesso_request_desc &desc, int32_t language) const
    {
        size_t needed = 0;
        check(gesso_request_code(client_, &desc, language, nullptr, 0, &needed));
        std::string text(needed, '\0');
        check(gesso_request_code(client_, &desc, language, text.data(), needed, &needed));
        text.resize(needed > 0 ? needed - 1 : 0); // without the NUL
        return text;
    }
    // True when `out_event` was written.
    bool poll(gesso_event &out_event) noexcept
    {
        return gesso_poll(client_, &out_event) == GESSO_OK;
    }
    // The image an event names, with the reference that its first event brings.
    Image adopt(const gesso_event &event) noexcept { return {client_, event.as.image.image}; }
    gesso_result close(int32_t mode = GESSO_CLOSE_DRAIN)
    {
        return gesso_client_close(client_, mode);
    }
    gesso_stats stats() const
    {
        gesso_stats stats = gesso_stats_init();
        check(gesso_get_stats(client_, &stats));
        return stats;
    }

private:
    gesso_client *client_ = nullptr;
};

} // namespace gesso
