// SPDX-License-Identifier: MIT
#include "request/generation_fixture.h"

using namespace gesso::core;

TEST_CASE("a body holds only what was set, and a quality that is not the dearest", "[request]")
{
    CHECK(
        body(ask_for("a wall"), kOpenAi) ==
        R"({"model":"gpt-image-2","prompt":"a wall","quality":"medium"})");
    CHECK(
        body(ask_for("a wall"), route_for(EndpointForm::azure_v1, &kStreaming)) ==
        R"({"model":"gpt-image-2","prompt":"a wall","quality":"medium"})");
    CHECK(
        body(ask_for("a wall"), route_for(EndpointForm::azure_deployments, &kStreaming)) ==
        R"({"prompt":"a wall","quality":"medium"})");
    CHECK(
        body(ask_for("a wall"), kDallE) ==
        R"({"model":"dall-e-3","prompt":"a wall","quality":"standard",)"
        R"("response_format":"b64_json"})");
    CHECK(body(ask_for("a wall"), kUnknown) == R"({"model":"unknown","prompt":"a wall"})");
    ServiceRoute compatible = kUnknown;
    compatible.has_model_field = false;
    compatible.sends_response_format = true;
    CHECK(
        body(ask_for("a wall"), compatible) ==
        R"({"prompt":"a wall","response_format":"b64_json"})");
}

TEST_CASE("every field that was set is in the body once, in a fixed order", "[request]")
{
    GenerationAsk ask = ask_for("a \"wall\"\n\xc3\xa9");
    ask.size = "1536x1024";
    ask.quality = "high";
    ask.format = "webp";
    ask.background = "opaque";
    ask.moderation = "low";
    ask.user = "u-1";
    ask.compression = 80;
    ask.n = 2;
    CHECK(
        body(ask, kOpenAi) ==
        R"({"model":"gpt-image-2","prompt":"a \"wall\"\né","n":2,"size":"1536x1024",)"
        R"("quality":"high","background":"opaque","moderation":"low","output_format":"webp",)"
        R"("output_compression":80,"user":"u-1"})");
    GenerationAsk styled = ask_for("p");
    styled.style = "natural";
    styled.quality = "hd";
    CHECK(
        body(styled, kDallE) ==
        R"({"model":"dall-e-3","prompt":"p","quality":"hd","style":"natural",)"
        R"("response_format":"b64_json"})");
}

TEST_CASE("a stream asks for one preview unless the host says how many", "[request]")
{
    GenerationAsk ask = ask_for("p");
    ask.wants_stream = true;
    const std::string start = R"({"model":"gpt-image-2","prompt":"p","quality":"medium",)";
    CHECK(body(ask, kOpenAi) == start + R"("stream":true,"partial_images":1})");
    ask.partials = 0;
    CHECK(body(ask, kOpenAi) == start + R"("stream":true,"partial_images":0})");
    ask.partials = 3;
    CHECK(body(ask, kOpenAi) == start + R"("stream":true,"partial_images":3})");
}

TEST_CASE("no stream is asked of a service that cannot, and the reply type says so", "[request]")
{
    GenerationAsk ask = ask_for("p");
    ask.wants_stream = true;
    CHECK_FALSE(contains(body(ask, kDallE), "stream"));
    CHECK(built(ask, kDallE).fields.back().value == "application/json");
    CHECK(built(ask, kOpenAi).fields.back().value == "text/event-stream, application/json");
}

TEST_CASE("a request goes to the route's address with its headers and a JSON type", "[request]")
{
    const HttpRequest request = built(ask_for("p"), kOpenAi);
    CHECK(request.origin == kOpenAi.origin);
    CHECK(request.method == "POST");
    CHECK(request.target == "/v1/images/generations");
    CHECK(request.content_type == "application/json");
    REQUIRE(request.fields.size() == 2);
    CHECK(request.fields[0].name == "Authorization");
    CHECK(request.fields[0].is_secret);
    CHECK(request.fields[1].name == "Accept");
}

TEST_CASE(
    "streamed images are posts of their own, others share one as the family allows", "[request]")
{
    GenerationAsk ask = ask_for("p");
    CHECK(images_per_post(ask, kOpenAi) == 10);
    CHECK(images_per_post(ask, kDallE) == 1);
    ask.wants_stream = true;
    CHECK(images_per_post(ask, kOpenAi) == 1);
    ask.n = 2;
    HttpRequest request;
    CHECK(build_generation(ask, kOpenAi, request).code == StatusCode::invalid_argument);
    CHECK(request.body.empty());
}

TEST_CASE("extra members are set last, over ours and in their place", "[request]")
{
    GenerationAsk ask = ask_for("p");
    ask.extra_json = R"({"quality":"auto","seed":7,"nested":{"a":[1,null]},"prompt":"q"})";
    CHECK(
        body(ask, kOpenAi) == R"({"model":"gpt-image-2","prompt":"q","quality":"auto","seed":7,)"
                              R"("nested":{"a":[1,null]}})");
    ask.extra_json = R"({"model":"other"})";
    CHECK(contains(body(ask, kOpenAi), R"("model":"other")"));
}

TEST_CASE(
    "extra members that would lose count of images or fight the address are refused", "[request]")
{
    GenerationAsk ask = ask_for("p");
    const ServiceRoute azure = route_for(EndpointForm::azure_deployments, &kStreaming);
    for (const char *extra :
         {"[]", "1", "{", "{\"n\":2}", "{\"stream\":true}", "null", "{\"model\":\"other\"}",
          "{\"canary"}) {
        CAPTURE(extra);
        ask.extra_json = extra;
        CHECK(contains(verdict(ask, azure), "extra_json: "));
        CHECK_FALSE(contains(verdict(ask, azure), "canary"));
        HttpRequest request;
        CHECK_FALSE(build_generation(ask, azure, request).is_ok());
    }
    ask.extra_json = std::string(65, '[') + std::string(65, ']');
    CHECK(contains(verdict(ask, azure), "extra_json: "));
}

TEST_CASE("DALL-E answers with base64 unless the host wants an address", "[request]")
{
    GenerationAsk ask = ask_for("p");
    CHECK(contains(body(ask, kDallE), R"("response_format":"b64_json")"));
    ask.wants_url = true;
    CHECK(verdict(ask, kDallE) == "ok");
    CHECK(contains(body(ask, kDallE), R"("response_format":"url")"));
    // Of an unknown model the wish is passed on, whatever becomes of it.
    CHECK(verdict(ask, kUnknown) == "ok");
    CHECK(contains(body(ask, kUnknown), R"("response_format":"url")"));
    CHECK(contains(verdict(ask, kOpenAi), "url: gpt-image-2 sends its images in the answer"));
    CHECK_FALSE(contains(body(ask, kOpenAi), "response_format"));
}

TEST_CASE("the polled form is asked for what its time knew and nothing else", "[request]")
{
    ModelRules rules = kSingle;
    rules.family = "dall-e-2";
    rules.max_images = 5;
    rules.qualities = {};
    rules.default_quality = "";
    rules.styles = {};
    rules.wants_response_format = false;
    ServiceRoute route = route_for(EndpointForm::azure_async, &rules);
    route.has_model_field = false;
    GenerationAsk ask = ask_for("p");
    ask.n = 3;
    ask.size = "1024x1024";
    ask.user = "u";
    ask.wants_url = true; // the only answer it has
    CHECK(verdict(ask, route) == "ok");
    CHECK(body(ask, route) == R"({"prompt":"p","n":3,"size":"1024x1024","user":"u"})");
    ask.extra_json = R"({"model":"m"})";
    CHECK(contains(verdict(ask, route), "leave model out"));
}
