// SPDX-License-Identifier: MIT
// Pictures that a host lends: what is judged, what is copied, and that each is given back once.
#include "client/client_core.h"
#include "client/lent_picture.h"
#include "platform/system_clock.h"
#include "platform/system_files.h"
#include "support/catch.h"

#include <atomic>
#include <cstring>
#include <functional>
#include <thread>

using namespace gesso::core;

namespace {

class TestCore {
public:
    TestCore() : core_({}, make_system_clock(), make_system_files()) {}
    ClientCore &operator*() { return core_; }
    ClientCore *operator->() { return &core_; }

private:
    ClientCore core_;
};

struct Lender {
    std::atomic<int> releases{0};
    std::vector<uint8_t> bytes;

    explicit Lender(size_t size) : bytes(size)
    {
        for (size_t i = 0; i < size; ++i)
            bytes[i] = static_cast<uint8_t>(i * 7);
    }
    static void release(void *user, const void *data)
    {
        auto *lender = static_cast<Lender *>(user);
        if (data == lender->bytes.data())
            ++lender->releases;
    }
    gesso_picture pixels(uint32_t width, uint32_t height, bool has_release = true)
    {
        gesso_picture picture = gesso_picture_init();
        picture.kind = GESSO_PICTURE_PIXELS;
        picture.data = bytes.data();
        picture.size = bytes.size();
        picture.width = width;
        picture.height = height;
        if (has_release) {
            picture.release = &release;
            picture.user = this;
        }
        return picture;
    }
    gesso_picture file(bool has_release = true)
    {
        gesso_picture picture = pixels(0, 0, has_release);
        picture.kind = GESSO_PICTURE_ENCODED;
        return picture;
    }
};

void write_pattern(const PixelTarget &target, uint32_t width, uint32_t height)
{
    for (uint32_t y = 0; y < height; ++y) {
        for (uint32_t i = 0; i < width * 4; ++i)
            target.first_row[ptrdiff_t{y} * target.stride + i] = static_cast<uint8_t>(y * 16 + i);
    }
}

} // namespace

TEST_CASE("a lent picture is given back once, whatever happens to it", "[client]")
{
    TestCore core;
    Lender lender(64);
    SECTION("it is never looked at")
    {
        LentPicture unused(lender.pixels(4, 4));
    }
    SECTION("it is refused")
    {
        LentPicture refused(lender.pixels(5, 4));
        CHECK_FALSE(refused.keep("images[0]", PictureUse::picture, *core).is_ok());
    }
    SECTION("it is kept and forgotten")
    {
        LentPicture kept(lender.pixels(4, 4));
        REQUIRE(kept.keep("images[0]", PictureUse::picture, *core).is_ok());
        CHECK(lender.releases == 0);
    }
    SECTION("it is given back twice")
    {
        LentPicture kept(lender.pixels(4, 4));
        REQUIRE(kept.keep("images[0]", PictureUse::picture, *core).is_ok());
        kept.give_back();
        CHECK(lender.releases == 1);
        CHECK(kept.view().is_empty());
        kept.give_back();
    }
    SECTION("it is moved about")
    {
        LentPicture first(lender.pixels(4, 4));
        LentPicture second(std::move(first));
        REQUIRE(second.keep("images[0]", PictureUse::picture, *core).is_ok());
        LentPicture third;
        third = std::move(second);
        CHECK(lender.releases == 0);
        CHECK(third.view().width == 4);
    }
    SECTION("the client is destroyed under it")
    {
        LentPicture kept(lender.pixels(4, 4));
        REQUIRE(kept.keep("images[0]", PictureUse::picture, *core).is_ok());
        CHECK(core->lent.take_back_all() == 0);
        CHECK(lender.releases == 1);
        CHECK_FALSE(kept.begin_reading());
    }
    CHECK(lender.releases == 1);
}

TEST_CASE("a picture that is being read is not taken away from its reader", "[client]")
{
    TestCore core;
    Lender lender(64);
    {
        LentPicture kept(lender.pixels(4, 4));
        REQUIRE(kept.keep("mask", PictureUse::mask, *core).is_ok());
        REQUIRE(kept.begin_reading());
        CHECK(core->lent.take_back_all() == 1);
        CHECK(lender.releases == 0);
        SECTION("the reader gives it back while the host is there")
        {
            kept.give_back();
        }
        SECTION("the host is gone before the reader is done")
        {
            core->gate.shut();
            kept.give_back();
            CHECK(lender.releases == 0);
            lender.releases = 1; // nobody calls a host that is gone
        }
    }
    CHECK(lender.releases == 1);
}

TEST_CASE("two threads that end one loan tell the host once", "[client]")
{
    TestCore core;
    for (int round = 0; round < 200; ++round) {
        Lender lender(64);
        LentPicture kept(lender.pixels(4, 4));
        REQUIRE(kept.keep("mask", PictureUse::mask, *core).is_ok());
        std::thread destroyer([&] { core->lent.take_back_all(); });
        kept.give_back();
        destroyer.join();
        REQUIRE(lender.releases == 1);
    }
}

TEST_CASE("small pictures without release are copied, large ones are announced", "[client]")
{
    TestCore core;
    for (const size_t size : {size_t{1} << 18, (size_t{1} << 18) + 4}) {
        Lender lender(size);
        LentPicture file(lender.file(false));
        REQUIRE(file.keep("mask", PictureUse::mask, *core).is_ok());
        const bool is_small = size <= kCopiedPictureBytes;
        CHECK(file.is_announced() == !is_small);
        CHECK((file.file().data() == lender.bytes.data()) == !is_small);
        CHECK(file.file().size() == size);
    }
    Lender lender(64);
    LentPicture with_release(lender.pixels(4, 4));
    REQUIRE(with_release.keep("mask", PictureUse::mask, *core).is_ok());
    CHECK_FALSE(with_release.is_announced());
    CHECK(with_release.view().first_row == lender.bytes.data());
}

TEST_CASE("every stride, order of bytes and order of rows shows the same pixels", "[client]")
{
    TestCore core;
    Lender lender(200);
    for (const bool is_bottom_first : {false, true}) {
        for (const int32_t order : {GESSO_ORDER_RGBA, GESSO_ORDER_BGRA}) {
            for (const uint64_t stride : {0, 12, 40}) {
                for (const bool is_copied : {false, true}) {
                    gesso_picture host = lender.pixels(3, 5, !is_copied);
                    host.stride = stride;
                    host.pixel_order = order;
                    host.row_order =
                        is_bottom_first ? GESSO_ROWS_BOTTOM_FIRST : GESSO_ROWS_TOP_FIRST;
                    LentPicture kept(host);
                    REQUIRE(kept.keep("images[0]", PictureUse::picture, *core).is_ok());
                    const PixelView view = kept.view();
                    CHECK(
                        view.order ==
                        (order == GESSO_ORDER_BGRA ? PixelOrder::bgra : PixelOrder::rgba));
                    const size_t pitch = stride == 0 ? 12 : stride;
                    for (uint32_t y = 0; y < 5; ++y) {
                        const size_t place = is_bottom_first ? 4 - y : y;
                        CHECK(
                            std::memcmp(view.row(y), lender.bytes.data() + place * pitch, 12) == 0);
                    }
                }
            }
        }
    }
}

TEST_CASE("an image of the client lives as long as the request that took it", "[client]")
{
    TestCore core;
    ImageSpec spec;
    spec.width = 4;
    spec.height = 3;
    spec.layout.is_bottom_first = true;
    ImageId image = 0;
    REQUIRE(core->images.create(spec, image).is_ok());
    write_pattern(core->images.target(image), 4, 3);

    gesso_picture host = gesso_picture_init();
    host.kind = GESSO_PICTURE_IMAGE;
    host.image.value = image;
    LentPicture early(host);
    const Status status = early.keep("images[1]", PictureUse::picture, *core);
    CHECK(status.message.find("images[1].image is not complete") == 0);
    early.give_back();

    core->images.publish_complete(image, true, -1);
    LentPicture kept(host);
    REQUIRE(kept.keep("images[1]", PictureUse::picture, *core).is_ok());
    core->images.release(image, 1);
    REQUIRE(core->images.is_alive(image));
    CHECK(kept.view().row(2)[1] == 2 * 16 + 1);
    kept.give_back();
    CHECK_FALSE(core->images.is_alive(image));

    LentPicture late(host);
    CHECK(
        late.keep("images[1]", PictureUse::picture, *core)
            .message.find("images[1].image is gone") == 0);
}

TEST_CASE("a picture that cannot be is refused with the name of its field", "[client]")
{
    TestCore core;
    Lender lender(64);
    const auto refusal = [&](const std::function<void(gesso_picture &)> &tweak,
                             PictureUse use = PictureUse::picture) {
        gesso_picture host = lender.pixels(4, 4);
        tweak(host);
        LentPicture picture(host);
        return picture.keep("images[2]", use, *core).message;
    };
    const std::pair<const char *, std::function<void(gesso_picture &)>> cases[] = {
        {"images[2].kind", [](auto &host) { host.kind = 3; }},
        {"images[2].data", [](auto &host) { host.data = nullptr; }},
        {"images[2].width", [](auto &host) { host.width = 0; }},
        {"images[2].width", [](auto &host) { host.height = 0; }},
        {"images[2].width", [](auto &host) { host.width = 16385; }},
        {"images[2].width", [](auto &host) { host.width = host.height = 16000; }},
        {"images[2].stride", [](auto &host) { host.stride = 15; }},
        {"images[2].size", [](auto &host) { host.size = 63; }},
        {"images[2].size", [](auto &host) { host.size = 0; }},
        {"images[2].size", [](auto &host) { host.stride = UINT64_MAX; }},
        {"images[2].size", [](auto &host) { host.stride = UINT64_MAX / 3; }},
        {"images[2].channels", [](auto &host) { host.channels = 3; }},
        {"images[2].channels", [](auto &host) { host.channels = -4; }},
        {"images[2].channels", [](auto &host) { host.channels = 1; }},
        {"images[2].pixel_order", [](auto &host) { host.pixel_order = 2; }},
        {"images[2].row_order", [](auto &host) { host.row_order = -1; }},
        {"images[2].size",
         [](auto &host) {
             host.kind = GESSO_PICTURE_ENCODED;
             host.size = 0;
         }},
        {"images[2].size",
         [](auto &host) {
             host.kind = GESSO_PICTURE_ENCODED;
             host.size = (uint64_t{512} << 20) + 1;
         }},
        {"images[2].image", [](auto &host) { host.kind = GESSO_PICTURE_IMAGE; }},
    };
    for (const auto &[field, tweak] : cases) {
        const std::string message = refusal(tweak);
        INFO(message);
        CHECK(message.find(field) == 0);
    }
    CHECK(refusal([](auto &) {}).empty());
    CHECK(refusal([](auto &host) { host.channels = 1; }, PictureUse::mask).empty());
    // Two more were taken; of one the data was null.
    CHECK(lender.releases == static_cast<int>(std::size(cases)) + 1);
}
