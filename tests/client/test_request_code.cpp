// SPDX-License-Identifier: MIT
// Requests as code through the C interface; what the code itself is worth: tests/code.
#include "client/edit_host.h"

#include <string>

using namespace gesso_test;

namespace {

std::string code_of(Host &host, const gesso_request_desc &desc, int32_t language)
{
    size_t needed = 0;
    REQUIRE(gesso_request_code(host.client(), &desc, language, nullptr, 0, &needed) == GESSO_OK);
    REQUIRE(needed > 1);
    std::string code(needed, '#');
    REQUIRE(
        gesso_request_code(host.client(), &desc, language, code.data(), needed, &needed) ==
        GESSO_OK);
    CHECK(needed == code.size());
    CHECK(code.back() == '\0');
    code.pop_back();
    return code;
}

bool contains(const std::string &text, const char *part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a request becomes code without anything being sent", "[client]")
{
    Host host;
    const gesso_service_id id = host.add_service("http://127.0.0.1:1/v1");
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = id;
    desc.prompt = "it's a wall";
    for (int32_t language = GESSO_CODE_CURL; language <= GESSO_CODE_POWERSHELL; ++language) {
        const std::string code = code_of(host, desc, language);
        CHECK(contains(code, "127.0.0.1:1/v1"));
        char few[8];
        size_t needed = 0;
        CHECK(
            gesso_request_code(host.client(), &desc, language, few, sizeof(few), &needed) ==
            GESSO_OK);
        CHECK(needed == code.size() + 1);
        CHECK(code.compare(0, 7, few) == 0);
    }
    CHECK(host.stats().posts == 0);
    CHECK(host.stats().requests == 0);
}

TEST_CASE(
    "an edit becomes code whose files are named, and its pictures stay the host's", "[client]")
{
    Host host;
    const gesso_service_id id = host.add_service("http://127.0.0.1:1/v1");
    const Texture base = noise_texture(256, 256, 7);
    const Texture mask = box_mask(256, 256, 64, 64, 128, 128);
    int releases = 0;
    gesso_picture picture = base.picture();
    picture.release = [](void *user, const void *) { ++*static_cast<int *>(user); };
    picture.user = &releases;
    const gesso_picture mask_picture = mask.picture();
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = id;
    desc.prompt = "a hat";
    desc.operation = GESSO_OPERATION_EDIT;
    desc.images = &picture;
    desc.image_count = 1;
    desc.mask = &mask_picture;
    const std::string code = code_of(host, desc, GESSO_CODE_CURL);
    CHECK(contains(code, "image=@image-1.png;type=image/png"));
    CHECK(contains(code, "mask=@mask.png"));
    CHECK(contains(code, "/v1/images/edits"));
    CHECK(releases == 0);
}

TEST_CASE("what cannot become code is refused and named", "[client]")
{
    Host host;
    const gesso_service_id id = host.add_service("http://127.0.0.1:1/v1");
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = id;
    size_t needed = 0;
    const auto result = [&](int32_t language) {
        return gesso_request_code(host.client(), &desc, language, nullptr, 0, &needed);
    };
    CHECK(result(GESSO_CODE_CURL) == GESSO_ERROR_INVALID_ARGUMENT); // no prompt
    desc.prompt = "p";
    CHECK(result(GESSO_CODE_CURL) == GESSO_OK);
    CHECK(result(-1) == GESSO_ERROR_INVALID_ARGUMENT);
    CHECK(result(99) == GESSO_ERROR_INVALID_ARGUMENT);
    desc.operation = GESSO_OPERATION_EDIT;
    CHECK(result(GESSO_CODE_CURL) == GESSO_ERROR_INVALID_ARGUMENT); // no pictures
    desc.operation = GESSO_OPERATION_GENERATE;
    desc.service.value = 99;
    CHECK(result(GESSO_CODE_CURL) == GESSO_ERROR_STALE);
    desc.service = id;
    REQUIRE(gesso_service_destroy(host.client(), id) == GESSO_OK);
    CHECK(result(GESSO_CODE_CURL) == GESSO_ERROR_STALE);
}
