// SPDX-License-Identifier: MIT
#include "rules/error_rows.h"

#include <array>

namespace loopback {

namespace {

constexpr ErrorBody
moderated(std::string_view contact, std::string_view stage, std::string_view categories)
{
    return {ErrorBody::Shape::moderation, contact, {}, {}, stage, categories};
}

constexpr ErrorBody kTaskFailed = raw_body(
    R"({"created":{created},"error":{"code":"contentFilter","message":)"
    R"("Your task failed as a result of our safety system."}})",
    "contentFilter");
constexpr ErrorBody kResultFiltered = raw_body(
    R"({"created":{created},"error":{"code":"contentFilter","message":)"
    R"("Generated image was filtered as a result of our safety system."}})",
    "contentFilter");
constexpr std::string_view kOldText =
    "Your request was rejected as a result of our safety system. Your prompt may contain text that "
    "is not allowed by our safety system.";
constexpr ErrorBody kOldRefusal = openai_body("invalid_request_error", "", kOldText);

constexpr std::array kRows{
    ErrorRow{
        "refuse", kOpenai | kGpt, 400, moderated("contact support", "input", R"("violence")"), "",
        "the prompt is refused, in the words of the model's family"},
    ErrorRow{
        "refuse", kAzure | kGpt, 400,
        moderated("open an Azure support ticket", "input", R"("violence")"), "", ""},
    ErrorRow{
        "refuse", kAzure | kDalle3, 400,
        raw_body(R"({"error":{"code":"content_policy_violation","type":"invalid_request_error",)"
                 R"("param":null,"message":"Blocked by content filters.","inner_error":{)"
                 R"("code":"ResponsibleAIPolicyViolation","content_filter_results":{{categories},)"
                 R"("jailbreak":{"detected":false,"filtered":false},)"
                 R"("profanity":{"detected":false,"filtered":false}}}}})"),
        "", ""},
    ErrorRow{
        "refuse", kOpenai | kDalle3, 400,
        openai_body("invalid_request_error", "content_policy_violation", kOldText), "", ""},
    ErrorRow{"refuse", kAzure | kDalle2, 400, kTaskFailed, "", ""},
    ErrorRow{"refuse", kOpenai | kDalle2, 400, kOldRefusal, "", ""},
    ErrorRow{
        "refuse-image", kOpenai | kAzure | kGpt, 400,
        moderated("contact support", "input", R"("sexual")"), "",
        "a picture that was sent is refused (GPT image models)"},
    ErrorRow{
        "refuse-result", kOpenai | kAzure | kGpt, 400,
        moderated("contact support", "output", R"("violence","self-harm")"), "",
        "the picture that was made is refused"},
    ErrorRow{"refuse-result", kEverywhere, 400, kResultFiltered, "", ""},
    ErrorRow{
        "refuse-unknown", kEverywhere, 400, moderated("contact support", "unknown", ""), "",
        "refused, and nobody knows at which stage"},
    ErrorRow{
        "refuse-bare", kEverywhere, 400,
        raw_body(R"({"error":{"message":"Your request was rejected by the safety system. )"
                 R"(safety_violations=[sexual].","type":"image_generation_user_error","param":"",)"
                 R"("code":"moderation_blocked"}})"),
        "", "refused without details, an empty param"},
    ErrorRow{
        "refuse-old", kEverywhere, 400, kOldRefusal, "",
        "refused without a code: only the text tells"},
    ErrorRow{
        "refuse-task", kEverywhere, 400, kTaskFailed, "",
        "contentFilter, as Azure's documents show it; [refuse-200] with status 200"},
    ErrorRow{"refuse-200", kEverywhere, 200, kTaskFailed, "", ""},
    ErrorRow{"refuse-result-200", kEverywhere, 200, kResultFiltered, "", ""},
    ErrorRow{
        "refuse-chat", kEverywhere, 400,
        raw_body(
            R"({"error":{"message":"The response was filtered due to the prompt triggering the )"
            R"(content management policy.","type":null,"param":"prompt","code":"content_filter",)"
            R"("status":400,"innererror":{"code":"ResponsibleAIPolicyViolation",)"
            R"("content_filter_result":{{categories}}}}})"),
        "", "content_filter and innererror, as Azure's chat has it"},
    ErrorRow{
        "refuse-jailbreak", kEverywhere, 400,
        raw_body(
            R"({"error":{"code":"content_policy_violation","type":"invalid_request_error",)"
            R"("param":null,"message":"Blocked by content filters.","inner_error":{)"
            R"("code":"ResponsibleAIPolicyViolation","content_filter_results":{)"
            R"("jailbreak":{"detected":true,"filtered":true},"custom_blocklists":{"filtered":true,)"
            R"("details":[{"id":"our-words","filtered":true}]}}}}})"),
        "", "a jailbreak and a word of a blocklist"},
};

} // namespace

std::span<const ErrorRow> filter_rows()
{
    return kRows;
}

} // namespace loopback
