// SPDX-License-Identifier: MIT
#include "service/route_fixture.h"

using namespace gesso::core;

TEST_CASE("OpenAI needs no endpoint and asks for the newest model", "[route]")
{
    const ServiceRoute route = resolved({});
    CHECK(route.origin == Origin{"https", "api.openai.com", 443});
    CHECK(route.generation_target == "/v1/images/generations");
    CHECK(route.has_model_field);
    CHECK(route.model == "gpt-image-2.6-flare");
    REQUIRE(route.rules != nullptr);
    CHECK(route.rules->family == "gpt-image-2.6");
    CHECK_FALSE(route.is_provider_azure);
    CHECK(route.fields.empty());
    CHECK(route.can_stream);
    CHECK_FALSE(route.sends_response_format);
}

TEST_CASE("an OpenAI base address is accepted in every shape people paste", "[route]")
{
    const std::pair<const char *, const char *> shapes[] = {
        {"https://h", "/v1/images/generations"},
        {"https://h/", "/v1/images/generations"},
        {"https://h/v1", "/v1/images/generations"},
        {"https://h/v1//", "/v1/images/generations"},
        {"https://h/v1/images/generations", "/v1/images/generations"},
        {"https://h/v1/images/edits/", "/v1/images/generations"},
        {"https://h/ai/v1", "/ai/v1/images/generations"},
        {"https://h/gateway", "/gateway/images/generations"},
        {"https://h/images/generations", "/images/generations"},
        {"https://h/v1?team=a%20b", "/v1/images/generations?team=a%20b"},
    };
    for (const auto &[endpoint, expected] : shapes) {
        CAPTURE(endpoint);
        CHECK(target(settings_for(EndpointForm::openai, endpoint)) == expected);
        CHECK(target(settings_for(EndpointForm::compatible, endpoint)) == expected);
    }
}

TEST_CASE("an Azure deployment address is accepted in every shape people paste", "[route]")
{
    const std::string expected =
        "/openai/deployments/tex/images/generations?api-version=2025-04-01-preview";
    for (const char *rest :
         {"", "/", "//", "/openai", "/openai/", "/openai/deployments", "/openai/deployments/tex",
          "/openai/deployments/tex/images/generations",
          "/openai/deployments/tex/images/edits?api-version=2025-04-01-preview"}) {
        const std::string endpoint = std::string("https://r.openai.azure.com") + rest;
        CAPTURE(endpoint);
        CHECK(target(azure(endpoint.c_str(), "tex")) == expected);
    }
}

TEST_CASE("a target URI pasted from the portal says it all", "[route]")
{
    const ServiceRoute route = resolved(azure("https://r.openai.azure.com/openai/deployments/"
                                              "my%20dep/images/edits?api-version=2024-10-21"));
    CHECK(route.origin == Origin{"https", "r.openai.azure.com", 443});
    CHECK(
        route.generation_target ==
        "/openai/deployments/my%20dep/images/generations?api-version=2024-10-21");
    CHECK_FALSE(route.has_model_field);
    CHECK(route.is_provider_azure);
}

TEST_CASE("only a segment that is exactly deployments counts as one", "[route]")
{
    CHECK(
        target(azure("https://h/mydeployments/x", "d")) ==
        "/mydeployments/x/openai/deployments/d/images/generations?api-version=2025-04-01-preview");
}

TEST_CASE("the api-version of the setting wins over the pasted one and over the default", "[route]")
{
    ServiceSettings settings = azure("https://h?api-version=preview", "d");
    CHECK(contains(target(settings), "?api-version=preview"));
    settings.api_version = "2024-10-21";
    CHECK(contains(target(settings), "?api-version=2024-10-21"));
    CHECK(contains(target(azure("https://h", "dalle3")), "?api-version=2024-02-01"));
    settings.api_version = "2024 &x=1";
    CHECK(contains(refusal(settings), "api-version"));
    CHECK(contains(refusal(azure("https://h?api-version=%0d%0a", "d")), "api-version"));
}

TEST_CASE("Azure v1 names the deployment in the body and needs no version", "[route]")
{
    for (const char *endpoint :
         {"https://h", "https://h/openai", "https://h/openai/v1", "https://h/openai/v1/",
          "https://h/openai/v1/images/generations",
          "https://h/openai/deployments/tex/images/generations?api-version=2025-04-01-preview"}) {
        CAPTURE(endpoint);
        const ServiceRoute route = resolved(settings_for(EndpointForm::azure_v1, endpoint, "tex"));
        CHECK(route.generation_target == "/openai/v1/images/generations");
        CHECK(route.has_model_field);
        CHECK(route.model == "tex");
    }
    CHECK(
        target(
            settings_for(EndpointForm::azure_v1, "https://h/openai/v1?api-version=preview", "d")) ==
        "/openai/v1/images/generations?api-version=preview");
    ServiceSettings by_model = settings_for(EndpointForm::azure_v1, "https://h");
    by_model.model = "gpt-image-2";
    CHECK(resolved(by_model).model == "gpt-image-2");
}

TEST_CASE("a deployment name is one path segment or it is refused", "[route]")
{
    const std::pair<const char *, const char *> names[] = {
        {"%2e", "%252e"},       {"%2E%2e", "%252E%252e"},     {"x?evil=1", "x%3Fevil%3D1"},
        {"x#frag", "x%23frag"}, {"caf\xc3\xa9", "caf%C3%A9"}, {"a b", "a%20b"},
        {"...", "..."},
    };
    for (const auto &[name, encoded] : names) {
        CAPTURE(name);
        CHECK(
            target(azure("https://h", name)) ==
            "/openai/deployments/" + std::string(encoded) +
                "/images/generations?api-version=2025-04-01-preview");
    }
    for (const char *name :
         {"", ".", "..", "../../admin", "..\\..\\admin", "x/y", "x\\y", "/", "a\nb", "a\x7f",
          "\xff"}) {
        CAPTURE(name);
        CHECK(contains(refusal(azure("https://h", name)), "deployment"));
    }
    for (const char *pasted :
         {"https://h/openai/deployments/x%2Fy", "https://h/openai/deployments/a%00"}) {
        CAPTURE(pasted);
        CHECK(contains(refusal(azure(pasted)), "deployment"));
    }
}

TEST_CASE("an address of another form or operation is refused with the form to choose", "[route]")
{
    CHECK(contains(refusal(azure("https://h/openai/v1", "d")), "Azure v1 form"));
    CHECK(contains(refusal(azure("https://h/openai/deployments/d/chat/completions")), "operation"));
    CHECK(contains(
        refusal(settings_for(EndpointForm::openai, "https://h/openai/deployments/d")),
        "Azure deployments form"));
    CHECK(contains(refusal(azure("https://h/openai/deployments/a", "b")), "keep one"));
    CHECK(contains(refusal(azure("", "d")), "endpoint"));
    CHECK(contains(refusal(settings_for(EndpointForm::compatible, "")), "endpoint"));
}

TEST_CASE("the family comes from its setting, then the deployment, then the model", "[route]")
{
    ServiceSettings settings = azure("https://h", "textures");
    CHECK(resolved(settings).rules == nullptr);
    settings.model = "gpt-image-2";
    CHECK(resolved(settings).rules->family == "gpt-image-2");
    settings.deployment = "dalle3-eu";
    CHECK(resolved(settings).rules->family == "dall-e-3");
    settings.family = "gpt-image-2.6-sunburst";
    CHECK(resolved(settings).rules->family == "gpt-image-2.6");
    settings.family = "flux";
    CHECK(resolved(settings).rules == nullptr);
    settings.family = "gpt-imge-2";
    CHECK(contains(refusal(settings), "name one of gpt-image-2.6"));
}

TEST_CASE("an unknown OpenAI model passes with nothing known about it", "[route]")
{
    ServiceSettings settings;
    settings.model = "gpt-image-9";
    const ServiceRoute route = resolved(settings);
    CHECK(route.rules == nullptr);
    CHECK(route.model == "gpt-image-9");
    CHECK(route.can_stream);
    settings.model = "";
    settings.family = "dall-e-3";
    CHECK(resolved(settings).model == "dall-e-3");
    settings.family = "flux";
    CHECK(contains(refusal(settings), "name the model"));
}

TEST_CASE("toggles follow the family unless they are set", "[route]")
{
    ServiceSettings settings = settings_for(EndpointForm::compatible, "http://localhost:1234");
    ServiceRoute route = resolved(settings);
    CHECK(route.sends_response_format);
    CHECK(route.can_stream);
    CHECK_FALSE(route.has_model_field);
    CHECK(route.max_images_per_post == 10);

    settings.model = "gpt-image-2";
    route = resolved(settings);
    CHECK_FALSE(route.sends_response_format);
    CHECK(route.has_model_field);

    settings.model = "dall-e-3";
    route = resolved(settings);
    CHECK(route.sends_response_format);
    CHECK_FALSE(route.can_stream);
    CHECK(route.max_images_per_post == 1);

    settings.model = "sd-cpp-local";
    settings.sends_model = false;
    settings.sends_response_format = false;
    settings.can_stream = false;
    settings.max_images_per_post = 1;
    route = resolved(settings);
    CHECK_FALSE(route.has_model_field);
    CHECK_FALSE(route.sends_response_format);
    CHECK_FALSE(route.can_stream);
    CHECK(route.max_images_per_post == 1);
}

TEST_CASE("an Azure host is known as Azure under every form", "[route]")
{
    ServiceSettings settings =
        settings_for(EndpointForm::openai, "https://r.openai.azure.com/openai/v1");
    settings.model = "gpt-image-2";
    const ServiceRoute route = resolved(settings);
    CHECK(route.is_provider_azure);
    CHECK(route.rules->formats.size() == 2);
    settings.endpoint = "https://openai.azure.com.evil.com/v1";
    CHECK_FALSE(resolved(settings).is_provider_azure);
}

TEST_CASE("the polled form has one address, knows no base64 and takes five images", "[route]")
{
    ServiceRoute route =
        resolved(settings_for(EndpointForm::azure_async, "https://r.openai.azure.com/"));
    CHECK(
        route.generation_target ==
        "/openai/images/generations:submit?api-version=2023-06-01-preview");
    CHECK_FALSE(route.has_model_field);
    CHECK_FALSE(route.sends_response_format);
    CHECK_FALSE(route.can_stream);
    CHECK(route.max_images_per_post == 5);
    CHECK(route.is_provider_azure);
}
