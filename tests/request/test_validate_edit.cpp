// SPDX-License-Identifier: MIT
#include "request/data_url.h"
#include "request/edit_fixture.h"

#include <vector>

using namespace gesso::core;

namespace {

constexpr std::string_view kOnlyPng[] = {"png"};
constexpr std::string_view kTwoFormats[] = {"png", "jpeg"};

ModelRules dall_e_2_rules()
{
    ModelRules rules = kSingle;
    rules.family = "dall-e-2";
    rules.max_edit_images = 1;
    rules.edit_inputs = kOnlyPng;
    rules.max_edit_bytes = uint64_t{4} << 20;
    rules.is_edit_square = true;
    return rules;
}

ModelRules azure_rules()
{
    ModelRules rules = kStreaming;
    rules.edit_inputs = kTwoFormats;
    rules.fidelities = {};
    return rules;
}

const ModelRules kDallE2 = dall_e_2_rules();
const ModelRules kAzureGpt = azure_rules();

ServiceRoute azure_route()
{
    ServiceRoute route = route_for(EndpointForm::azure_deployments, &kAzureGpt);
    route.is_provider_azure = true;
    return route;
}

ServiceRoute json_route()
{
    ServiceRoute route = kOpenAi;
    route.is_edit_json_understood = true;
    return route;
}

} // namespace

TEST_CASE("a model that cannot edit is named before anything is sent", "[edit]")
{
    CHECK(contains(edit_verdict(edit_ask(), kDallE), "dall-e-3 cannot edit"));
    ServiceRoute azure = route_for(EndpointForm::azure_deployments, &kSingle);
    azure.is_provider_azure = true;
    azure.edit_target.clear();
    azure.edit_obstacle = "api-version 2024-02-01 has no image edits";
    CHECK(contains(edit_verdict(edit_ask(), azure), "dall-e-3 on Azure cannot edit"));
    ServiceRoute old = azure_route();
    old.edit_target.clear();
    old.edit_obstacle = azure.edit_obstacle;
    CHECK(contains(edit_verdict(edit_ask(), old), "2024-02-01 has no image edits"));
    HttpRequest request;
    CHECK_FALSE(build_edit(edit_ask(), old, request).is_ok());
    CHECK(edit_verdict(edit_ask(), kOpenAi) == "ok");
}

TEST_CASE("an edit has 1 to 16 pictures", "[edit]")
{
    CHECK(contains(edit_verdict(edit_ask(0), kOpenAi), "images: "));
    CHECK(edit_verdict(edit_ask(16), kOpenAi) == "ok");
    CHECK(contains(edit_verdict(edit_ask(17), kOpenAi), "at most 16"));
    CHECK(contains(edit_verdict(edit_ask(17), kUnknown), "at most 16"));
    HttpRequest request;
    CHECK_FALSE(build_edit(edit_ask(0), kOpenAi, request).is_ok());
}

TEST_CASE("a format that the provider does not read is refused with one that it does", "[edit]")
{
    EditAsk ask = edit_ask(2);
    ask.images[1].header.format = ImageFormat::webp;
    CHECK(edit_verdict(ask, kOpenAi) == "ok");
    CHECK(
        edit_verdict(ask, azure_route()) ==
        "image 2: it is webp; gpt-image-2 on Azure reads png or jpeg; convert it to png");
    ask.images[1].header.format = ImageFormat::unknown;
    CHECK(contains(edit_verdict(ask, kUnknown), "image 2: it is no PNG"));
    ask.images[1] = file_of("");
    CHECK(contains(edit_verdict(ask, kUnknown), "image 2: it is empty"));
}

TEST_CASE("a picture at the size limit is refused and one below it passes", "[edit]")
{
    const uint64_t limit = kStreaming.max_edit_bytes;
    const std::vector<uint8_t> bytes(limit);
    EditAsk ask = edit_ask();
    ask.images[0].bytes = {bytes.data(), limit - 1};
    CHECK(edit_verdict(ask, kOpenAi) == "ok");
    ask.images[0].bytes = bytes;
    CHECK(contains(edit_verdict(ask, kOpenAi), "less than 50 MB"));
    CHECK(edit_verdict(ask, kUnknown) == "ok");
    ask = edit_ask();
    ask.mask = file_of("m");
    ask.mask->bytes = bytes;
    CHECK(contains(edit_verdict(ask, kOpenAi), "mask: it has 52428800 bytes"));
}

TEST_CASE("a mask is a PNG with transparency and of the first picture's size", "[edit]")
{
    EditAsk ask = edit_ask(2);
    ask.images[1] = file_of("x", ImageFormat::png, 9, 9);
    ask.mask = file_of("m");
    CHECK(edit_verdict(ask, kOpenAi) == "ok");
    ask.mask = file_of("m", ImageFormat::png, 64, 63);
    CHECK(
        edit_verdict(ask, kOpenAi) ==
        "mask: it is 64x63, the first image 64x64; both must have one size");
    ask.mask = file_of("m", ImageFormat::png, 64, 64, false);
    CHECK(contains(edit_verdict(ask, kOpenAi), "no alpha channel"));
    CHECK(edit_verdict(ask, kUnknown) == "ok"); // others read other masks
    ask.mask = file_of("m", ImageFormat::jpeg, 64, 64, false);
    CHECK(contains(edit_verdict(ask, kOpenAi), "mask: it is jpeg"));
    ask.mask = file_of("m", ImageFormat::png, 0, 0, false); // nobody looked
    CHECK(edit_verdict(ask, kOpenAi) == "ok");
    ask.mask = file_of("");
    CHECK(contains(edit_verdict(ask, kOpenAi), "mask: it is empty"));
}

TEST_CASE("DALL-E 2 edits one square PNG below 4 MB whose transparency says where", "[edit]")
{
    const ServiceRoute route = route_for(EndpointForm::openai, &kDallE2);
    CHECK(edit_verdict(edit_ask(), route) == "ok");
    CHECK(contains(edit_verdict(edit_ask(2), route), "at most 1"));
    EditAsk ask = edit_ask();
    ask.images[0] = file_of("p", ImageFormat::png, 64, 32);
    CHECK(contains(edit_verdict(ask, route), "square"));
    ask.images[0] = file_of("p", ImageFormat::png, 64, 64, false);
    CHECK(contains(edit_verdict(ask, route), "mask: "));
    ask.mask = file_of("m");
    CHECK(edit_verdict(ask, route) == "ok");
    ask.images[0] = file_of("p", ImageFormat::jpeg);
    CHECK(contains(edit_verdict(ask, route), "reads png"));
    const std::vector<uint8_t> bytes(size_t{4} << 20);
    ask.images[0] = file_of("p");
    ask.images[0].bytes = bytes;
    CHECK(contains(edit_verdict(ask, route), "less than 4 MB"));
    const HttpRequest request = built_edit(edit_ask(), route);
    CHECK(form_value(request, "response_format") == "b64_json");
}

TEST_CASE("fields of generations are checked for edits as well", "[edit]")
{
    EditAsk ask = edit_ask();
    ask.fields.style = "vivid";
    CHECK(contains(edit_verdict(ask, kOpenAi), "style: "));
    ask = edit_ask();
    ask.fields.prompt = "";
    CHECK(contains(edit_verdict(ask, kOpenAi), "prompt: "));
    ask = edit_ask();
    ask.fields.size = "1920x1080";
    CHECK(contains(edit_verdict(ask, kOpenAi), "1920x1088"));
    ask = edit_ask();
    ask.fields.partials = 2;
    CHECK(contains(edit_verdict(ask, kOpenAi), "partials: "));
    ask = edit_ask();
    ask.input_fidelity = "highest";
    CHECK(contains(edit_verdict(ask, kOpenAi), "high or low"));
    ask.input_fidelity = "high";
    CHECK(contains(edit_verdict(ask, azure_route()), "does not take it"));
    CHECK(edit_verdict(ask, kUnknown) == "ok");
    ask.input_fidelity = "\xff";
    CHECK(contains(edit_verdict(ask, kUnknown), "UTF-8"));
}

TEST_CASE("a JSON edit goes where it is read and only as long as a data URL may be", "[edit]")
{
    EditAsk ask = edit_ask();
    ask.as_json = true;
    CHECK(contains(edit_verdict(ask, azure_route()), "edit as JSON: "));
    CHECK(edit_verdict(ask, json_route()) == "ok");
    const size_t most = (kMaxDataUrl - data_url_head(ImageFormat::png).size()) / 4 * 3;
    const std::vector<uint8_t> bytes(most + 1);
    ask.images[0].bytes = {bytes.data(), most};
    CHECK(data_url_size(ImageFormat::png, most) <= kMaxDataUrl);
    CHECK(edit_verdict(ask, json_route()) == "ok");
    ask.images[0].bytes = bytes;
    CHECK(contains(edit_verdict(ask, json_route()), "20971520"));
    ask.as_json = false;
    CHECK(edit_verdict(ask, json_route()) == "ok");
}
