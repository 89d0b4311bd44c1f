// SPDX-License-Identifier: MIT
// What the programs say; tests/code runs them.
#include "request/edit_fixture.h"
#include "request/request_code.h"

using namespace gesso::core;

namespace {

constexpr CodeLanguage kLanguages[] = {
    CodeLanguage::curl, CodeLanguage::python, CodeLanguage::cpp, CodeLanguage::csharp,
    CodeLanguage::powershell};
constexpr const char *kCanary = "sk-canary-0123456789";

template <typename Ask>
std::string
code_of(CodeLanguage language, const Ask &ask, const ServiceRoute &route, const char *variable = "")
{
    std::string code;
    const Status status = write_request_code(language, ask, route, variable, code);
    CAPTURE(status.message);
    REQUIRE(status.is_ok());
    return code;
}

template <typename Ask>
std::string code_refusal(const Ask &ask, const ServiceRoute &route)
{
    for (const CodeLanguage language : kLanguages) {
        std::string code;
        const Status status = write_request_code(language, ask, route, "", code);
        CHECK(code.empty());
        if (!status.is_ok() && language == CodeLanguage::powershell)
            return status.message;
    }
    return "ok";
}

// A key in every place where a host may put one.
ServiceRoute secretive(EndpointForm form)
{
    ServiceRoute route = route_for(form, &kStreaming);
    route.fields = {
        {"Authorization", std::string("Bearer ") + kCanary, true},
        {"x-api-key", kCanary, true},
        {"X-Team", kCanary, false},
        {"OpenAI-Project", "proj_1", false}};
    const std::string path =
        form == EndpointForm::azure_deployments ? "/openai/deployments/tex/images/" : "/v1/images/";
    const std::string query = std::string("?api-version=preview&code=") + kCanary + "&on";
    route.generation_target = path + "generations" + query;
    route.edit_target = path + "edits" + query;
    return route;
}

} // namespace

TEST_CASE("a generation as curl is short enough to read", "[code]")
{
    CHECK(
        code_of(CodeLanguage::curl, ask_for("it's a wall"), kOpenAi) ==
        "# Reads from the environment: OPENAI_API_KEY, the key or token.\n"
        "curl 'https://h/v1/images/generations' \\\n"
        "  -H \"Authorization: Bearer ${OPENAI_API_KEY}\" \\\n"
        "  -H 'Accept: application/json' \\\n"
        "  -H 'Expect:' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        "  --data-raw '{\"model\":\"gpt-image-2\",\"prompt\":\"it'\\''s a wall\","
        "\"quality\":\"medium\"}' \\\n"
        "  --output response.json\n");
}

TEST_CASE("no program of any form holds a secret, wherever the host put it", "[code]")
{
    for (const EndpointForm form :
         {EndpointForm::openai, EndpointForm::azure_deployments, EndpointForm::azure_v1,
          EndpointForm::compatible, EndpointForm::azure_async}) {
        for (const CodeLanguage language : kLanguages) {
            const ServiceRoute route = secretive(form);
            for (const std::string &code :
                 {code_of(language, ask_for("p"), route), code_of(language, edit_ask(), route)}) {
                CAPTURE(code);
                CHECK_FALSE(contains(code, "canary"));
                CHECK(contains(code, "OPENAI_API_KEY"));
                CHECK(contains(code, "GESSO_HEADER_X_API_KEY"));
                CHECK(contains(code, "GESSO_HEADER_X_TEAM"));
                CHECK(contains(code, "GESSO_QUERY_CODE"));
            }
        }
    }
}

TEST_CASE("the key goes by the variable that its owner keeps it in", "[code]")
{
    for (const CodeLanguage language : kLanguages) {
        CHECK(contains(code_of(language, ask_for("p"), kOpenAi, "MY_KEY"), "MY_KEY"));
        const std::string odd = code_of(language, ask_for("p"), kOpenAi, "a;b");
        CHECK_FALSE(contains(odd, "a;b"));
        CHECK(contains(odd, "OPENAI_API_KEY"));
    }
}

TEST_CASE("an ask of several posts becomes one of them and says how often to run it", "[code]")
{
    GenerationAsk ask = ask_for("p");
    ask.n = 4;
    const std::string code = code_of(CodeLanguage::curl, ask, kDallE);
    CHECK(contains(code, "1 of the 4 images asked for: run it 4 times"));
    CHECK_FALSE(contains(code, "\"n\""));
    CHECK(contains(code_of(CodeLanguage::cpp, ask, kDallE), "request.count = 4;"));
}

TEST_CASE("programs call the pictures as the server wants them, or say why not", "[code]")
{
    ServiceRoute route = kOpenAi;
    route.image_field = ImageField::plain;
    const std::string curl = code_of(CodeLanguage::curl, edit_ask(2), route);
    CHECK(contains(curl, "'image=@image-1.png"));
    CHECK(contains(curl, "'image=@image-2.png"));
    CHECK(contains(
        code_of(CodeLanguage::cpp, edit_ask(2), route), "GESSO_SERVICE_IMAGE_FIELD_PLAIN"));
    CHECK(contains(code_of(CodeLanguage::python, edit_ask(2), route), "# The SDK calls each"));
    CHECK_FALSE(contains(code_of(CodeLanguage::python, edit_ask(1), route), "# The SDK"));
    route.image_field = ImageField::list;
    CHECK(contains(code_of(CodeLanguage::curl, edit_ask(1), route), "'image[]=@image-1.png"));
    CHECK(
        contains(code_of(CodeLanguage::cpp, edit_ask(1), route), "GESSO_SERVICE_IMAGE_FIELD_LIST"));
    CHECK(
        contains(code_of(CodeLanguage::python, edit_ask(1), route), "image=[open(\"image-1.png\""));
}

TEST_CASE("what cannot be sent or held has no program", "[code]")
{
    CHECK(contains(code_refusal(ask_for(""), kOpenAi), "prompt: "));
    CHECK(contains(code_refusal(edit_ask(0), kOpenAi), "images: "));
    ServiceRoute none = kOpenAi;
    none.edit_target.clear();
    none.edit_obstacle = "no edits here";
    CHECK(contains(code_refusal(edit_ask(), none), "no edits here"));
    EditAsk nul = edit_ask();
    nul.fields.prompt = std::string("a\0b", 3);
    CHECK(contains(code_refusal(nul, kOpenAi), "NUL"));
    GenerationAsk extra = ask_for("p");
    extra.extra_json = "{\"n\":9}";
    CHECK(contains(code_refusal(extra, kOpenAi), "extra_json: "));
}

TEST_CASE("a format that nobody knows is never part of the program's own text", "[code]")
{
    GenerationAsk ask = ask_for("p");
    ask.format = "png\"); system(\"id";
    for (const CodeLanguage language : kLanguages)
        CHECK_FALSE(contains(code_of(language, ask, kUnknown), "png\"); system"));
}
