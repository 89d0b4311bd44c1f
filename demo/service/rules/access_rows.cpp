// SPDX-License-Identifier: MIT
#include "rules/error_rows.h"

#include <array>

namespace loopback {

namespace {

constexpr std::string_view kChallenge = "WWW-Authenticate: Bearer realm=\"OpenAI API\"";
constexpr ErrorBody kNoRole = azure_body(
    "PermissionDenied",
    "The principal `00000000-0000-0000-0000-000000000000` lacks the required data action "
    "`Microsoft.CognitiveServices/accounts/OpenAI/images/generations/action` to perform this "
    "operation.");

constexpr std::array kRows{
    ErrorRow{
        "bad-request", kEverywhere, 400,
        openai_body("invalid_request_error", "", "The request is not valid."), "",
        "400 without a code"},
    ErrorRow{
        "bad-image", kEverywhere, 400,
        openai_body(
            "image_generation_user_error", "invalid_image_file",
            "Invalid image file or mode for image 1, please check your image file."),
        "", "400 about a picture that was sent"},
    ErrorRow{
        "401", kOnOpenai, 401,
        openai_body("invalid_request_error", "invalid_api_key", "Incorrect API key provided: ***."),
        kChallenge, "a wrong key"},
    ErrorRow{
        "401", kOnAzure, 401,
        azure_body(
            "401",
            "Access denied due to invalid subscription key or wrong API endpoint. Make sure to "
            "provide a valid key for an active subscription and use a correct regional API "
            "endpoint for your resource."),
        "", ""},
    ErrorRow{
        "401-missing", kOnOpenai, 401,
        openai_body("invalid_request_error", "", "You didn't provide an API key."), kChallenge,
        "no key"},
    ErrorRow{
        "401-missing", kOnAzure, 401,
        raw_body(
            R"({"statusCode":401,"message":"Access denied due to missing subscription key. Make )"
            R"(sure to include subscription key when making requests to an API."})"),
        "", ""},
    ErrorRow{
        "401-audience", kOnAzure, 401,
        raw_body(
            R"({"statusCode":401,"message":"Unauthorized. Access token is missing, invalid, )"
            R"(audience is incorrect (https://cognitiveservices.azure.com), or have expired."})"),
        "", "Azure: a token for somebody else, in a body without envelope"},
    ErrorRow{
        "401-organization", kOnOpenai, 401,
        openai_body(
            "invalid_request_error", "invalid_organization",
            "You must be a member of an organization to use the API."),
        "", "OpenAI: not a member"},
    ErrorRow{
        "401-ip", kOnOpenai, 401,
        openai_body(
            "invalid_request_error", "ip_not_authorized",
            "Your IP address is not on the allow-list of this project."),
        "", "OpenAI: an address that is not allowed"},
    ErrorRow{"401-role", kOnAzure, 401, kNoRole, "", "Azure: a role is missing; [403-role] too"},
    ErrorRow{"403-role", kOnAzure, 403, kNoRole, "", ""},
    ErrorRow{
        "403-key-auth", kOnAzure, 403,
        azure_body(
            "AuthenticationTypeDisabled",
            "Key based authentication is disabled for this resource."),
        "", "Azure: keys are switched off"},
    ErrorRow{
        "403-network", kOnAzure, 403,
        azure_body("AccessDenied", "Access denied due to Virtual Network/Firewall rules."), "",
        "Azure: a rule of the network; [403-firewall] with code 403"},
    ErrorRow{
        "403-firewall", kOnAzure, 403,
        azure_body("403", "Access denied due to Virtual Network/Firewall rules."), "", ""},
    ErrorRow{
        "403-blocked", kOnAzure, 403,
        azure_body(
            "Forbidden",
            "Your resource has been temporarily blocked because we detected behavior that may "
            "violate our content policy."),
        "", "Azure: the resource is blocked"},
    ErrorRow{
        "403-region", kOnOpenai, 403,
        openai_body(
            "request_forbidden", "unsupported_country_region_territory",
            "Country, region, or territory not supported"),
        "", "OpenAI: not from here"},
    ErrorRow{
        "404-deployment", kOnAzure, 404,
        azure_body(
            "DeploymentNotFound",
            "The API deployment for this resource does not exist. If you created the deployment "
            "within the last 5 minutes, please wait a moment and try again."),
        "", "Azure: no such deployment"},
    ErrorRow{
        "404-path", kOnAzure, 404, azure_body("404", "Resource not found"), "",
        "a wrong address or version"},
    ErrorRow{
        "404-path", kOnOpenai, 404,
        openai_body("invalid_request_error", "", "Invalid URL (POST /images)"), "", ""},
    ErrorRow{
        "404-model", kOnOpenai, 404,
        openai_body(
            "invalid_request_error", "model_not_found",
            "The model does not exist or you do not have access to it."),
        "", "OpenAI: no such model; [403-model] not for you"},
    ErrorRow{
        "403-model", kOnOpenai, 403,
        openai_body(
            "invalid_request_error", "model_not_found",
            "Project does not have access to this model."),
        "", ""},
};

} // namespace

std::span<const ErrorRow> access_rows()
{
    return kRows;
}

} // namespace loopback
