// SPDX-License-Identifier: MIT
#include "access.h"

namespace loopback {

namespace {

std::string_view bearer_of(const Request &request)
{
    const std::string_view value = request.header("authorization").value_or("");
    return to_lower(value.substr(0, 7)) == "bearer " ? trim(value.substr(7)) : std::string_view{};
}

// A key that was offered is never written back, not even in part.
Response openai_refusal(bool is_key_missing)
{
    Response response =
        is_key_missing
            ? make_error(
                  401,
                  {"You didn't provide an API key. You need to provide your API key in an "
                   "Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."})
            : make_error(
                  401, {"Incorrect API key provided: ***. You can find your API key at "
                        "https://platform.openai.com/account/api-keys.",
                        "invalid_request_error",
                        {},
                        "invalid_api_key"});
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"OpenAI API\"");
    return response;
}

Response azure_refusal(bool is_by_key)
{
    Response response;
    response.status = 401;
    response.body =
        is_by_key
            ? R"({"error":{"code":"401","message":"Access denied due to invalid subscription key )"
              R"(or wrong API endpoint. Make sure to provide a valid key for an active )"
              R"(subscription and use a correct regional API endpoint for your resource."}})"
            : R"({"statusCode":401,"message":"Unauthorized. Access token is missing, invalid, )"
              R"(audience is incorrect (https://cognitiveservices.azure.com), or have expired."})";
    return response;
}

} // namespace

std::optional<Response> check_access(const Request &request, Form form, const Keys &keys)
{
    if (keys.key.empty() && keys.bearer.empty()) {
        return std::nullopt;
    }
    const std::string_view bearer = bearer_of(request);
    const bool is_bearer_good = !keys.bearer.empty() && bearer == keys.bearer;
    const bool is_key_as_bearer = !keys.key.empty() && bearer == keys.key;
    if (form == Form::openai) {
        return is_bearer_good || is_key_as_bearer ? std::nullopt
                                                  : std::optional(openai_refusal(bearer.empty()));
    }
    if (const auto key = request.header("api-key")) {
        return !keys.key.empty() && *key == keys.key ? std::nullopt
                                                     : std::optional(azure_refusal(true));
    }
    const bool is_let_in = is_bearer_good || (form == Form::azure_v1 && is_key_as_bearer);
    return is_let_in ? std::nullopt : std::optional(azure_refusal(false));
}

} // namespace loopback
