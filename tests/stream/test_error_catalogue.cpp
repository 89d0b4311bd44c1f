// SPDX-License-Identifier: MIT
// The catalogue of wire.md 6.2, 6.1's other envelopes and 10's examples: a row of the document is a
// row here, with the body as a service sends it and everything that is read out of it.
#include "stream/service_error.h"
#include "support/catch.h"

#include <string>

using namespace gesso::core;

namespace {

struct Row {
    const char *name;
    int status;
    const char *body;
    // message | code | type | param
    const char *fields;
    // what it means: "filter", "billing", "" ; then the stage and the filtered categories
    const char *meaning = "";
};

std::string fields_of(const ServiceError &error)
{
    return error.message + " | " + error.code + " | " + error.type + " | " + error.param;
}

const char *name_of(FilterStage stage)
{
    return stage == FilterStage::input ? " input" : stage == FilterStage::output ? " output" : "";
}

// "filter input violence:medium hate:safe-", where "-" marks what was not the reason.
std::string meaning_of(const ServiceError &error)
{
    std::string text = error.is_content_filter ? "filter" : error.is_billing ? "billing" : "";
    text += name_of(error.stage);
    for (const FilterCategory &category : error.categories) {
        text += " " + category.name;
        text += category.severity.empty() ? "" : ":" + category.severity;
        text += category.is_filtered ? "" : "-";
    }
    if (!error.wanted_audience.empty())
        text += "audience " + error.wanted_audience;
    return text;
}

constexpr Row kRows[] = {
    // ---- 400: a parameter
    {"unknown parameter", 400,
     R"({"error":{"message":"Unknown parameter: 'x'.",)"
     R"("type":"invalid_request_error","param":"x","code":"unknown_parameter"}})",
     "Unknown parameter: 'x'. | unknown_parameter | invalid_request_error | x"},
    {"invalid request without a code", 400,
     R"({"error":{"message":"Bad size.","type":"invalid_request_error",)"
     R"("param":"size","code":null}})",
     "Bad size. |  | invalid_request_error | size"},
    {"invalid value", 400,
     R"({"error":{"message":"Invalid value.","type":"invalid_request_error",)"
     R"("param":"quality","code":"invalid_value"}})",
     "Invalid value. | invalid_value | invalid_request_error | quality"},
    {"an input picture that is none", 400,
     R"({"error":{"message":"Invalid image file or mode for image 2, please check )"
     R"(your image file.","type":"image_generation_user_error","param":"",)"
     R"("code":"invalid_image_file"}})",
     "Invalid image file or mode for image 2, please check your image file. | "
     "invalid_image_file | image_generation_user_error | "},
    {"a fidelity the model has not", 400,
     R"({"error":{"message":"No.","type":"image_generation_user_error",)"
     R"("param":null,"code":"invalid_input_fidelity_model"}})",
     "No. | invalid_input_fidelity_model | image_generation_user_error | "},
    {"a size out of range", 400,
     R"({"error":{"message":"Invalid size '4096x4096'. The longest edge must be )"
     R"(less than or equal to 3840.","type":"image_generation_user_error",)"
     R"("param":null,"code":null}})",
     "Invalid size '4096x4096'. The longest edge must be less than or equal to 3840. | "
     " | "
     "image_generation_user_error | "},

    // ---- 400: the content filter
    {"moderation, told in the sentence", 400,
     R"({"error":{"message":"Your request was rejected by the safety system. If you )"
     R"(believe this is an error, contact support and include the request ID )"
     R"(req_0123. safety_violations=[sexual, violence].",)"
     R"("type":"image_generation_user_error","param":"",)"
     R"("code":"moderation_blocked"}})",
     "Your request was rejected by the safety system. If you believe this is an error, "
     "contact "
     "support and include the request ID req_0123. safety_violations=[sexual, "
     "violence]. | "
     "moderation_blocked | image_generation_user_error | ",
     "filter sexual violence"},
    {"moderation with details of the input", 400,
     R"({"error":{"message":"Rejected by the safety system.",)"
     R"("type":"image_generation_user_error","param":null,)"
     R"("code":"moderation_blocked","moderation_details":{)"
     R"("moderation_stage":"input","categories":["violence"]}}})",
     "Rejected by the safety system. | moderation_blocked | "
     "image_generation_user_error | ",
     "filter input violence"},
    {"moderation with details of the output", 400,
     R"({"error":{"message":"Rejected by the safety system.",)"
     R"("code":"moderation_blocked","moderation_details":{)"
     R"("moderation_stage":"output","categories":["sexual"]}}})",
     "Rejected by the safety system. | moderation_blocked |  | ", "filter output sexual"},
    {"moderation at a stage nobody knows", 400,
     R"({"error":{"message":"m","code":"moderation_blocked","moderation_details":{)"
     R"("moderation_stage":"unknown","categories":[]}}})",
     "m | moderation_blocked |  | ", "filter"},
    {"DALL-E 3's policy", 400,
     R"({"error":{"message":"Your prompt may contain text that is not allowed.",)"
     R"("type":"invalid_request_error","param":null,)"
     R"("code":"content_policy_violation"}})",
     "Your prompt may contain text that is not allowed. | content_policy_violation | "
     "invalid_request_error | ",
     "filter input"},
    {"DALL-E 2's sentence without a code", 400,
     R"({"error":{"message":"Your request was rejected as a result of our safety )"
     R"(system. Your prompt may contain text that is not allowed by our safety )"
     R"(system.","type":"invalid_request_error","param":null,"code":null}})",
     "Your request was rejected as a result of our safety system. Your prompt may "
     "contain text "
     "that is not allowed by our safety system. |  | invalid_request_error | ",
     "filter input"},
    {"Azure DALL-E 3 with its report", 400,
     R"({"error":{"code":"content_policy_violation","type":"invalid_request_error",)"
     R"("param":null,"message":"Blocked by content filters.","inner_error":{)"
     R"("code":"ResponsibleAIPolicyViolation","content_filter_results":{"hate":{)"
     R"("filtered":false,"severity":"safe"},"violence":{"filtered":true,)"
     R"("severity":"medium"},"jailbreak":{"detected":false,"filtered":false},)"
     R"("profanity":{"detected":true,"filtered":true}}}}})",
     "Blocked by content filters. | content_policy_violation | invalid_request_error "
     "| ",
     "filter hate:safe- violence:medium jailbreak- profanity"},
    {"Azure chat style: innererror and a singular result", 400,
     R"({"error":{"message":"The response was filtered due to the prompt triggering )"
     R"(Azure OpenAI's content management policy.","type":null,"param":"prompt",)"
     R"("code":"content_filter","status":400,"innererror":{)"
     R"("code":"ResponsibleAIPolicyViolation","content_filter_result":{)"
     R"("self_harm":{"filtered":true,"severity":"high"}}}}})",
     "The response was filtered due to the prompt triggering Azure OpenAI's content "
     "management "
     "policy. | content_filter |  | prompt",
     "filter input self_harm:high"},
    {"Azure, only the inner code says it", 400,
     R"({"error":{"code":"400","message":"m","innererror":{)"
     R"("code":"ResponsibleAIPolicyViolation"}}})",
     "m | 400 |  | ", "filter"},
    {"Azure with the prompt's own report beside the error", 400,
     R"({"error":{"code":"content_filter","message":"m"},"prompt_filter_results":[{)"
     R"("prompt_index":0,"content_filter_results":{"violence":{"filtered":true,)"
     R"("severity":"low"}}}]})",
     "m | content_filter |  | ", "filter input violence:low"},
    {"Azure with the prompt's report as an object", 400,
     R"({"error":{"code":"content_filter","message":"m","prompt_filter_results":{)"
     R"("sexual":{"filtered":true,"severity":"high"},"custom_blocklists":{)"
     R"("filtered":false,"details":[]}}}})",
     "m | content_filter |  | ", "filter input sexual:high custom_blocklists-"},
    {"Azure with the report among the details", 400,
     R"({"error":{"code":"contentFilter","message":"m","details":[{)"
     R"("code":"ResponsibleAIPolicyViolation","content_filter_results":{"hate":{)"
     R"("filtered":true,"severity":"medium"}}}]}})",
     "m | contentFilter |  | ", "filter hate:medium"},
    {"asynchronous: the prompt", 200,
     R"({"created":1698435368,"error":{"code":"contentFilter",)"
     R"("message":"Your task failed as a result of our safety system."}})",
     "Your task failed as a result of our safety system. | contentFilter |  | ", "filter input"},
    {"asynchronous: the picture", 200,
     R"({"created":1698435368,"id":"x","status":"failed","error":{)"
     R"("code":"contentFilter","message":"Generated image was filtered as a result )"
     R"(of our safety system."}})",
     "Generated image was filtered as a result of our safety system. | contentFilter | "
     " | ",
     "filter output"},
    {"Azure GPT: moderation_blocked and a support ticket", 400,
     R"({"error":{"code":"moderation_blocked","message":"Your request was rejected by the )"
     R"(safety system. If you believe this is an error, please file an Azure support ticket. )"
     R"(safety_violations=[self-harm]","type":"image_generation_user_error","param":null}})",
     "Your request was rejected by the safety system. If you believe this is an error, "
     "please "
     "file an Azure support ticket. safety_violations=[self-harm] | moderation_blocked "
     "| "
     "image_generation_user_error | ",
     "filter self-harm"},

    // ---- 401, 403
    {"OpenAI's wrong key", 401,
     R"({"error":{"message":"Incorrect API key provided: sk-abcdefghijkl. You can )"
     R"(find your API key at https://platform.openai.com.",)"
     R"("type":"invalid_request_error","param":null,"code":"invalid_api_key"}})",
     "Incorrect API key provided: sk-… You can find your API key at "
     "https://platform.openai.com. | invalid_api_key | invalid_request_error | "},
    {"a country that is not served", 403,
     R"({"error":{"code":"unsupported_country_region_territory",)"
     R"("message":"Country, region, or territory not supported","param":null,)"
     R"("type":"request_forbidden"}})",
     "Country, region, or territory not supported | "
     "unsupported_country_region_territory | "
     "request_forbidden | "},
    {"Azure's wrong key", 401,
     R"({"error":{"code":"401","message":"Access denied due to invalid subscription )"
     R"(key or wrong API endpoint. Make sure to provide a valid key."}})",
     "Access denied due to invalid subscription key or wrong API endpoint. Make sure "
     "to provide a "
     "valid key. | 401 |  | "},
    {"Azure's token for another audience, without an envelope", 401,
     R"({"statusCode":401,"message":"Unauthorized. Access token is missing, )"
     R"(invalid, audience is incorrect (https://cognitiveservices.azure.com), or )"
     R"(have expired."})",
     "Unauthorized. Access token is missing, invalid, audience is incorrect "
     "(https://cognitiveservices.azure.com), or have expired. | 401 |  | ",
     "audience https://cognitiveservices.azure.com"},
    {"an audience that is no address is not passed on", 401,
     R"({"statusCode":401,"message":"audience is incorrect (javascript:alert(1)), )"
     R"(or have expired."})",
     "audience is incorrect (javascript:alert(1)), or have expired. | 401 |  | "},
    {"Azure without a key", 401,
     R"({"statusCode":401,"message":"Access denied due to missing subscription key."})",
     "Access denied due to missing subscription key. | 401 |  | "},
    {"the role is missing", 401,
     R"({"error":{"code":"PermissionDenied","message":"The principal `0f` lacks the )"
     R"(required data action )"
     R"(`Microsoft.CognitiveServices/accounts/OpenAI/deployments/images/generations/)"
     R"(action`."}})",
     "The principal `0f` lacks the required data action "
     "`Microsoft.CognitiveServices/accounts/OpenAI/deployments/images/generations/"
     "action`. | "
     "PermissionDenied |  | "},
    {"keys are switched off", 403,
     R"({"error":{"code":"AuthenticationTypeDisabled",)"
     R"("message":"Key based authentication is disabled for this resource."}})",
     "Key based authentication is disabled for this resource. | "
     "AuthenticationTypeDisabled |  | "},
    {"the firewall", 403,
     R"({"error":{"code":"AccessDenied","message":"Access denied due to Virtual )"
     R"(Network/Firewall rules."}})",
     "Access denied due to Virtual Network/Firewall rules. | AccessDenied |  | "},
    {"a blocked resource is no refused prompt", 403,
     R"({"error":{"code":"Forbidden","message":"Your resource has been temporarily )"
     R"(blocked because we detected behavior that may violate our content policy."}})",
     "Your resource has been temporarily blocked because we detected behavior that may "
     "violate "
     "our content policy. | Forbidden |  | "},

    // ---- 404
    {"no such deployment", 404,
     R"({"error":{"type":"invalid_request_error","code":"DeploymentNotFound",)"
     R"("message":"The API deployment for this resource does not exist."}})",
     "The API deployment for this resource does not exist. | DeploymentNotFound | "
     "invalid_request_error | "},
    {"no such path", 404, R"({"error":{"code":"404","message":"Resource not found"}})",
     "Resource not found | 404 |  | "},
    {"no such model", 404,
     R"({"error":{"message":"The model 'dall-e-3' does not exist.",)"
     R"("type":"invalid_request_error","param":null,"code":"model_not_found"}})",
     "The model 'dall-e-3' does not exist. | model_not_found | invalid_request_error "
     "| "},

    // ---- 408, 409, 413, 429, 5xx
    {"a timeout without a word", 408, "", " |  |  | "},
    {"a proxy's web page", 413,
     "<html><head><title>413</title></head><body><h1>Request Entity Too "
     "Large</h1></body></html>",
     "413 Request Entity Too Large |  |  | "},
    {"OpenAI's rate limit", 429,
     R"({"error":{"message":"Rate limit reached. Please try again in 12s.",)"
     R"("type":"input-images","param":null,"code":"rate_limit_exceeded"}})",
     "Rate limit reached. Please try again in 12s. | rate_limit_exceeded | "
     "input-images | "},
    {"OpenAI's slow down", 429, R"({"error":{"message":"Slow down.","code":"slow_down"}})",
     "Slow down. | slow_down |  | "},
    {"no money left", 429,
     R"({"error":{"message":"You exceeded your current quota.",)"
     R"("type":"insufficient_quota","param":null,"code":"insufficient_quota"}})",
     "You exceeded your current quota. | insufficient_quota | insufficient_quota | ", "billing"},
    {"a hard limit, told by the type alone", 400,
     R"({"error":{"message":"Billing hard limit has been reached.",)"
     R"("type":"billing_hard_limit_reached","param":null,"code":null}})",
     "Billing hard limit has been reached. |  | billing_hard_limit_reached | ", "billing"},
    {"an organisation's limit", 429,
     R"({"error":{"message":"m","code":"organization_spend_limit_exceeded"}})",
     "m | organization_spend_limit_exceeded |  | ", "billing"},
    {"Azure's rate limit", 429,
     R"({"error":{"code":"429","message":"Requests to the ImageGenerations_Create )"
     R"(Operation under Azure OpenAI API version 2024-02-01 have exceeded call rate )"
     R"(limit of your current OpenAI S0 pricing tier. Please retry after 12 )"
     R"(seconds."}})",
     "Requests to the ImageGenerations_Create Operation under Azure OpenAI API version "
     "2024-02-01 "
     "have exceeded call rate limit of your current OpenAI S0 pricing tier. Please "
     "retry after 12 "
     "seconds. | 429 |  | "},
    {"Azure's overload", 429,
     R"({"error":{"code":"429","message":"The system is currently experiencing high )"
     R"(demand."}})",
     "The system is currently experiencing high demand. | 429 |  | "},
    {"a server error", 500,
     R"({"error":{"message":"The server had an error.","type":"server_error",)"
     R"("param":null,"code":null}})",
     "The server had an error. |  | server_error | "},
    {"overload", 503,
     R"({"error":{"message":"m","type":"server_error","code":"server_is_overloaded"}})",
     "m | server_is_overloaded | server_error | "},
    {"Cloudflare's page", 524,
     "<!DOCTYPE html><html><head><style>a{}</style></head><body>A timeout "
     "occurred</body></html>",
     "A timeout occurred |  |  | "},
    {"a payment is wanted", 402, R"({"error":{"code":402,"message":"Insufficient credits"}})",
     "Insufficient credits | 402 |  | ", "billing"},

    // ---- other envelopes
    {"error as text", 500, R"({"error":"CUDA out of memory"})", "CUDA out of memory |  |  | "},
    {"error as a name", 500, R"({"error":"server_error","message":"busy"})",
     "busy | server_error |  | "},
    {"FastAPI's sentence", 503, R"({"detail":"Model is loading"})", "Model is loading |  |  | "},
    {"FastAPI's list", 422,
     R"({"detail":[{"loc":["body","size"],"msg":"field required",)"
     R"("type":"value_error.missing"}]})",
     "field required |  | value_error.missing | size"},
    {"a message alone", 400, R"({"message":"no"})", "no |  |  | "},
    {"a list of errors", 400, R"({"errors":[{"message":"m","code":"c"},{"message":"n"}]})",
     "m | c |  | "},
    {"errors in an array", 400, R"({"error":[{"message":"m","code":"c","param":"p"}]})",
     "m | c |  | p"},
    {"no success", 400, R"({"success":false,"error":{"code":7,"message":"m"}})", "m | 7 |  | "},
    {"a gateway that wraps JSON in its message", 400,
     R"({"error":{"message":"litellm.BadRequestError: AzureException - )"
     R"({\"error\":{\"code\":\"content_policy_violation\",\"message\":\"Blocked.\",\)"
     R"("inner_error\":{\"code\":\"ResponsibleAIPolicyViolation\",\"content_filter_r)"
     R"(esults\":{\"violence\":{\"filtered\":true,\"severity\":\"high\"}}}}}",)"
     R"("type":null,"param":null,"code":"400"}})",
     "Blocked. | content_policy_violation |  | ", "filter violence:high"},
    {"a gateway that prefixes the type", 400,
     R"({"error":{"message":"Rejected by the safety system.",)"
     R"("type":"upstream_image_generation_user_error","code":"moderation_blocked"}})",
     "Rejected by the safety system. | moderation_blocked | "
     "upstream_image_generation_user_error "
     "| ",
     "filter"},
    {"plain text", 500, "upstream connect error", "upstream connect error |  |  | "},
};

} // namespace

TEST_CASE("every row of the catalogue of errors is read whole", "[error]")
{
    for (const Row &row : kRows) {
        INFO(row.name);
        const ServiceError error = parse_service_error(row.status, row.body);
        CHECK(fields_of(error) == row.fields);
        CHECK(meaning_of(error) == row.meaning);
    }
}

TEST_CASE("a filter's report of any size and shape stays within its bounds", "[error]")
{
    std::string many;
    for (int i = 0; i < 500; ++i)
        many +=
            (i ? ",\"c" : "\"c") + std::to_string(i) + R"(":{"filtered":true,"severity":"low"})";
    const ServiceError error = parse_service_error(
        400, R"({"error":{"code":"content_filter","content_filter_results":{)" + many + "}}}");
    CHECK(error.categories.size() == 32);

    const std::string long_word(5000, 'w');
    const ServiceError wordy = parse_service_error(
        400, R"({"error":{"code":"content_filter","content_filter_results":{")" + long_word +
                 R"(":{"filtered":true,"severity":")" + long_word + R"("}}}})");
    REQUIRE(wordy.categories.size() == 1);
    CHECK(wordy.categories[0].name.size() < 80);
    CHECK(wordy.categories[0].severity.size() < 80);

    for (const char *odd :
         {R"("content_filter_results":[1,2])", R"("content_filter_results":"x")",
          R"("content_filter_results":{"a":null,"b":3,"c":[]})", R"("prompt_filter_results":[1])",
          R"("moderation_details":[])", R"("moderation_details":{"categories":[1,null,{}]})",
          R"("moderation_details":{"categories":"x","moderation_stage":7})"}) {
        CAPTURE(odd);
        const ServiceError none = parse_service_error(
            400, std::string(R"({"error":{"code":"content_filter","message":"m",)") + odd + "}}");
        CHECK(none.categories.empty());
        CHECK(none.message == "m");
    }
}

TEST_CASE("of one category told twice the worse news stays", "[error]")
{
    const ServiceError error = parse_service_error(
        400, R"({"error":{"code":"content_filter","message":"safety_violations=[violence]",)"
             R"("content_filter_results":{"violence":{"filtered":false,"severity":"low"}},)"
             R"("inner_error":{"content_filter_results":{"violence":{"filtered":true,)"
             R"("severity":"high"}}}}})");
    REQUIRE(error.categories.size() == 1);
    CHECK(error.categories[0].severity == "high");
    CHECK(error.categories[0].is_filtered);
}

TEST_CASE("JSON that is too deep is no error object but text", "[error]")
{
    const std::string deep = R"({"error":)" + std::string(100'000, '[');
    const ServiceError error = parse_service_error(400, deep);
    CHECK(error.message.size() < 1000);
    CHECK(error.code.empty());
}
