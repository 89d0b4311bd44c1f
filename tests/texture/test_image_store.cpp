// SPDX-License-Identifier: MIT
#include "base/limits.h"
#include "support/catch.h"
#include "texture/image_store.h"

#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

using namespace gesso::core;

namespace {

constexpr uint64_t kBudget = 64 * kMiB;

ImageSpec square(uint32_t side)
{
    ImageSpec spec;
    spec.width = side;
    spec.height = side;
    return spec;
}

ImageId make(ImageStore &store, const ImageSpec &spec)
{
    ImageId image = 0;
    REQUIRE(store.create(spec, image).is_ok());
    return image;
}

} // namespace

TEST_CASE("an image lives until its last reference is given back", "[texture]")
{
    ImageStore store(kBudget);
    const ImageId image = make(store, square(16));
    REQUIRE(store.acquire(image, 2));
    store.release(image, 1);
    store.release(image, 1);
    CHECK(store.is_alive(image));
    store.release(image, 1);
    CHECK_FALSE(store.is_alive(image));
    CHECK_FALSE(store.acquire(image, 1));
}

TEST_CASE("memory goes back only when a thread of ours collects it", "[texture]")
{
    ImageStore store(kBudget);
    const ImageId image = make(store, square(16));
    CHECK(store.live_bytes() == 16 * 16 * 4);
    store.release(image, 1);
    CHECK(store.live_bytes() == 16 * 16 * 4);
    store.collect();
    CHECK(store.live_bytes() == 0);
    CHECK(store.live_images() == 0);
}

TEST_CASE("what was given back serves the next image before anybody collects", "[texture]")
{
    ImageStore store(2 * 16 * 16 * 4);
    const ImageId first = make(store, square(16));
    const ImageId second = make(store, square(16));
    store.release(first, 1);
    const ImageId third = make(store, square(16)); // the budget has room for two
    CHECK(store.live_images() == 2);
    store.release(second, 1);
    store.release(third, 1);
}

TEST_CASE("the memory of a pass serves the next but one, and goes with the last image", "[texture]")
{
    ImageStore store(kBudget);
    const ImageId first = make(store, square(64));
    const ImageId second = make(store, square(64));
    const uint8_t *place = store.target(first).first_row;
    store.release(first, 1);
    const ImageId other = make(store, square(32)); // collects; of another size
    const bool is_kept = store.spare_bytes() != 0; // not where freed memory is watched
    const ImageId third = make(store, square(64));
    CHECK((store.target(third).first_row == place || !is_kept));
    CHECK(store.spare_bytes() == 0);
    for (const ImageId image : {second, third, other})
        store.release(image, 1);
    store.collect();
    CHECK(store.spare_bytes() == 0);
    CHECK(store.live_bytes() == 0);
}

TEST_CASE("memory kept for the next image stays within the budget", "[texture]")
{
    ImageStore store(3 * 64 * 64 * 4);
    const ImageId first = make(store, square(64));
    const ImageId second = make(store, square(64));
    store.release(first, 1);
    store.collect();
    ImageSpec large = square(64);
    large.height = 128;
    const ImageId third = make(store, large);
    CHECK(store.live_bytes() + store.spare_bytes() <= 3 * 64 * 64 * 4);
    store.release(second, 1);
    store.release(third, 1);
}

TEST_CASE("an id is never reused, although its place is", "[texture]")
{
    ImageStore store(kBudget);
    std::vector<ImageId> seen;
    for (int i = 0; i < 1000; ++i) {
        const ImageId image = make(store, square(4));
        for (const ImageId older : seen)
            REQUIRE(older != image);
        seen.push_back(image);
        store.release(image, 1);
        store.collect();
    }
    ImagePixels pixels;
    CHECK_FALSE(store.view(seen.front(), pixels));
}

TEST_CASE("releasing too often is a quiet no-op, also for the image that came after", "[texture]")
{
    ImageStore store(kBudget);
    const ImageId first = make(store, square(4));
    store.release(first, 1);
    store.release(first, 1);
    store.collect();
    const ImageId second = make(store, square(4));
    store.release(first, 1);
    CHECK(store.is_alive(second));
    store.release(second, 7);
    CHECK(store.is_alive(second));
    store.release(0, 1);
    store.release(UINT64_MAX, 1);
}

TEST_CASE("the byte budget refuses an image before its memory is taken", "[texture]")
{
    ImageStore store(16 * 16 * 4 + 100);
    make(store, square(16));
    ImageId image = 0;
    const Status refused = store.create(square(16), image);
    CHECK(refused.code == StatusCode::limit_exceeded);
    CHECK(image == 0);
    CHECK(store.live_images() == 1);

    ImageSpec final_image = square(16);
    final_image.is_limit_ignored = true;
    CHECK(store.create(final_image, image).is_ok());
}

TEST_CASE("rows are stored in the order and alignment that was asked for", "[texture]")
{
    ImageStore store(kBudget);
    ImageSpec spec;
    spec.width = 3;
    spec.height = 2;
    spec.layout = {PixelOrder::bgra, true, 64};
    const ImageId image = make(store, spec);
    const PixelTarget target = store.target(image);
    CHECK(target.order == PixelOrder::bgra);
    CHECK(target.stride == -64);
    target.first_row[0] = 1;                   // image row 0
    (target.first_row + target.stride)[0] = 2; // image row 1

    ImagePixels pixels;
    REQUIRE(store.view(image, pixels));
    CHECK(pixels.stride == 64);
    CHECK(reinterpret_cast<uintptr_t>(pixels.pixels) % 64 == 0);
    CHECK(pixels.pixels[0] == 2);
    CHECK(pixels.pixels[64] == 1);
}

TEST_CASE("only an image that nobody has seen can be withdrawn", "[texture]")
{
    ImageStore store(kBudget);
    const ImageId seen = make(store, square(4));
    REQUIRE(store.acquire(seen, 1));
    CHECK_FALSE(store.withdraw(seen));
    CHECK(store.is_alive(seen));

    const ImageId unseen = make(store, square(4));
    CHECK(store.withdraw(unseen));
    CHECK_FALSE(store.is_alive(unseen));
}

TEST_CASE("references from many threads add up", "[texture]")
{
    ImageStore store(kBudget);
    const ImageId image = make(store, square(64));
    std::atomic<bool> is_over{false};
    std::thread collector([&] {
        while (!is_over.load())
            store.collect();
    });
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20000; ++i) {
                ImagePixels pixels;
                if (store.acquire(image, 1)) {
                    store.view(image, pixels);
                    store.release(image, 1);
                }
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    is_over.store(true);
    collector.join();
    CHECK(store.is_alive(image));
    store.release(image, 1);
    store.collect();
    CHECK(store.live_images() == 0);
}
