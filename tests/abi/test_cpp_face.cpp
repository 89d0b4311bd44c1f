// SPDX-License-Identifier: MIT
// gesso.hpp: the same contract with handles that give themselves back.
#include "support/catch.h"
#include "support/loopback.h"

#include "gesso/gesso.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace gesso_test;
using std::chrono::milliseconds;

namespace {

gesso::Service make_service(gesso::Client &client, const std::string &endpoint)
{
    gesso_service_desc desc = gesso_service_desc_init();
    desc.endpoint = endpoint.c_str();
    desc.model = "gpt-image-1";
    return client.make_service(desc);
}

gesso_request_desc ask(const gesso::Service &service, int32_t row_order)
{
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = service.id();
    desc.prompt = "brick";
    desc.size = "1024x1024";
    desc.quality = "low";
    desc.row_order = row_order;
    return desc;
}

// The image of a request, once it has ended.
gesso::Image wait_for_image(gesso::Client &client, const gesso::Request &request)
{
    gesso::Image image;
    for (int ms = 0; ms < 60'000; ++ms) {
        gesso_event event{};
        while (client.poll(event)) {
            if (event.type == GESSO_EVENT_IMAGE)
                image = client.adopt(event);
            if (event.type == GESSO_EVENT_FINISHED || event.type == GESSO_EVENT_FAILED) {
                REQUIRE(event.request.value == request.id().value);
                return image;
            }
        }
        std::this_thread::sleep_for(milliseconds(1));
    }
    FAIL("the request did not end in time");
    return image;
}

bool images_become(gesso::Client &client, uint32_t count)
{
    for (int ms = 0; ms < 10'000; ++ms) {
        if (client.stats().images == count)
            return true;
        std::this_thread::sleep_for(milliseconds(1));
    }
    return false;
}

} // namespace

TEST_CASE("handles move and cannot be copied", "[abi]")
{
    static_assert(!std::is_copy_constructible_v<gesso::Image>);
    static_assert(!std::is_copy_constructible_v<gesso::Request>);
    static_assert(!std::is_copy_constructible_v<gesso::Service>);
    static_assert(!std::is_copy_constructible_v<gesso::Client>);
    static_assert(std::is_nothrow_move_constructible_v<gesso::Image>);
    static_assert(std::is_nothrow_move_assignable_v<gesso::Client>);
    static_assert(std::is_nothrow_default_constructible_v<gesso::Request>);

    gesso::Client first;
    gesso_client *const handle = first.get();
    gesso::Client second = std::move(first);
    CHECK(second.get() == handle);
    CHECK_FALSE(gesso::Image());
    CHECK_FALSE(gesso::Request());
}

TEST_CASE("a C++ host's images are given back when their handles go", "[abi]")
{
    const Loopback loopback;
    gesso::Client client;
    const gesso::Service service = make_service(client, loopback.url() + "/v1");
    const gesso::Request request = client.submit(ask(service, GESSO_ROWS_TOP_FIRST));
    {
        gesso::Image image = wait_for_image(client, request);
        REQUIRE(image);
        CHECK(client.stats().images == 1);
        {
            const gesso::Image second_owner = image.share();
            image = gesso::Image();
            REQUIRE(second_owner.view());
            CHECK(second_owner.view()->is_complete == 1);
        }
    }
    CHECK(images_become(client, 0));
    CHECK(client.stats().image_bytes == 0);
    CHECK(request.info().result == GESSO_OK);
    CHECK(request.output(0).width == 1024);
    CHECK(request.bytes(0).size() == request.output(0).encoded_bytes);
    CHECK(request.bytes(1).empty());
}

TEST_CASE("a row is found from the top, whichever row lies first in memory", "[abi]")
{
    const Loopback loopback;
    gesso::Client client;
    const gesso::Service service = make_service(client, loopback.url() + "/v1");
    const gesso::Request top_request = client.submit(ask(service, GESSO_ROWS_TOP_FIRST));
    const gesso::Image top = wait_for_image(client, top_request);
    const gesso::Request bottom_request = client.submit(ask(service, GESSO_ROWS_BOTTOM_FIRST));
    const gesso::Image bottom = wait_for_image(client, bottom_request);
    const gesso_view a = top.view().value();
    const gesso_view b = bottom.view().value();
    CHECK(gesso::row(a, 0).data() == a.pixels);
    CHECK(gesso::row(b, 0).data() == b.pixels + b.stride * 1023);
    for (uint32_t y = 0; y < a.height; ++y) {
        REQUIRE(gesso::row(a, y).size() == 4096);
        REQUIRE(
            std::equal(gesso::row(a, y).begin(), gesso::row(a, y).end(), gesso::row(b, y).begin()));
    }
}

TEST_CASE("a request's handle gives its record back and cancels nothing", "[abi]")
{
    const Loopback loopback({"--gate"});
    gesso::Client client;
    const gesso::Service service = make_service(client, loopback.url() + "/v1");
    {
        gesso::Request request = client.submit(ask(service, GESSO_ROWS_TOP_FIRST));
        CHECK(request.cancel() == GESSO_OK);
        wait_for_image(client, request);
        CHECK(request.info().result == GESSO_ERROR_CANCELLED);
        REQUIRE(request.error().has_value());
        CHECK(request.error()->result == GESSO_ERROR_CANCELLED);
        CHECK(gesso::categories(*request.error(0)).empty());
        CHECK_FALSE(request.error(7).has_value());
        CHECK(client.stats().requests == 1);
    }
    for (int ms = 0; ms < 10'000 && client.stats().requests != 0; ++ms)
        std::this_thread::sleep_for(milliseconds(1));
    CHECK(client.stats().requests == 0);
    CHECK(client.close(GESSO_CLOSE_ABORT) == GESSO_OK);
}

TEST_CASE("a C++ host's error has a code, what it means and which field it was", "[abi]")
{
    gesso_client_desc desc = gesso_client_desc_init();
    desc.user_agent = "two\nlines";
    try {
        const gesso::Client client(desc);
        FAIL("no error");
    } catch (const gesso::Error &error) {
        CHECK(error.result() == GESSO_ERROR_INVALID_ARGUMENT);
        const std::string text = error.what();
        CHECK(text.find(gesso_result_text(GESSO_ERROR_INVALID_ARGUMENT)) == 0);
        CHECK(text.find("user_agent") != std::string::npos);
    }
    gesso::Client client;
    gesso_service_desc service = gesso_service_desc_init();
    service.form = 99;
    CHECK_THROWS_AS(client.make_service(service), gesso::Error);
    CHECK_THROWS_AS(gesso::Image(client.get(), {12345}).share(), gesso::Error);
    CHECK_NOTHROW(gesso::check(GESSO_EMPTY));
}

TEST_CASE("a share of an image that is gone says so, not what failed before it", "[abi]")
{
    gesso::Client client;
    CHECK(gesso_client_close(client.get(), 99) == GESSO_ERROR_INVALID_ARGUMENT);
    try {
        const gesso::Image shared = gesso::Image(client.get(), {12345}).share();
        FAIL("no error");
    } catch (const gesso::Error &error) {
        CHECK(std::string(error.what()).find("mode") == std::string::npos);
    }
}

TEST_CASE("clocks of a C++ host are milliseconds, nothing is the default", "[abi]")
{
    CHECK(gesso::clock_ms(std::nullopt) == 0);
    CHECK(gesso::clock_ms(std::chrono::seconds(3)) == 3000);
    CHECK(gesso::clock_ms(milliseconds(1)) == 1);
    // Zero would mean the default, and a time in the past is over at once.
    CHECK(gesso::clock_ms(milliseconds(0)) == 1);
    CHECK(gesso::clock_ms(milliseconds(-5)) == 1);
    CHECK(gesso::clock_ms(milliseconds::max()) == GESSO_NO_LIMIT);
    CHECK(gesso::clock_ms(std::chrono::hours(24 * 365)) == GESSO_NO_LIMIT);
}

TEST_CASE("the owner of a lent picture lives until Gesso has read it, whatever happens", "[abi]")
{
    const Loopback loopback;
    gesso::Client client;
    const gesso::Service service = make_service(client, loopback.url() + "/v1");
    const auto pixels = std::make_shared<std::vector<uint8_t>>(64 * 64 * 4, uint8_t{200});
    const auto mask = std::make_shared<std::vector<uint8_t>>(64 * 64, uint8_t{0});
    (*mask)[100] = 255;
    const auto make_pictures = [&] {
        gesso::Pictures pictures;
        pictures.add(gesso::pixel_picture(*pixels, 64, 64), pixels);
        pictures.set_mask(gesso::coverage_picture(*mask, 64, 64), mask);
        return pictures;
    };
    SECTION("they are never submitted")
    {
        make_pictures();
    }
    SECTION("submit refuses them")
    {
        gesso_request_desc wrong = ask(service, 0);
        wrong.feather = 257;
        CHECK_THROWS_AS(client.submit(wrong, make_pictures()), gesso::Error);
    }
    SECTION("they are used")
    {
        const gesso::Request request = client.submit(ask(service, 0), make_pictures());
        const gesso::Image image = wait_for_image(client, request);
        REQUIRE(image.view());
        CHECK(image.view()->width == 64);
        CHECK(gesso::row(*image.view(), 0)[0] == 200);
        SECTION("and an image is edited again")
        {
            gesso::Pictures pictures;
            pictures.add(gesso::image_picture(image));
            const gesso::Request again = client.submit(ask(service, 0), std::move(pictures));
            CHECK(wait_for_image(client, again));
        }
    }
    CHECK(pixels.use_count() == 1);
    CHECK(mask.use_count() == 1);
}

namespace {

bool wait_for_job(gesso::Client &client, const gesso::Job &job, gesso_event &out_event)
{
    for (int ms = 0; ms < 60'000; ++ms) {
        while (client.poll(out_event)) {
            if (job.is_end(out_event))
                return true;
        }
        std::this_thread::sleep_for(milliseconds(1));
    }
    return false;
}

} // namespace

TEST_CASE("a C++ host's jobs give their results and are forgotten with their handle", "[abi]")
{
    static_assert(!std::is_copy_constructible_v<gesso::Job>);
    static_assert(std::is_nothrow_move_assignable_v<gesso::Job>);
    gesso::Client client;
    const auto pixels = std::make_shared<std::vector<uint8_t>>(64 * 32 * 4, uint8_t{200});
    gesso_event event{};
    std::vector<uint8_t> file;
    {
        const gesso::Job encoding = client.submit(
            gesso::job_desc(GESSO_JOB_ENCODE, gesso::pixel_picture(*pixels, 64, 32)), pixels);
        REQUIRE(wait_for_job(client, encoding, event));
        CHECK(event.as.job.result == GESSO_OK);
        CHECK_FALSE(encoding.image());
        file.assign(encoding.bytes().begin(), encoding.bytes().end());
        CHECK(pixels.use_count() == 1);
    }
    REQUIRE(file.size() > 8);
    CHECK(std::string(file.begin() + 1, file.begin() + 4) == "PNG");
    {
        gesso::Job decoding =
            client.submit(gesso::job_desc(GESSO_JOB_DECODE, gesso::encoded_picture(file)));
        REQUIRE(wait_for_job(client, decoding, event));
        const gesso::Image image = decoding.image();
        decoding = gesso::Job(); // the image has a reference of its own
        REQUIRE(image.view());
        CHECK(image.view()->width == 64);
        CHECK(gesso::row(*image.view(), 31)[3] == 200);
        const gesso::Job mips = client.submit(
            gesso::job_desc(GESSO_JOB_MIPS, gesso::image_picture(image), GESSO_JOB_WRAP));
        REQUIRE(wait_for_job(client, mips, event));
        CHECK(event.as.job.images == 6);
        CHECK(mips.image(5).view()->width == 1);
        CHECK_FALSE(mips.image(6));
        CHECK(mips.bytes().empty());
    }
    CHECK(images_become(client, 0));
}

TEST_CASE("a job that is refused gives its picture back and says why", "[abi]")
{
    gesso::Client client;
    const auto pixels = std::make_shared<std::vector<uint8_t>>(64, uint8_t{200});
    gesso_job_desc wrong = gesso::job_desc(99, gesso::pixel_picture(*pixels, 4, 4));
    CHECK_THROWS_AS(client.submit(wrong, pixels), gesso::Error);
    CHECK(pixels.use_count() == 1);
    // A handle that goes before its job has begun takes it back.
    {
        const gesso::Job job = client.submit(
            gesso::job_desc(GESSO_JOB_ENCODE, gesso::pixel_picture(*pixels, 4, 4)), pixels);
        CHECK(job);
    }
    for (int ms = 0; ms < 10'000 && pixels.use_count() != 1; ++ms)
        std::this_thread::sleep_for(milliseconds(1));
    CHECK(pixels.use_count() == 1);
    CHECK_FALSE(gesso::Job());
}

TEST_CASE("a C++ host gets its request as a program", "[abi]")
{
    gesso::Client client;
    const gesso::Service service = make_service(client, "http://127.0.0.1:9/v1");
    const gesso_request_desc desc = ask(service, GESSO_ROWS_TOP_FIRST);
    const std::string code = client.code(desc, GESSO_CODE_CURL);
    CHECK(code.find("http://127.0.0.1:9/v1/images/generations") != std::string::npos);
    CHECK(code.back() == '\n');
    CHECK_THROWS_AS(client.code(desc, 99), gesso::Error);
}
