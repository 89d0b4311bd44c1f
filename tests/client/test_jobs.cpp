// SPDX-License-Identifier: MIT
// gesso_job_*: pictures at work on threads of Gesso's own.
#include "base/pixels.h"
#include "host.h"
#include "imaging/mips.h"
#include "imaging/png_writer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>

using namespace gesso_test;
using gesso::core::Pixels;

namespace {

Pixels painted(uint32_t width, uint32_t height, bool is_opaque = false)
{
    Pixels pixels;
    REQUIRE(pixels.allocate(width, height).is_ok());
    for (uint32_t y = 0; y < height; ++y) {
        for (uint32_t x = 0; x < width; ++x) {
            uint8_t *to = pixels.row(y) + size_t{4} * x;
            to[0] = static_cast<uint8_t>(x * 7 + y);
            to[1] = static_cast<uint8_t>(x ^ y);
            to[2] = static_cast<uint8_t>(y * 3);
            to[3] = static_cast<uint8_t>(is_opaque ? 255 : x + 2 * y);
        }
    }
    return pixels;
}

std::vector<uint8_t> png_of(const Pixels &pixels)
{
    std::vector<uint8_t> file;
    REQUIRE(gesso::core::encode_png(pixels.view(), uint64_t{1} << 30, file).is_ok());
    return file;
}

// A picture with a camera's word about its orientation.
std::vector<uint8_t> turned_png(const Pixels &pixels, uint8_t orientation)
{
    std::vector<uint8_t> file = png_of(pixels);
    // Its checksum is not looked at: the chunk is ancillary.
    std::vector<uint8_t> chunk = {0, 0,           0, 26, 'e', 'X', 'I',  'f', 'M', 'M', 0, 42, 0,
                                  0, 0,           8, 0,  1,   1,   0x12, 0,   3,   0,   0, 0,  1,
                                  0, orientation, 0, 0,  0,   0,   0,    0,   0,   0,   0, 0};
    file.insert(file.begin() + 33, chunk.begin(), chunk.end());
    return file;
}

gesso_picture encoded(const std::vector<uint8_t> &file)
{
    gesso_picture picture = gesso_picture_init();
    picture.kind = GESSO_PICTURE_ENCODED;
    picture.data = file.data();
    picture.size = file.size();
    return picture;
}

gesso_picture lent(const Pixels &pixels)
{
    gesso_picture picture = gesso_picture_init();
    picture.kind = GESSO_PICTURE_PIXELS;
    picture.data = pixels.data();
    picture.size = pixels.size();
    picture.width = pixels.width();
    picture.height = pixels.height();
    return picture;
}

struct Releases {
    std::atomic<int> count{0};
    static void note(void *user, const void *) { ++static_cast<Releases *>(user)->count; }
    void watch(gesso_picture &picture)
    {
        picture.release = note;
        picture.user = this;
    }
};

class JobHost {
public:
    explicit JobHost(const std::function<void(gesso_limits &)> &tweak = {})
    {
        gesso_limits limits = gesso_limits_init();
        limits.max_in_flight = 1;
        if (tweak)
            tweak(limits);
        gesso_client_desc desc = gesso_client_desc_init();
        desc.limits = &limits;
        REQUIRE(gesso_client_create(GESSO_VERSION, &desc, &client) == GESSO_OK);
    }
    ~JobHost() { gesso_client_destroy(client, nullptr); }
    JobHost(const JobHost &) = delete;
    JobHost &operator=(const JobHost &) = delete;

    gesso_result try_submit(
        int32_t kind, const gesso_picture &picture, gesso_job_id &out_job,
        const std::function<void(gesso_job_desc &)> &tweak = {})
    {
        gesso_job_desc desc = gesso_job_desc_init();
        desc.kind = kind;
        desc.picture = picture;
        if (tweak)
            tweak(desc);
        return gesso_job_submit(client, &desc, &out_job);
    }
    gesso_job_id submit(
        int32_t kind, const gesso_picture &picture,
        const std::function<void(gesso_job_desc &)> &tweak = {})
    {
        gesso_job_id job{};
        const gesso_result result = try_submit(kind, picture, job, tweak);
        INFO(gesso_last_error());
        REQUIRE(result == GESSO_OK);
        return job;
    }

    // The next event, or one of type 0 after a minute.
    gesso_event next()
    {
        gesso_event event{};
        for (int i = 0; i < 60'000; ++i) {
            if (gesso_poll(client, &event) == GESSO_OK)
                return event;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return gesso_event{};
    }
    gesso_event end_of(gesso_job_id job)
    {
        const gesso_event event = next();
        REQUIRE(event.type == GESSO_EVENT_JOB);
        REQUIRE(event.as.job.job == job.value);
        return event;
    }

    // Image k as RGBA, top row first.
    std::vector<uint8_t> image(gesso_job_id job, uint32_t k)
    {
        gesso_image_id image{};
        INFO(gesso_last_error());
        REQUIRE(gesso_job_get_image(client, job, k, &image) == GESSO_OK);
        gesso_view view = gesso_view_init();
        REQUIRE(gesso_image_view(client, image, &view) == GESSO_OK);
        REQUIRE(view.is_complete == 1);
        REQUIRE(view.rows_final == view.height);
        std::vector<uint8_t> out;
        for (uint32_t y = 0; y < view.height; ++y) {
            const bool is_bottom_first = view.row_order == GESSO_ROWS_BOTTOM_FIRST;
            const uint8_t *row =
                view.pixels + view.stride * (is_bottom_first ? view.height - 1 - y : y);
            for (uint32_t x = 0; x < view.width; ++x, row += 4) {
                const bool is_bgra = view.pixel_order == GESSO_ORDER_BGRA;
                out.insert(out.end(), {row[is_bgra ? 2 : 0], row[1], row[is_bgra ? 0 : 2], row[3]});
            }
        }
        CHECK(gesso_image_release(client, image) == GESSO_OK);
        return out;
    }

    gesso_stats stats()
    {
        gesso_stats stats = gesso_stats_init();
        REQUIRE(gesso_get_stats(client, &stats) == GESSO_OK);
        return stats;
    }
    // Whether all image memory is given back within a minute.
    bool is_memory_back()
    {
        for (int i = 0; i < 6000 && stats().image_bytes != 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return stats().image_bytes == 0;
    }

    gesso_client *client = nullptr;
};

std::vector<uint8_t> bytes_of(const Pixels &pixels)
{
    return {pixels.data(), pixels.data() + pixels.size()};
}

// Long enough to be caught at work.
Pixels large()
{
    return painted(4096, 2048);
}

} // namespace

TEST_CASE("a decode job makes an image in the layout that was asked for")
{
    JobHost host;
    const Pixels pixels = painted(37, 21);
    const std::vector<uint8_t> file = png_of(pixels);
    const gesso_job_id job = host.submit(GESSO_JOB_DECODE, encoded(file), [](gesso_job_desc &desc) {
        desc.pixel_order = GESSO_ORDER_BGRA;
        desc.row_order = GESSO_ROWS_BOTTOM_FIRST;
        desc.row_alignment = 64;
        desc.user_data = 99;
    });
    const gesso_event event = host.end_of(job);
    CHECK(event.user_data == 99);
    CHECK(event.as.job.result == GESSO_OK);
    CHECK(event.as.job.images == 1);
    CHECK(host.image(job, 0) == bytes_of(pixels));
    CHECK(gesso_job_release(host.client, job) == GESSO_OK);
    CHECK(host.is_memory_back());
}

TEST_CASE("a picture that a camera says lies on its side is decoded upright")
{
    JobHost host;
    const Pixels pixels = painted(5, 3);
    const std::vector<uint8_t> file = turned_png(pixels, 6);
    const gesso_job_id job = host.submit(GESSO_JOB_DECODE, encoded(file));
    CHECK(host.end_of(job).as.job.result == GESSO_OK);
    const std::vector<uint8_t> image = host.image(job, 0);
    REQUIRE(image.size() == pixels.size());
    // Turned to the right: what was below on the left is now above on the left.
    CHECK(std::equal(image.begin(), image.begin() + 4, pixels.row(2)));
    CHECK(std::equal(image.begin() + 8, image.begin() + 12, pixels.row(0)));
}

TEST_CASE("an encode job makes a PNG of lent pixels and of an image of the client's")
{
    JobHost host;
    const Pixels pixels = painted(64, 40);
    const gesso_job_id job = host.submit(GESSO_JOB_ENCODE, lent(pixels));
    const gesso_event event = host.end_of(job);
    CHECK(event.as.job.result == GESSO_OK);
    CHECK(event.as.job.images == 0);
    const uint8_t *data = nullptr;
    size_t size = 0;
    REQUIRE(gesso_job_get_bytes(host.client, job, &data, &size) == GESSO_OK);
    const std::vector<uint8_t> file(data, data + size);
    CHECK(file == png_of(pixels));

    const gesso_job_id decoded = host.submit(GESSO_JOB_DECODE, encoded(file));
    CHECK(host.end_of(decoded).as.job.result == GESSO_OK);
    gesso_picture image = gesso_picture_init();
    image.kind = GESSO_PICTURE_IMAGE;
    REQUIRE(gesso_job_get_image(host.client, decoded, 0, &image.image) == GESSO_OK);
    const gesso_job_id again = host.submit(GESSO_JOB_ENCODE, image);
    CHECK(gesso_image_release(host.client, image.image) == GESSO_OK);
    CHECK(gesso_job_release(host.client, decoded) == GESSO_OK);
    CHECK(host.end_of(again).as.job.result == GESSO_OK);
    REQUIRE(gesso_job_get_bytes(host.client, again, &data, &size) == GESSO_OK);
    CHECK(std::vector<uint8_t>(data, data + size) == file);
    CHECK(gesso_job_get_bytes(host.client, decoded, &data, &size) == GESSO_ERROR_STALE);
}

TEST_CASE("a mips job makes every level down to one pixel, wrapping or not")
{
    JobHost host;
    const Pixels pixels = painted(40, 24);
    for (const bool wrap : {false, true}) {
        const gesso_job_id job = host.submit(GESSO_JOB_MIPS, lent(pixels), [&](auto &desc) {
            desc.flags = wrap ? GESSO_JOB_WRAP : 0;
            desc.pixel_order = GESSO_ORDER_BGRA;
        });
        const gesso_event event = host.end_of(job);
        CHECK(event.as.job.result == GESSO_OK);
        std::vector<Pixels> expected;
        REQUIRE(gesso::core::make_mips(pixels.view(), wrap, nullptr, expected).is_ok());
        REQUIRE(event.as.job.images == expected.size());
        for (uint32_t k = 0; k < expected.size(); ++k)
            CHECK(host.image(job, k) == bytes_of(expected[k]));
        gesso_image_id image{};
        CHECK(gesso_job_get_image(host.client, job, 99, &image) == GESSO_ERROR_INVALID_ARGUMENT);
        CHECK(gesso_job_release(host.client, job) == GESSO_OK);
    }
    CHECK(host.is_memory_back());
}

TEST_CASE("before its event a job has nothing to give, after its release neither")
{
    JobHost host;
    const Pixels pixels = painted(8, 8);
    const gesso_job_id job = host.submit(GESSO_JOB_MIPS, lent(pixels));
    gesso_image_id image{};
    CHECK(gesso_job_get_image(host.client, job, 0, &image) == GESSO_ERROR_NOT_READY);
    host.end_of(job);
    REQUIRE(gesso_job_get_image(host.client, job, 0, &image) == GESSO_OK);
    const uint8_t *data = nullptr;
    size_t size = 0;
    CHECK(gesso_job_get_bytes(host.client, job, &data, &size) == GESSO_ERROR_INVALID_ARGUMENT);
    CHECK(gesso_job_release(host.client, job) == GESSO_OK);
    CHECK(gesso_job_release(host.client, job) == GESSO_ERROR_STALE);
    gesso_image_id other{};
    CHECK(gesso_job_get_image(host.client, job, 0, &other) == GESSO_ERROR_STALE);
    // The host's own reference lives on.
    gesso_view view = gesso_view_init();
    CHECK(gesso_image_view(host.client, image, &view) == GESSO_OK);
    CHECK(gesso_image_release(host.client, image) == GESSO_OK);
    CHECK(host.is_memory_back());
}

TEST_CASE("a file that is no picture fails as such, and says why")
{
    JobHost host;
    std::vector<uint8_t> file = png_of(painted(30, 30));
    file.resize(file.size() / 2);
    const gesso_job_id job = host.submit(GESSO_JOB_DECODE, encoded(file));
    CHECK(host.end_of(job).as.job.result == GESSO_ERROR_DECODE);
    gesso_image_id image{};
    CHECK(gesso_job_get_image(host.client, job, 0, &image) == GESSO_ERROR_DECODE);
    CHECK(std::string(gesso_last_error()).find("picture") != std::string::npos);
    CHECK(host.is_memory_back());
}

TEST_CASE("a lent picture is given back once, before the event, whatever becomes of the job")
{
    JobHost host;
    Releases releases;
    const Pixels pixels = painted(16, 16);
    gesso_picture picture = lent(pixels);
    releases.watch(picture);
    const gesso_job_id job = host.submit(GESSO_JOB_ENCODE, picture);
    host.end_of(job);
    CHECK(releases.count == 1);

    gesso_job_id none{};
    picture.stride = 3;
    CHECK(host.try_submit(GESSO_JOB_ENCODE, picture, none) == GESSO_ERROR_INVALID_ARGUMENT);
    CHECK(std::string(gesso_last_error()).find("picture.stride") != std::string::npos);
    CHECK(releases.count == 2);
    picture.stride = 0;
    CHECK(host.try_submit(77, picture, none) == GESSO_ERROR_INVALID_ARGUMENT);
    CHECK(releases.count == 3);
    const auto bad_order = [](gesso_job_desc &desc) { desc.row_alignment = 3; };
    CHECK(
        host.try_submit(GESSO_JOB_MIPS, picture, none, bad_order) == GESSO_ERROR_INVALID_ARGUMENT);
    const auto bad_flag = [](gesso_job_desc &desc) { desc.flags = 2; };
    CHECK(host.try_submit(GESSO_JOB_MIPS, picture, none, bad_flag) == GESSO_ERROR_INVALID_ARGUMENT);
    CHECK(releases.count == 5);
    CHECK(gesso_job_submit(nullptr, nullptr, nullptr) == GESSO_ERROR_INVALID_ARGUMENT);
}

TEST_CASE("a job that is released before its event ends without one")
{
    JobHost host;
    Releases releases;
    const Pixels pixels = large();
    gesso_picture picture = lent(pixels);
    releases.watch(picture);
    std::vector<gesso_job_id> jobs;
    for (int i = 0; i < 6; ++i) // some at work, some queued
        jobs.push_back(host.submit(GESSO_JOB_MIPS, picture));
    for (const gesso_job_id job : jobs)
        CHECK(gesso_job_release(host.client, job) == GESSO_OK);
    const Pixels small = painted(4, 4);
    const gesso_job_id last = host.submit(GESSO_JOB_ENCODE, lent(small));
    CHECK(host.end_of(last).as.job.result == GESSO_OK); // the first event that there is
    for (int i = 0; i < 6000 && releases.count < 6; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(releases.count == 6);
    CHECK(host.is_memory_back());
}

TEST_CASE("the event of a job also says that a large picture without a callback is free again")
{
    JobHost host;
    const Pixels pixels = painted(512, 512); // 1 MiB: lent, not copied
    const gesso_job_id job = host.submit(GESSO_JOB_MIPS, lent(pixels));
    CHECK(gesso_job_release(host.client, job) == GESSO_OK);
    host.end_of(job); // released or not
    const gesso_job_id next = host.submit(GESSO_JOB_MIPS, lent(pixels));
    host.end_of(next);
    CHECK(gesso_job_release(host.client, next) == GESSO_OK);
    CHECK(host.is_memory_back());
}

TEST_CASE("jobs keep to limits.image_bytes and limits.max_requests, and say which")
{
    JobHost host([](gesso_limits &limits) {
        limits.image_bytes = 64 * 64 * 4;
        limits.max_requests = 3;
    });
    const Pixels fits = painted(64, 64);
    const Pixels outgrows = painted(65, 64);
    const std::vector<uint8_t> file = png_of(outgrows);
    const gesso_job_id first = host.submit(GESSO_JOB_DECODE, lent(fits));
    CHECK(host.end_of(first).as.job.result == GESSO_OK);
    const gesso_job_id second = host.submit(GESSO_JOB_DECODE, encoded(file));
    CHECK(host.end_of(second).as.job.result == GESSO_ERROR_LIMIT);
    gesso_image_id image{};
    CHECK(gesso_job_get_image(host.client, second, 0, &image) == GESSO_ERROR_LIMIT);
    CHECK(std::string(gesso_last_error()).find("image_bytes") != std::string::npos);
    const gesso_job_id third = host.submit(GESSO_JOB_MIPS, lent(fits));
    gesso_job_id fourth{};
    CHECK(host.try_submit(GESSO_JOB_MIPS, lent(fits), fourth) == GESSO_ERROR_QUEUE_FULL);
    CHECK(host.end_of(third).as.job.result == GESSO_ERROR_LIMIT); // the first is still held
    CHECK(gesso_job_release(host.client, first) == GESSO_OK);
    const Pixels small = painted(32, 32);
    fourth = host.submit(GESSO_JOB_MIPS, lent(small));
    CHECK(host.end_of(fourth).as.job.result == GESSO_OK);
    CHECK(host.stats().image_bytes == 4 * (256 + 64 + 16 + 4 + 1)); // nothing but its images
}

TEST_CASE("a closing client finishes its jobs or cancels them, and takes no more")
{
    for (const int32_t mode : {GESSO_CLOSE_DRAIN, GESSO_CLOSE_ABORT}) {
        JobHost host;
        Releases releases;
        const Pixels pixels = large();
        gesso_picture picture = lent(pixels);
        releases.watch(picture);
        for (int i = 0; i < 5; ++i)
            host.submit(GESSO_JOB_MIPS, picture);
        CHECK(gesso_client_close(host.client, mode) == GESSO_OK);
        gesso_job_id none{};
        CHECK(host.try_submit(GESSO_JOB_MIPS, picture, none) == GESSO_ERROR_CLOSED);
        int cancelled = 0;
        for (int i = 0; i < 5; ++i) {
            const gesso_event event = host.next();
            REQUIRE(event.type == GESSO_EVENT_JOB);
            cancelled += event.as.job.result == GESSO_ERROR_CANCELLED;
        }
        CHECK(host.next().type == GESSO_EVENT_CLOSED);
        CHECK(releases.count == 6);
        CHECK((mode == GESSO_CLOSE_ABORT || cancelled == 0));
        CHECK((mode == GESSO_CLOSE_DRAIN || cancelled > 0));
    }
}

TEST_CASE("a client destroyed with jobs under way gives every picture back")
{
    Releases releases;
    const Pixels pixels = large();
    {
        JobHost host;
        gesso_picture picture = lent(pixels);
        releases.watch(picture);
        for (int i = 0; i < 5; ++i)
            host.submit(GESSO_JOB_ENCODE, picture);
    }
    CHECK(releases.count == 5);
}

TEST_CASE("jobs from many threads, released at any moment, end once or silently")
{
    JobHost host;
    constexpr int kThreads = 4;
    constexpr int kJobs = 60;
    std::atomic<int> kept{0};
    std::atomic<bool> is_bad{false};
    const Pixels pixels = painted(48, 48);
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < kJobs; ++i) {
                gesso_job_desc desc = gesso_job_desc_init();
                desc.kind = i % 2 == 0 ? GESSO_JOB_MIPS : GESSO_JOB_ENCODE;
                desc.picture = lent(pixels);
                gesso_job_id job{};
                if (gesso_job_submit(host.client, &desc, &job) != GESSO_OK)
                    is_bad = true;
                if ((i + t) % 3 != 0)
                    ++kept;
                else if (gesso_job_release(host.client, job) != GESSO_OK)
                    is_bad = true;
            }
        });
    }
    int ended = 0;
    for (std::thread &thread : threads)
        thread.join();
    while (ended < kept && host.next().type == GESSO_EVENT_JOB)
        ++ended;
    CHECK_FALSE(is_bad);
    CHECK(ended == kThreads * kJobs * 2 / 3);
    gesso_event event{};
    CHECK(gesso_client_close(host.client, GESSO_CLOSE_DRAIN) == GESSO_OK);
    CHECK(host.next().type == GESSO_EVENT_CLOSED);
    CHECK(gesso_poll(host.client, &event) == GESSO_EMPTY);
}
