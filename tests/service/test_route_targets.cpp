// SPDX-License-Identifier: MIT
// What a person has -> both addresses and the header that proves who is asking, to the letter.
#include "service/api_version.h"
#include "service/model_table.h"
#include "service/route_fixture.h"

using namespace gesso::core;

namespace {

constexpr EndpointForm kDeployments = EndpointForm::azure_deployments;
constexpr EndpointForm kV1 = EndpointForm::azure_v1;
constexpr EndpointForm kSubmit = EndpointForm::azure_async;
constexpr const char *kNone = "";

struct Row {
    EndpointForm form;
    const char *endpoint;
    const char *deployment;
    const char *family;
    const char *host;
    const char *generation;
    const char *edit;
};

constexpr const char *kGenerateOn2025 =
    "/openai/deployments/tex/images/generations?api-version=2025-04-01-preview";
constexpr const char *kEditOn2025 =
    "/openai/deployments/tex/images/edits?api-version=2025-04-01-preview";
constexpr const char *kSubmitTarget =
    "/openai/images/generations:submit?api-version=2023-06-01-preview";

constexpr Row kRows[] = {
    {EndpointForm::openai, kNone, kNone, kNone, "api.openai.com", "/v1/images/generations",
     "/v1/images/edits"},
    {EndpointForm::openai, "https://eu.api.openai.com", kNone, kNone, "eu.api.openai.com",
     "/v1/images/generations", "/v1/images/edits"},
    // Pasted without the /v1 that OpenAI itself always has.
    {EndpointForm::openai, "https://api.openai.com/images/edits", kNone, kNone, "api.openai.com",
     "/v1/images/generations", "/v1/images/edits"},
    {EndpointForm::openai, "https://api.openai.com/v1/images/generations/", kNone, kNone,
     "api.openai.com", "/v1/images/generations", "/v1/images/edits"},
    {EndpointForm::compatible, "http://[::1]:1234", kNone, kNone, "::1", "/v1/images/generations",
     "/v1/images/edits"},
    {EndpointForm::compatible, "https://g/mai/v1/images/edits", kNone, kNone, "g",
     "/mai/v1/images/generations", "/mai/v1/images/edits"},
    {kDeployments, "https://r.openai.azure.com/", "tex", kNone, "r.openai.azure.com",
     kGenerateOn2025, kEditOn2025},
    {kDeployments, "https://r.openai.azure.us//", "tex", kNone, "r.openai.azure.us",
     kGenerateOn2025, kEditOn2025},
    {kDeployments,
     "https://R.CognitiveServices.Azure.com/openai/deployments/tex/images/generations"
     "?API-Version=2025-04-01-preview",
     kNone, kNone, "r.cognitiveservices.azure.com", kGenerateOn2025, kEditOn2025},
    {kDeployments,
     "https://r.openai.azure.com/openai/deployments/tex/images/edits"
     "?api-version=2025-04-01-preview&x=1",
     kNone, kNone, "r.openai.azure.com",
     "/openai/deployments/tex/images/generations?api-version=2025-04-01-preview&x=1",
     "/openai/deployments/tex/images/edits?api-version=2025-04-01-preview&x=1"},
    // What a portal showed for DALL-E 2: its version knows no deployments.
    {kDeployments,
     "https://r.openai.azure.com/openai/images/generations:submit?api-version=2023-06-01-preview",
     "tex", kNone, "r.openai.azure.com", kGenerateOn2025, kEditOn2025},
    {kDeployments, "https://r.openai.azure.com", "tex", "dall-e-3", "r.openai.azure.com",
     "/openai/deployments/tex/images/generations?api-version=2024-02-01", kNone},
    {kDeployments, "https://r.services.ai.azure.com", "FLUX-1.1-pro", kNone,
     "r.services.ai.azure.com",
     "/openai/deployments/FLUX-1.1-pro/images/generations?api-version=preview",
     "/openai/deployments/FLUX-1.1-pro/images/edits?api-version=preview"},
    {kDeployments, "https://r.openai.azure.com", "a b/", kNone, nullptr, kNone, kNone},
    {kV1, "https://r.services.ai.azure.com", "tex", kNone, "r.services.ai.azure.com",
     "/openai/v1/images/generations", "/openai/v1/images/edits"},
    {kV1, "https://r.openai.azure.com/openai/v1/images/edits?api-version=v1", "tex", kNone,
     "r.openai.azure.com", "/openai/v1/images/generations?api-version=v1",
     "/openai/v1/images/edits?api-version=v1"},
    {kV1,
     "https://r.openai.azure.com/openai/images/generations:submit?api-version=2023-06-01-preview",
     "tex", kNone, "r.openai.azure.com", "/openai/v1/images/generations",
     "/openai/v1/images/edits"},
    {kSubmit, "https://r.openai.azure.com", kNone, kNone, "r.openai.azure.com", kSubmitTarget,
     kNone},
    {kSubmit, "https://r.openai.azure.com/openai/", kNone, "dalle-2", "r.openai.azure.com",
     kSubmitTarget, kNone},
    {kSubmit,
     "https://r.openai.azure.com/openai/images/generations:submit?api-version=2023-08-01-preview",
     kNone, kNone, "r.openai.azure.com",
     "/openai/images/generations:submit?api-version=2023-08-01-preview", kNone},
    {kSubmit, "https://r.openai.azure.com/openai/images/generations%3Asubmit", kNone, kNone,
     "r.openai.azure.com", kSubmitTarget, kNone},
    {kSubmit,
     "https://r.openai.azure.com/openai/deployments/x/images/generations?api-version=2024-02-01",
     kNone, kNone, "r.openai.azure.com", kSubmitTarget, kNone},
    {kSubmit, "https://r.openai.azure.com/openai/v1/images/edits?api-version=v1", kNone, kNone,
     "r.openai.azure.com", kSubmitTarget, kNone},
};

ServiceSettings settings_of(const Row &row)
{
    ServiceSettings settings = settings_for(row.form, row.endpoint, row.deployment);
    settings.family = row.family;
    settings.credential = CredentialKind::api_key;
    settings.secret = kCanary;
    return settings;
}

} // namespace

TEST_CASE("generations and edits have the addresses that the documents print", "[route]")
{
    for (const Row &row : kRows) {
        CAPTURE(row.endpoint, row.deployment, row.family);
        const ServiceSettings settings = settings_of(row);
        if (!row.host) {
            CHECK(contains(refusal(settings), "deployment"));
            continue;
        }
        const ServiceRoute route = resolved(settings);
        CHECK(route.origin.host == row.host);
        CHECK(route.generation_target == row.generation);
        CHECK(route.edit_target == row.edit);
        CHECK(route.edit_target.empty() != route.edit_obstacle.empty());
        const bool is_azure_form =
            row.form == kDeployments || row.form == kV1 || row.form == kSubmit;
        REQUIRE(route.fields.size() == 1);
        CHECK(route.fields[0].name == (is_azure_form ? "api-key" : "Authorization"));
    }
}

TEST_CASE("a bearer token travels under the same header in every form", "[route]")
{
    for (const EndpointForm form :
         {EndpointForm::openai, kDeployments, kV1, EndpointForm::compatible, kSubmit}) {
        ServiceSettings settings = settings_for(form, "https://h", "d");
        settings.credential = CredentialKind::bearer;
        settings.secret = "t";
        const ServiceRoute route = resolved(settings);
        REQUIRE(route.fields.size() == 1);
        CHECK(route.fields[0].name == "Authorization");
        CHECK(route.fields[0].value == "Bearer t");
        CHECK(route.fields[0].is_secret);
    }
}

TEST_CASE("a version without edits is named together with one that has them", "[route]")
{
    for (const char *version :
         {"2023-12-01-preview", "2024-02-01", "2024-10-21", "2025-03-01-preview"}) {
        CAPTURE(version);
        ServiceSettings settings = azure("https://h", "tex");
        settings.api_version = version;
        const ServiceRoute route = resolved(settings);
        CHECK(route.edit_target.empty());
        CHECK(contains(route.edit_obstacle, version));
        CHECK(contains(route.edit_obstacle, "2025-04-01-preview"));
    }
    for (const char *version : {"2025-04-01-preview", "2026-01-01", "preview", "v1", "2024-2-1"}) {
        CAPTURE(version);
        CHECK(edit_obstacle_of(version).empty());
    }
}

TEST_CASE("a version that cannot make images in that form is refused before sending", "[route]")
{
    ServiceSettings settings = azure("https://h", "tex");
    settings.api_version = "2023-06-01-preview";
    CHECK(contains(refusal(settings), "azure-async"));
    settings.form = kSubmit;
    settings.api_version = "2024-02-01";
    CHECK(contains(refusal(settings), "2023-06-01-preview"));
    settings.form = kV1;
    CHECK(contains(refusal(settings), "no dated versions"));
    settings.api_version = "preview";
    CHECK(contains(target(settings), "?api-version=preview"));
}

TEST_CASE("an address of somebody else is refused with the form to choose", "[route]")
{
    CHECK(contains(refusal(azure("https://api.openai.com/v1", "d")), "OpenAI form"));
    for (const char *bare :
         {"https://r.openai.azure.com", "https://r.openai.azure.com/v1",
          "https://r.services.ai.azure.com/openai/"}) {
        CAPTURE(bare);
        CHECK(contains(refusal(settings_for(EndpointForm::openai, bare)), "Azure v1 form"));
    }
    for (const char *other :
         {"https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1/responses",
          "https://h/v1/embeddings/", "https://h/v1/models"}) {
        CAPTURE(other);
        CHECK(contains(refusal(settings_for(EndpointForm::openai, other)), "another operation"));
        CHECK(contains(refusal(settings_for(EndpointForm::compatible, other)), "operation"));
    }
    CHECK(contains(refusal(azure("https://h/openai/responses?api-version=1", "d")), "operation"));
    ServiceSettings polled = settings_for(kSubmit, "https://h");
    polled.family = "gpt-image-2";
    CHECK(contains(refusal(polled), "dall-e-2 only"));
}

TEST_CASE("a missing deployment is told from a model's name", "[route]")
{
    ServiceSettings settings = azure("https://h");
    CHECK(contains(refusal(settings), "not the model's name"));
    settings.model = "gpt-image-2";
    CHECK(contains(refusal(settings), "only where the deployment was given the same name"));
    CHECK(is_model_name("GPT-Image-2.6-flare"));
    CHECK(is_model_name("dall-e-3"));
    CHECK_FALSE(is_model_name("my-dall-e-3"));
}

TEST_CASE("edits as JSON are for OpenAI's GPT families and for servers like it", "[route]")
{
    ServiceSettings settings;
    CHECK(resolved(settings).is_edit_json_understood);
    settings.model = "dall-e-2";
    CHECK_FALSE(resolved(settings).is_edit_json_understood);
    CHECK(resolved(settings_for(EndpointForm::compatible, "https://h")).is_edit_json_understood);
    CHECK_FALSE(resolved(azure("https://h", "d")).is_edit_json_understood);
    CHECK_FALSE(resolved(settings_for(kV1, "https://h", "d")).is_edit_json_understood);
}

TEST_CASE("the polled form has DALL-E 2's limits of its time", "[route]")
{
    const ServiceRoute route = resolved(settings_for(kSubmit, "https://h"));
    REQUIRE(route.rules);
    CHECK(route.rules->family == "dall-e-2");
    CHECK(route.rules->max_prompt == 1000);
    CHECK(route.rules->sizes.size() == 3);
    CHECK(route.rules->qualities.empty());
    CHECK(route.rules->max_edit_images == 0);
    CHECK(route.max_images_per_post == 5);
}
