// SPDX-License-Identifier: MIT
#include "request/generation_fixture.h"

using namespace gesso::core;

TEST_CASE("a size off the grid is refused with the rule and the nearest legal size", "[request]")
{
    const std::pair<const char *, const char *> sizes[] = {
        {"1920x1080", "size 1920x1080: height must be a multiple of 16 for gpt-image-2; "
                      "nearest legal: 1920x1088"},
        {"1000x1024", "size 1000x1024: width must be a multiple of 16 for gpt-image-2; "
                      "nearest legal: 1008x1024"},
        {"4096x4096", "size 4096x4096: the longer side must be at most 3840 for gpt-image-2; "
                      "nearest legal: 2880x2880"},
        {"512x512", "size 512x512: it must have at least 655360 pixels for gpt-image-2; "
                    "nearest legal: 816x816"},
        {"3840x3840", "size 3840x3840: it must have at most 8294400 pixels for gpt-image-2; "
                      "nearest legal: 2880x2880"},
        {"3072x512", "size 3072x512: the sides must be within 3:1 for gpt-image-2; "
                     "nearest legal: 2928x976"},
    };
    for (const auto &[size, expected] : sizes)
        CHECK(size_verdict(size, kOpenAi) == expected);
    for (const char *size :
         {"1024x1024", "3840x2160", "2160x3840", "1920x1088", "auto", "1424x480", "2880x2880"}) {
        CAPTURE(size);
        CHECK(size_verdict(size, kOpenAi) == "ok");
    }
}

TEST_CASE("a size that is not two plain numbers is refused with an example", "[request]")
{
    const char *const cross = "1024\xc3\x97\x31\x30\x32\x34"; // with a multiplication sign
    for (const char *size :
         {"1024", "1024x", "x1024", "1024X1024", "1024 x 1024", cross, "0x1024", "-16x16",
          "01024x1024", "1024x1024x1", "Auto", "9999999x16", "1e3x1024", "large"}) {
        CAPTURE(size);
        CHECK(contains(size_verdict(size, kOpenAi), "like 1024x1024"));
    }
}

TEST_CASE("a family with fixed sizes lists them", "[request]")
{
    CHECK(
        size_verdict("512x512", kDallE) ==
        "size 512x512: dall-e-3 takes 1024x1024, 1536x1024 or auto");
    CHECK(size_verdict("1536x1024", kDallE) == "ok");
}

TEST_CASE("a value that the family does not take is refused with those it takes", "[request]")
{
    const struct {
        std::string GenerationAsk::*field;
        const char *value;
        const char *message;
    } cases[] = {
        {&GenerationAsk::quality, "hd", "quality hd: gpt-image-2 takes low, medium, high or auto"},
        {&GenerationAsk::format, "gif", "format gif: gpt-image-2 takes png, jpeg or webp"},
        {&GenerationAsk::background, "blue",
         "background blue: gpt-image-2 takes transparent, opaque or auto"},
        {&GenerationAsk::style, "vivid", "style: gpt-image-2 does not take it; leave it out"},
        {&GenerationAsk::moderation, "high", "moderation high: gpt-image-2 takes auto or low"},
    };
    for (const auto &expected : cases) {
        GenerationAsk ask = ask_for("p");
        ask.*expected.field = expected.value;
        CHECK(verdict(ask, kOpenAi) == expected.message);
        CHECK(verdict(ask, kUnknown) == "ok");
    }
}

TEST_CASE("a prompt is counted in characters and never trimmed or shown", "[request]")
{
    CHECK(verdict(ask_for(""), kDallE) == "prompt: it is empty");
    CHECK(verdict(ask_for(""), kUnknown) == "prompt: it is empty");
    CHECK(
        verdict(
            ask_for("\xf0\x9f\x98\x80\xc3\xa9\xe2\x82\xac"
                    "4567890"),
            kDallE) == "ok");
    CHECK(
        verdict(ask_for("canary 8901"), kDallE) ==
        "prompt: it has 11 characters; dall-e-3 takes at most 10");
    CHECK(verdict(ask_for("canary 8901"), kUnknown) == "ok");
    CHECK(verdict(ask_for("a\xff"), kUnknown) == "prompt: it is not valid UTF-8");
    GenerationAsk ask = ask_for("p");
    ask.user = "\xed\xa0\x80";
    CHECK(verdict(ask, kUnknown) == "user: it is not valid UTF-8");
}

TEST_CASE("fields that contradict each other are refused", "[request]")
{
    GenerationAsk ask = ask_for("p");
    ask.background = "transparent";
    CHECK(verdict(ask, kOpenAi) == "ok");
    ask.format = "webp";
    CHECK(verdict(ask, kOpenAi) == "ok");
    ask.format = "jpeg";
    CHECK(
        verdict(ask, kOpenAi) ==
        "background transparent: jpeg has no transparency; use format png or webp");

    ask = ask_for("p");
    ask.compression = 50;
    CHECK(verdict(ask, kOpenAi) == "compression 50: it needs format jpeg or webp");
    ask.format = "jpeg";
    CHECK(verdict(ask, kOpenAi) == "ok");
    for (const int value : {-1, 101}) {
        ask.compression = value;
        CHECK(contains(verdict(ask, kOpenAi), "must be 0 to 100"));
    }
    ask.format = "";
    CHECK(verdict(ask, kDallE) == "compression: dall-e-3 does not take it; leave it out");
    CHECK(verdict(ask, kUnknown) == "ok");
}

TEST_CASE("previews need a stream, a service that sends them, and are three at most", "[request]")
{
    GenerationAsk ask = ask_for("p");
    ask.partials = 2;
    CHECK(verdict(ask, kOpenAi) == "partials: previews need streaming");
    ask.wants_stream = true;
    CHECK(verdict(ask, kOpenAi) == "ok");
    CHECK(verdict(ask, kDallE) == "partials: dall-e-3 sends no previews; leave them out");
    ask.partials = 4;
    CHECK(verdict(ask, kOpenAi) == "partials 4: it must be 0 to 3");
    ask.partials = 0;
    CHECK(verdict(ask, kDallE) == "ok");
}

TEST_CASE("a request is for one to ten images, whatever one post of the family takes", "[request]")
{
    GenerationAsk ask = ask_for("p");
    for (const uint32_t n : {1u, 10u}) {
        ask.n = n;
        CHECK(verdict(ask, kDallE) == "ok");
    }
    for (const uint32_t n : {0u, 11u, UINT32_MAX}) {
        ask.n = n;
        CHECK(contains(verdict(ask, kUnknown), "it must be 1 to 10"));
        HttpRequest request;
        CHECK_FALSE(build_generation(ask, kUnknown, request).is_ok());
    }
}
