// SPDX-License-Identifier: MIT
// Hosts of other versions: built before a field existed, or after this library was.
#include "abi/cut_struct.h"
#include "support/catch.h"
#include "support/loopback.h"

#include "gesso/gesso.h"

#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

using namespace gesso_test;

namespace {

class Client {
public:
    Client()
    {
        const gesso_client_desc desc = gesso_client_desc_init();
        REQUIRE(gesso_client_create(GESSO_VERSION, &desc, &client_) == GESSO_OK);
    }
    ~Client() { gesso_client_destroy(client_, nullptr); }
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;
    operator gesso_client *() const { return client_; } // NOLINT(google-explicit-constructor)

private:
    gesso_client *client_ = nullptr;
};

gesso_service_id make_service(gesso_client *client, const std::string &endpoint)
{
    gesso_service_desc desc = gesso_service_desc_init();
    desc.endpoint = endpoint.c_str();
    desc.model = "dall-e-2";
    gesso_service_id service{};
    REQUIRE(gesso_service_create(client, &desc, &service) == GESSO_OK);
    return service;
}

// ---- structs that the library reads ------------------------------------------------------------

gesso_result create_with(const gesso_client_desc *desc)
{
    gesso_client *client = nullptr;
    const gesso_result result = gesso_client_create(GESSO_VERSION, desc, &client);
    gesso_client_destroy(client, nullptr);
    return result;
}

gesso_result create_with_limits(const gesso_limits *limits)
{
    gesso_client_desc desc = gesso_client_desc_init();
    desc.limits = limits;
    return create_with(&desc);
}

// A legal struct, a field with something that is refused, and where that field ends. A host that
// has the field is refused; one that was built before it existed is not.
template <typename T>
struct Probe {
    T wrong;
    size_t field_end;
};

template <typename T>
void expect_by_age(const Probe<T> &probe, const std::function<gesso_result(const T *)> &call)
{
    const size_t field = sizeof(uint32_t);
    for (size_t size = field; size <= sizeof(T) + 64; size += field) {
        // A border inside an eight-byte field is no version of the struct.
        if (size < sizeof(T) && size % 8 != 0 && size > 16)
            continue;
        CAPTURE(size, probe.field_end);
        const CutStruct<T> older(probe.wrong, size);
        const gesso_result wanted =
            size >= probe.field_end ? GESSO_ERROR_INVALID_ARGUMENT : GESSO_OK;
        CHECK(call(older.get()) == wanted);
        CHECK(older.said_size() == size);
        CHECK(older.has_its_tail());
    }
}

template <typename T>
void expect_refused_sizes(T value, const std::function<gesso_result(T *)> &call)
{
    for (const uint32_t size : {0u, 1u, 3u, 4097u, 0x80000000u, 0xffffffffu}) {
        CAPTURE(size);
        value.struct_size = size;
        const T before = value;
        CHECK(call(&value) == GESSO_ERROR_INVALID_ARGUMENT);
        CHECK(std::string(gesso_last_error()).find("struct_size") != std::string::npos);
        CHECK(std::memcmp(&before, &value, sizeof(T)) == 0);
    }
    CHECK(call(nullptr) == GESSO_ERROR_INVALID_ARGUMENT);
}

const char *const kNoHeader[] = {"no colon in here", nullptr};

#define END_OF(type, field) (offsetof(type, field) + sizeof(type::field))

} // namespace

TEST_CASE("limits of an older host lack their newest fields and are taken", "[abi]")
{
    gesso_limits wrong = gesso_limits_init();
    wrong.json_depth = 1;
    expect_by_age<gesso_limits>({wrong, END_OF(gesso_limits, json_depth)}, create_with_limits);
    wrong = gesso_limits_init();
    wrong.max_in_flight = 1000;
    expect_by_age<gesso_limits>({wrong, END_OF(gesso_limits, max_in_flight)}, create_with_limits);
    // Null stands for the defaults; a struct without a size does not.
    gesso_limits unset{};
    CHECK(create_with_limits(&unset) == GESSO_ERROR_INVALID_ARGUMENT);
    unset.struct_size = 4097;
    CHECK(create_with_limits(&unset) == GESSO_ERROR_INVALID_ARGUMENT);
    CHECK(create_with_limits(nullptr) == GESSO_OK);
}

TEST_CASE("a client of an older host lacks the newest hooks and is made", "[abi]")
{
    gesso_client_desc wrong = gesso_client_desc_init();
    wrong.user_agent = "two\nlines";
    expect_by_age<gesso_client_desc>({wrong, END_OF(gesso_client_desc, user_agent)}, create_with);
    expect_refused_sizes<gesso_client_desc>(gesso_client_desc_init(), create_with);
}

TEST_CASE("a service of an older host lacks the newest fields and is made", "[abi]")
{
    const Client client;
    gesso_service_id service{};
    const auto create = [&](const gesso_service_desc *desc) {
        return gesso_service_create(client, desc, &service);
    };
    gesso_service_desc wrong = gesso_service_desc_init();
    wrong.extra_headers = kNoHeader;
    const Probe<gesso_service_desc> tail{wrong, END_OF(gesso_service_desc, extra_headers)};
    expect_by_age<gesso_service_desc>(tail, create);
    expect_refused_sizes<gesso_service_desc>(gesso_service_desc_init(), create);

    const auto update = [&](const gesso_service_desc *desc) {
        return gesso_service_update(client, service, desc);
    };
    expect_by_age<gesso_service_desc>(tail, update);
    expect_refused_sizes<gesso_service_desc>(gesso_service_desc_init(), update);
}

TEST_CASE("a request of an older host lacks the newest fields and is queued", "[abi]")
{
    const Client client;
    const gesso_service_id service = make_service(client, "http://127.0.0.1:9/v1");
    const auto submit = [&](const gesso_request_desc *desc) {
        gesso_request_id request{};
        return gesso_submit(client, desc, &request);
    };
    gesso_request_desc good = gesso_request_desc_init();
    good.service = service;
    good.prompt = "sand";
    const CutStruct<gesso_request_desc> oldest(good, END_OF(gesso_request_desc, prompt));
    CHECK(submit(oldest.get()) == GESSO_OK);

    const size_t all = sizeof(gesso_request_desc) + 64;
    const size_t headers_end = END_OF(gesso_request_desc, extra_headers);
    const size_t alignment_end = END_OF(gesso_request_desc, row_alignment) + 4;
    for (size_t size = oldest.said_size(); size <= all; size += 8) {
        CAPTURE(size);
        gesso_request_desc wrong = good;
        wrong.extra_headers = kNoHeader;
        const CutStruct<gesso_request_desc> by_headers(wrong, size);
        CHECK((submit(by_headers.get()) == GESSO_OK) == (size < headers_end));
        wrong = good;
        wrong.row_alignment = 3;
        const CutStruct<gesso_request_desc> by_alignment(wrong, size);
        CHECK((submit(by_alignment.get()) == GESSO_OK) == (size < alignment_end));
    }
    expect_refused_sizes<gesso_request_desc>(good, submit);
}

TEST_CASE("a job of an older host lacks the newest fields and is queued", "[abi]")
{
    const Client client;
    static const uint8_t pixels[16] = {};
    gesso_job_desc good = gesso_job_desc_init();
    good.kind = GESSO_JOB_ENCODE;
    good.picture = gesso_picture_init();
    good.picture.kind = GESSO_PICTURE_PIXELS;
    good.picture.data = pixels;
    good.picture.size = sizeof(pixels);
    good.picture.width = good.picture.height = 2;
    const auto submit = [&](const gesso_job_desc *desc) {
        gesso_job_id job{};
        const gesso_result result = gesso_job_submit(client, desc, &job);
        if (result == GESSO_OK)
            gesso_job_release(client, job);
        return result;
    };
    for (size_t size = END_OF(gesso_job_desc, picture); size <= sizeof(good) + 64; size += 4) {
        CAPTURE(size);
        gesso_job_desc wrong = good;
        wrong.row_alignment = 3;
        const CutStruct<gesso_job_desc> older(wrong, size);
        CHECK((submit(older.get()) == GESSO_OK) == (size < END_OF(gesso_job_desc, row_alignment)));
        CHECK(older.has_its_tail());
    }
    expect_refused_sizes<gesso_job_desc>(good, submit);
}

// ---- structs that the library writes -----------------------------------------------------------

namespace {

// Hosts of every age get the fields they know, as a host of today does, and nothing beyond them.
template <typename T>
void expect_written_by_age(const std::function<gesso_result(T *)> &call)
{
    T today{};
    today.struct_size = sizeof(T);
    REQUIRE(call(&today) == GESSO_OK);
    for (size_t size = sizeof(uint32_t); size <= sizeof(T) + 64; size += sizeof(uint32_t)) {
        CAPTURE(size);
        T zeros{};
        const CutStruct<T> older(zeros, size);
        REQUIRE(call(older.get()) == GESSO_OK);
        CHECK(older.said_size() == size);
        CHECK(older.has_its_tail());
        const size_t known = std::min(size, sizeof(T));
        CHECK(
            std::memcmp(
                older.bytes() + sizeof(uint32_t),
                reinterpret_cast<const uint8_t *>(&today) + sizeof(uint32_t),
                known - sizeof(uint32_t)) == 0);
    }
    T refused{};
    std::memset(static_cast<void *>(&refused), 0x5a, sizeof(T));
    expect_refused_sizes<T>(refused, call);
}

struct Finished {
    gesso_request_id request{};
    gesso_image_id image{};
};

Finished generate(gesso_client *client, const std::string &url)
{
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = make_service(client, url + "/v1");
    desc.prompt = "sand";
    desc.size = "256x256";
    Finished finished;
    REQUIRE(gesso_submit(client, &desc, &finished.request) == GESSO_OK);
    for (int ms = 0; ms < 60'000; ++ms) {
        gesso_event event{};
        while (gesso_poll(client, &event) == GESSO_OK) {
            if (event.type == GESSO_EVENT_IMAGE)
                finished.image = event.as.image.image;
            if (event.type == GESSO_EVENT_FINISHED || event.type == GESSO_EVENT_FAILED)
                return finished;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    FAIL("the request did not end in time");
    return finished;
}

} // namespace

TEST_CASE("a host of any age is told what it has room for and no more", "[abi]")
{
    const Loopback service;
    const Client client;
    const Finished finished = generate(client, service.url());
    REQUIRE(finished.image.value != 0);

    SECTION("views of images")
    {
        expect_written_by_age<gesso_view>(
            [&](gesso_view *view) { return gesso_image_view(client, finished.image, view); });
    }
    SECTION("facts of requests")
    {
        expect_written_by_age<gesso_request_info>([&](gesso_request_info *info) {
            return gesso_request_get_info(client, finished.request, info);
        });
    }
    SECTION("facts of outputs")
    {
        expect_written_by_age<gesso_output_info>([&](gesso_output_info *info) {
            return gesso_output_get_info(client, finished.request, 0, info);
        });
    }
    SECTION("why it failed")
    {
        const Finished failed = generate(client, "http://127.0.0.1:9");
        expect_written_by_age<gesso_error>([&](gesso_error *error) {
            return gesso_request_get_error(client, failed.request, GESSO_ALL_OUTPUTS, error);
        });
    }
    SECTION("numbers")
    {
        // The worker may still be leaving the request.
        gesso_stats now = gesso_stats_init();
        for (int ms = 0; ms < 10'000 && (now.posts == 0 || now.in_flight != 0); ++ms) {
            REQUIRE(gesso_get_stats(client, &now) == GESSO_OK);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        expect_written_by_age<gesso_stats>(
            [&](gesso_stats *stats) { return gesso_get_stats(client, stats); });
    }
    gesso_image_release(client, finished.image);
}

TEST_CASE("what destroy leaves behind is told to a host of any age", "[abi]")
{
    const auto destroy_new_client = [](gesso_leftovers *out_left) {
        const gesso_client_desc desc = gesso_client_desc_init();
        gesso_client *client = nullptr;
        REQUIRE(gesso_client_create(GESSO_VERSION, &desc, &client) == GESSO_OK);
        return gesso_client_destroy(client, out_left);
    };
    for (size_t size = 4; size <= sizeof(gesso_leftovers) + 16; size += 4) {
        CAPTURE(size);
        const gesso_leftovers before{0, 77, 77, 77};
        const CutStruct<gesso_leftovers> left(before, size);
        CHECK(destroy_new_client(left.get()) == GESSO_OK);
        CHECK(left.said_size() == size);
        CHECK(left.has_its_tail());
        for (size_t at = 4; at < std::min(size, sizeof(gesso_leftovers)); ++at)
            CHECK(left.bytes()[at] == 0);
    }
}

TEST_CASE("destroy with a struct that has no size destroys nothing and says so", "[abi]")
{
    const gesso_client_desc desc = gesso_client_desc_init();
    gesso_client *client = nullptr;
    REQUIRE(gesso_client_create(GESSO_VERSION, &desc, &client) == GESSO_OK);
    for (const uint32_t size : {0u, 3u, 4097u, 0xffffffffu}) {
        gesso_leftovers left{size, 77, 77, 77};
        CHECK(gesso_client_destroy(client, &left) == GESSO_ERROR_INVALID_ARGUMENT);
        CHECK(std::string(gesso_last_error()).find("struct_size") != std::string::npos);
        CHECK(left.threads == 77);
    }
    gesso_event event{};
    CHECK(gesso_poll(client, &event) == GESSO_EMPTY);
    CHECK(gesso_client_destroy(client, nullptr) == GESSO_OK);
}
