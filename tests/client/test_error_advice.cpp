// SPDX-License-Identifier: MIT
// What to do next: a row is a failure as a service or this machine reports it, and the words that a
// person needs to read.
#include "client/error_advice.h"
#include "client/result_map.h"
#include "service/service_route.h"
#include "support/catch.h"

#include <algorithm>
#include <set>
#include <string>

using namespace gesso::core;

namespace {

// Whom was asked.
enum Whom {
    kOpenAi,
    kOpenAiDead,
    kCompatible,
    kDeployment,
    kNamedLikeModel,
    kBearer,
    kV1,
    kNobody
};

ServiceRoute route_to(Whom whom)
{
    ServiceSettings settings;
    settings.credential = whom == kBearer ? CredentialKind::bearer : CredentialKind::api_key;
    settings.secret = SecretText("a-key-that-is-long-enough");
    settings.family = "gpt-image-2";
    settings.endpoint = "https://res.openai.azure.com";
    settings.form = whom == kV1 ? EndpointForm::azure_v1 : EndpointForm::azure_deployments;
    settings.deployment = whom == kNamedLikeModel ? "gpt-image-2" : "my images";
    if (whom == kV1)
        settings.deployment = "my-images";
    if (whom == kOpenAi || whom == kOpenAiDead || whom == kCompatible || whom == kNobody) {
        settings.form = whom == kCompatible ? EndpointForm::compatible : EndpointForm::openai;
        settings.endpoint = whom == kCompatible ? "http://127.0.0.1:1234" : "";
        settings.deployment.clear();
        settings.model = whom == kOpenAiDead ? "dall-e-3" : "gpt-image-2";
        settings.family = whom == kOpenAiDead ? "dall-e-3" : "gpt-image-2";
    }
    if (whom == kNobody) {
        settings.credential = CredentialKind::none;
        settings.secret = SecretText();
    }
    ServiceRoute route;
    const Status status = resolve_route(settings, route);
    INFO(status.message);
    REQUIRE(status.is_ok());
    return route;
}

struct Row {
    const char *name;
    Whom whom = kOpenAi;
    StatusCode code = StatusCode::refused;
    int http_status = 0;
    ServiceError error;
    Billed billed = Billed::no;
    uint32_t wait_ms = 0;
    const char *says = "";
};

ServiceError said(const char *code, const char *message = "", const char *param = "")
{
    ServiceError error;
    error.code = code;
    error.message = message;
    error.param = param;
    return error;
}

ServiceError filtered(FilterStage stage, bool is_named)
{
    ServiceError error = said("content_filter");
    error.is_content_filter = true;
    error.stage = stage;
    if (is_named)
        error.categories = {
            {"hate", "safe", false}, {"violence", "high", true}, {"self_harm", "", true}};
    return error;
}

ServiceError audience()
{
    ServiceError error = said("401", "audience is incorrect");
    error.wanted_audience = "https://ai.azure.com";
    return error;
}

ServiceError billing(const char *code)
{
    ServiceError error = said(code);
    error.is_billing = true;
    return error;
}

const Row kRows[] = {
    {"a name that nobody deployed", kDeployment, StatusCode::refused, 404,
     said("DeploymentNotFound"), Billed::no, 0,
     "Enter the deployment's name, not the model's, and the endpoint of its resource: there is no "
     "\"my images\" there."},
    {"the model's name instead", kNamedLikeModel, StatusCode::refused, 404,
     said("DeploymentNotFound"), Billed::no, 0,
     "\"gpt-image-2\" looks like the model's name: enter the deployment's name, not the model's."},
    {"no such deployment on v1", kV1, StatusCode::refused, 404, said("DeploymentNotFound"),
     Billed::no, 0, "\"my-images\""},
    {"an api-version without edits", kDeployment, StatusCode::refused, 404,
     said("404", "Resource not found"), Billed::no, 0,
     "now 2025-04-01-preview: edits and the gpt-image models need 2025-04-01-preview"},
    {"a wrong address on v1", kV1, StatusCode::refused, 404, said("404", "Resource not found"),
     Billed::no, 0, "Check the endpoint (https://NAME.openai.azure.com)"},
    {"a wrong path", kCompatible, StatusCode::refused, 404, {}, Billed::no, 0, "mostly in /v1"},
    {"a retired model", kOpenAiDead, StatusCode::refused, 404, said("model_not_found"), Billed::no,
     0, "dall-e-3 was retired on 2026-05-12: ask for gpt-image-2"},
    {"a model unknown here", kOpenAi, StatusCode::refused, 403, said("model_not_found"), Billed::no,
     0, "such as gpt-image-2"},

    {"a token for another audience", kBearer, StatusCode::refused, 401, audience(), Billed::no, 0,
     "with the scope https://ai.azure.com/.default"},
    {"an audience, with a key", kDeployment, StatusCode::refused, 401, audience(), Billed::no, 0,
     "Check the key; a token needs the scope https://ai.azure.com/.default."},
    {"no role", kBearer, StatusCode::refused, 401, said("PermissionDenied"), Billed::no, 0,
     "the role \"Cognitive Services OpenAI User\" (or \"Cognitive Services User\") on the "
     "resource. Then wait 5 minutes."},
    {"no role, told in words", kBearer, StatusCode::refused, 403,
     said("403", "The principal lacks the required data action X"), Billed::no, 0, "role"},
    {"keys are switched off", kDeployment, StatusCode::refused, 403,
     said("AuthenticationTypeDisabled"), Billed::no, 0, "sign in with Entra (`az login`)"},
    {"the firewall", kDeployment, StatusCode::refused, 403,
     said("403", "Access denied due to Virtual Network/Firewall rules."), Billed::no, 0,
     "firewall"},
    {"a blocked resource", kDeployment, StatusCode::refused, 403,
     said("Forbidden", "Your resource has been temporarily blocked because ..."), Billed::no, 0,
     "The whole resource is blocked"},
    {"a country", kOpenAi, StatusCode::refused, 403, said("unsupported_country_region_territory"),
     Billed::no, 0, "country"},
    {"an unverified organisation", kOpenAi, StatusCode::refused, 403,
     said("", "Your organization must be verified to use the model"), Billed::no, 0,
     "Verify the organization"},
    {"a wrong key on Azure", kDeployment, StatusCode::refused, 401, said("401"), Billed::no, 0,
     "from the same resource"},
    {"an old token on Azure", kBearer, StatusCode::refused, 401, said("401"), Billed::no, 0,
     "`az login`"},
    {"a wrong key at OpenAI", kOpenAi, StatusCode::refused, 401, said("invalid_api_key"),
     Billed::no, 0, "Copy the key again"},
    {"no key at all", kNobody, StatusCode::refused, 401, {}, Billed::no, 0, "Set a key"},
    {"a key without a permission",
     kOpenAi,
     StatusCode::refused,
     403,
     {},
     Billed::no,
     0,
     "permissions"},

    {"a refused prompt", kOpenAi, StatusCode::refused, 400, filtered(FilterStage::input, true),
     Billed::no, 0,
     "Rephrase the prompt or change the pictures sent with it: refused for violence (high), "
     "self_harm."},
    {"a refused prompt, nobody says why", kOpenAi, StatusCode::refused, 400,
     filtered(FilterStage::unknown, false), Billed::no, 0, "Rephrase the prompt, or change"},
    {"a picture held back", kOpenAi, StatusCode::service_failed, 200,
     filtered(FilterStage::output, true), Billed::maybe, 0, "held back for violence (high)"},
    {"a picture held back, nobody says why", kOpenAi, StatusCode::service_failed, 200,
     filtered(FilterStage::output, false), Billed::maybe, 0, "The picture that was made"},

    {"an unknown parameter", kOpenAi, StatusCode::refused, 400,
     said("unknown_parameter", "Unknown parameter: 'style'.", "style"), Billed::no, 0,
     "Send it again without style"},
    {"an unknown parameter, by the words", kCompatible, StatusCode::refused, 400,
     said("", "unknown parameter: n"), Billed::no, 0, "without the parameter"},
    {"a wrong value", kOpenAi, StatusCode::refused, 400, said("invalid_value", "", "size"),
     Billed::no, 0, "Change size as the message says"},
    {"a missing value", kOpenAi, StatusCode::refused, 400,
     said("missing_required_parameter", "", "model"), Billed::no, 0, "with model"},
    {"a picture it cannot read", kOpenAi, StatusCode::refused, 400, said("invalid_image_file"),
     Billed::no, 0, "undamaged PNG or JPEG"},
    {"a fidelity", kOpenAi, StatusCode::refused, 400, said("invalid_input_fidelity_model"),
     Billed::no, 0, "without input_fidelity"},
    {"too large a body", kOpenAi, StatusCode::refused, 413, {}, Billed::no, 0, "smaller pictures"},
    {"refused here", kOpenAi, StatusCode::refused, 0, {}, Billed::no, 0, "nothing was sent"},
    {"refused there, and that is all",
     kOpenAi,
     StatusCode::refused,
     400,
     {},
     Billed::no,
     0,
     "Change what the message names, and send it again."},

    {"a rate with a time", kOpenAi, StatusCode::refused, 429, said("429"), Billed::no, 12'300,
     "Send it again in 13 seconds."},
    {"a quota for a day", kDeployment, StatusCode::refused, 429, said("429"), Billed::no,
     86'400'000, "The quota is used up for 24 hours"},
    {"an overload", kDeployment, StatusCode::refused, 429,
     said("429", "The system is currently experiencing high demand."), Billed::no, 0, "overloaded"},
    {"a rate without a time", kOpenAi, StatusCode::refused, 429, {}, Billed::no, 0, "in a minute"},
    {"no credit", kOpenAi, StatusCode::refused, 429, billing("insufficient_quota"), Billed::no, 0,
     "billing and limits page; waiting does not help"},
    {"an organisation's limit", kOpenAi, StatusCode::refused, 429,
     billing("organization_spend_limit_exceeded"), Billed::no, 0, "organization's owner"},
    {"a project's limit", kOpenAi, StatusCode::refused, 429,
     billing("project_spend_limit_exceeded"), Billed::no, 0, "project's limit"},
    {"no way to pay", kOpenAi, StatusCode::refused, 429, billing("billing_not_active"), Billed::no,
     0, "Add a way to pay"},

    {"a failure after sending",
     kOpenAi,
     StatusCode::refused,
     500,
     {},
     Billed::maybe,
     0,
     "look at the account's usage page before you send it again"},
    {"a failure before anything",
     kOpenAi,
     StatusCode::refused,
     503,
     {},
     Billed::no,
     0,
     "in a few minutes"},
    {"a clock after sending",
     kOpenAi,
     StatusCode::timed_out,
     0,
     {},
     Billed::maybe,
     0,
     "usage page before you send it again"},
    {"a clock before sending",
     kOpenAi,
     StatusCode::timed_out,
     0,
     {},
     Billed::no,
     0,
     "nothing was billed"},
    {"a broken line", kOpenAi, StatusCode::disconnected, 200, {}, Billed::maybe, 0, "usage page"},
    {"half an image", kOpenAi, StatusCode::truncated, 200, {}, Billed::maybe, 0, "usage page"},
    {"no image", kOpenAi, StatusCode::no_image, 200, {}, Billed::maybe, 0, "usage page"},
    {"a web page", kOpenAi, StatusCode::protocol_error, 200, {}, Billed::maybe, 0, "usage page"},
    {"cancelled too late", kOpenAi, StatusCode::cancelled, 0, {}, Billed::maybe, 0, "usage page"},
    {"an unreadable image",
     kOpenAi,
     StatusCode::decode_failed,
     200,
     {},
     Billed::yes,
     0,
     "gesso_output_get_bytes"},
    {"a name without an address",
     kOpenAi,
     StatusCode::name_not_resolved,
     0,
     {},
     Billed::no,
     0,
     "host name"},
    {"no TLS", kOpenAi, StatusCode::tls_failed, 0, {}, Billed::no, 0, "clock and ca_file"},
    {"a redirect", kOpenAi, StatusCode::redirected, 307, {}, Billed::no, 0, "final address"},
};

size_t sentences_in(const std::string &text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool is_end = text[i] == '.' && (i + 1 == text.size() || text[i + 1] == ' ');
        count += is_end ? 1 : 0;
    }
    return count;
}

void check_form(const std::string &text)
{
    INFO(text);
    CHECK(text.size() > 20);
    CHECK(text.size() < 240);
    CHECK(text.back() == '.');
    CHECK(sentences_in(text) <= 2);
    CHECK(text.find_first_of("{}") == std::string::npos);
}

} // namespace

TEST_CASE("a failure comes with what to do next", "[error]")
{
    for (const Row &row : kRows) {
        INFO(row.name);
        const ServiceRoute route = route_to(row.whom);
        AdviceQuestion question;
        question.result = result_of(row.code, row.http_status, row.error);
        question.http_status = row.http_status;
        question.billed = row.billed;
        question.retry_after_ms = row.wait_ms;
        question.error = &row.error;
        question.route = &route;
        const std::string text = advise(question);
        check_form(text);
        CHECK(text.find(row.says) != std::string::npos);
        CHECK(text.find("a-key-that-is") == std::string::npos);
        // Also when the service is gone meanwhile.
        question.route = nullptr;
        check_form(advise(question));
    }
}

TEST_CASE("every class of failure has advice that always fits", "[error]")
{
    const ServiceError nothing;
    for (int32_t result = -99; result < 0; ++result) {
        CAPTURE(result);
        AdviceQuestion question;
        question.result = result;
        question.error = &nothing;
        check_form(advise(question));
        CHECK(std::string(standing_advice(result)).size() > 20);
    }
}

TEST_CASE("every row of the table can be reached", "[error]")
{
    // A row is dead when one before it, of the same class or of none, asks for less.
    const auto table = advice_table();
    for (size_t i = 0; i < table.size(); ++i) {
        for (size_t k = 0; k < i; ++k) {
            const Advice &early = table[k];
            const Advice &late = table[i];
            const bool is_wider =
                (early.result == 0 || early.result == late.result) &&
                (early.http_status == 0 || early.http_status == late.http_status) &&
                (early.code.empty() || early.code == late.code) &&
                (early.phrase.empty() || early.phrase == late.phrase) &&
                (early.conditions & ~late.conditions) == 0;
            CAPTURE(late.text, early.text);
            CHECK_FALSE(is_wider);
        }
    }
}

TEST_CASE("advice holds no more of a hostile text than a sentence bears", "[error]")
{
    ServiceError error = said("unknown_parameter", "", "");
    error.param = std::string(5000, 'p') + "\n\x1b[31m";
    AdviceQuestion question;
    question.result = GESSO_ERROR_BAD_REQUEST;
    question.http_status = 400;
    question.error = &error;
    const std::string text = advise(question);
    CHECK(text.size() < 200);
    CHECK(text.find('\x1b') == std::string::npos);
}
