// SPDX-License-Identifier: MIT
#include "prompt_tags.h"

namespace loopback {

namespace {

constexpr size_t kMaxRemembered = 4096;

bool has_tag(std::string_view prompt, std::string_view tag)
{
    return prompt.find(tag) != std::string_view::npos;
}

Response gpt_refusal()
{
    Response response;
    response.status = 400;
    response.body =
        R"({"error":{"message":"Your request was rejected by the safety system. If you believe )"
        R"(this is an error, contact support and include the request ID. )"
        R"(safety_violations=[violence].","type":"image_generation_user_error","param":null,)"
        R"("code":"moderation_blocked","moderation_details":{"moderation_stage":"input",)"
        R"("categories":["violence"]}}})";
    return response;
}

Response azure_filter_refusal()
{
    Response response;
    response.status = 400;
    response.body = R"({"error":{"code":"content_policy_violation","type":"invalid_request_error",)"
                    R"("param":null,"message":"Blocked by content filters.","inner_error":{)"
                    R"("code":"ResponsibleAIPolicyViolation","content_filter_results":{)"
                    R"("hate":{"filtered":false,"severity":"safe"},)"
                    R"("violence":{"filtered":true,"severity":"medium"},)"
                    R"("sexual":{"filtered":false,"severity":"safe"},)"
                    R"("self_harm":{"filtered":false,"severity":"safe"},)"
                    R"("jailbreak":{"detected":false,"filtered":false},)"
                    R"("profanity":{"detected":false,"filtered":false}}}}})";
    return response;
}

Response safety_refusal(const Generation &generation)
{
    if (generation.model->is_gpt()) {
        return gpt_refusal();
    }
    if (generation.model->family == Family::dalle3 && is_azure(generation.form)) {
        return azure_filter_refusal();
    }
    const std::string_view code =
        generation.model->family == Family::dalle3 ? "content_policy_violation" : "";
    return make_error(
        400, {"Your request was rejected as a result of our safety system. Your prompt may contain "
              "text that is not allowed by our safety system.",
              "invalid_request_error",
              {},
              code});
}

Response rate_refusal(const Generation &generation)
{
    Response response;
    if (is_azure(generation.form)) {
        response.status = 429;
        response.body =
            R"({"error":{"code":"429","message":"Requests to the Images_Generations Operation )"
            R"(under Azure OpenAI API have exceeded call rate limit of your current OpenAI S0 )"
            R"(pricing tier. Please retry after 1 second. Please go here: )"
            R"(https://aka.ms/oai/quotaincrease if you would like to further increase the )"
            R"(default rate limit."}})";
    } else {
        response = make_error(
            429,
            {"Rate limit reached for images per minute.", "requests", {}, "rate_limit_exceeded"});
    }
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

} // namespace

std::string_view PromptTags::help()
{
    return "  [refuse]       400, the safety system's refusal in the words of the model's family\n"
           "  [429]          429 with Retry-After: 1 at the first try of each prompt, then fine\n"
           "  [quota]        429 insufficient_quota, always\n"
           "  [500] [503]    that status with the server's error body, always\n"
           "  [slow]         five more seconds before the first image byte\n"
           "  [cut]          the connection breaks in the middle of the last image\n"
           "  [error-event]  a stream ends in an error event instead of the final image\n";
}

bool PromptTags::is_first_try(const std::string &prompt)
{
    const std::scoped_lock lock(mutex_);
    if (tries_.size() >= kMaxRemembered) {
        tries_.clear();
    }
    return tries_[prompt]++ == 0;
}

std::optional<Response> PromptTags::refusal_for(const Generation &generation)
{
    const std::string &prompt = generation.prompt;
    if (prompt.find('[') == std::string::npos) {
        return std::nullopt;
    }
    if (has_tag(prompt, "[refuse]")) {
        return safety_refusal(generation);
    }
    if (has_tag(prompt, "[429]") && is_first_try(prompt)) {
        return rate_refusal(generation);
    }
    if (has_tag(prompt, "[quota]")) {
        return make_error(
            429, {"You exceeded your current quota, please check your plan and billing details.",
                  "insufficient_quota",
                  {},
                  "insufficient_quota"});
    }
    if (has_tag(prompt, "[500]")) {
        return make_error(
            500, {"The server had an error while processing your request.", "server_error"});
    }
    if (has_tag(prompt, "[503]")) {
        return make_error(
            503, {"The server is overloaded or not ready yet.",
                  "server_error",
                  {},
                  "server_is_overloaded"});
    }
    return std::nullopt;
}

Mischief PromptTags::mischief_of(std::string_view prompt)
{
    return {
        has_tag(prompt, "[slow]"), has_tag(prompt, "[cut]"), has_tag(prompt, "[expired]"),
        has_tag(prompt, "[error-event]")};
}

} // namespace loopback
