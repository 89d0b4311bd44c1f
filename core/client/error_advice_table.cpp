// SPDX-License-Identifier: MIT
// The advice itself. Within a class special rows stand before general ones; every class of
// gesso.h ends with a row that always fits.
#include "client/error_advice.h"

namespace gesso::core {
namespace {

constexpr Advice kTable[] = {
    // ---- the content filter
    {GESSO_ERROR_REFUSED, 0, "", "", kHasCategories | kOutputStage,
     "The picture that was made was held back for {categories}. Rephrase the prompt, or send it "
     "again: another picture may pass."},
    {GESSO_ERROR_REFUSED, 0, "", "", kHasCategories,
     "Rephrase the prompt or change the pictures sent with it: refused for {categories}."},
    {GESSO_ERROR_REFUSED, 0, "", "", kOutputStage,
     "The picture that was made was held back. Rephrase the prompt, or send it again: another "
     "picture may pass."},
    {GESSO_ERROR_REFUSED, 0, "", "", 0,
     "Rephrase the prompt, or change the pictures sent with it."},

    // ---- who is asking
    {GESSO_ERROR_AUTH, 0, "PermissionDenied", "", 0,
     "Give this identity the role \"Cognitive Services OpenAI User\" (or \"Cognitive Services "
     "User\") on the resource. Then wait 5 minutes."},
    {GESSO_ERROR_AUTH, 0, "", "lacks the required data action", 0,
     "Give this identity the role \"Cognitive Services OpenAI User\" (or \"Cognitive Services "
     "User\") on the resource. Then wait 5 minutes."},
    {GESSO_ERROR_AUTH, 0, "AuthenticationTypeDisabled", "", 0,
     "This resource takes no keys: sign in with Entra (`az login`) and send a bearer token."},
    {GESSO_ERROR_AUTH, 0, "", "key based authentication is disabled", 0,
     "This resource takes no keys: sign in with Entra (`az login`) and send a bearer token."},
    {GESSO_ERROR_AUTH, 0, "", "virtual network/firewall", 0,
     "Connect from a network that the resource's firewall lets in, or have this machine's address "
     "added to it."},
    {GESSO_ERROR_AUTH, 0, "", "temporarily blocked", 0,
     "The whole resource is blocked, not this prompt: its owner must contact Azure support."},
    {GESSO_ERROR_AUTH, 0, "unsupported_country_region_territory", "", 0,
     "The provider does not serve the country of this network; use a service that does."},
    {GESSO_ERROR_AUTH, 0, "", "must be verified", 0,
     "Verify the organization in the provider's settings. Then wait 15 minutes."},
    {GESSO_ERROR_AUTH, 0, "", "missing subscription key", kSentNothing,
     "Set a key as the service's secret, or sign in with `az login` and send a bearer token."},
    {GESSO_ERROR_AUTH, 0, "", "", kHasAudience | kSentBearer,
     "Get a token with the scope {audience}/.default (`az login`, then `az account "
     "get-access-token --resource {audience}`)."},
    {GESSO_ERROR_AUTH, 0, "", "", kHasAudience,
     "Check the key; a token needs the scope {audience}/.default."},
    {GESSO_ERROR_AUTH, 0, "", "", kSentNothing,
     "Set a key as the service's secret: nothing was sent that proves who is asking."},
    {GESSO_ERROR_AUTH, 401, "", "", kOnAzure | kSentKey,
     "Copy key and endpoint again from the same resource (Keys and Endpoint): a key fits one "
     "resource alone."},
    {GESSO_ERROR_AUTH, 401, "", "", kOnAzure | kSentBearer,
     "Get a new token, it may have expired (`az login`, then `az account get-access-token "
     "--resource https://cognitiveservices.azure.com`)."},
    {GESSO_ERROR_AUTH, 401, "", "", 0,
     "Copy the key again from the provider's page, whole, and check that it was not revoked."},
    {GESSO_ERROR_AUTH, 403, "", "", kOnOpenAi,
     "Check that the key's project and permissions include this model and image requests."},
    {GESSO_ERROR_AUTH, 0, "", "", 0,
     "Check that the account, its role and the network rules of the service allow this request."},

    // ---- what does not exist
    {GESSO_ERROR_NOT_FOUND, 0, "DeploymentNotFound", "", kNamedAsModel,
     "\"{deployment}\" looks like the model's name: enter the deployment's name, not the model's. "
     "A new deployment answers after 5 minutes."},
    {GESSO_ERROR_NOT_FOUND, 0, "DeploymentNotFound", "", 0,
     "Enter the deployment's name, not the model's, and the endpoint of its resource: there is no "
     "\"{deployment}\" there. A new deployment answers after 5 minutes."},
    {GESSO_ERROR_NOT_FOUND, 0, "model_not_found", "", kModelRetired,
     "{model} was retired on {retired}: ask for {current}."},
    {GESSO_ERROR_NOT_FOUND, 0, "model_not_found", "", 0,
     "Ask for a model that this account has, such as {current}: {model} may be retired, misspelt "
     "or closed to it."},
    {GESSO_ERROR_NOT_FOUND, 404, "", "", kOnAzure | kHasVersion,
     "Check the endpoint's path and the api-version, now {version}: edits and the gpt-image models "
     "need 2025-04-01-preview."},
    {GESSO_ERROR_NOT_FOUND, 404, "", "", kOnAzure,
     "Check the endpoint (https://NAME.openai.azure.com) and that the deployment \"{deployment}\" "
     "is in this resource."},
    {GESSO_ERROR_NOT_FOUND, 0, "", "", 0,
     "Check the endpoint: it ends before /images/generations, mostly in /v1. Some servers have no "
     "edits."},

    // ---- a parameter
    {GESSO_ERROR_BAD_REQUEST, 0, "unknown_parameter", "", kHasParam,
     "Send it again without {param}: this service does not know it."},
    {GESSO_ERROR_BAD_REQUEST, 0, "", "unknown parameter", kHasParam,
     "Send it again without {param}: this service does not know it."},
    {GESSO_ERROR_BAD_REQUEST, 0, "", "unknown parameter", 0,
     "Send it again without the parameter that the message names: this service does not know it."},
    {GESSO_ERROR_BAD_REQUEST, 0, "missing_required_parameter", "", kHasParam,
     "Send it again with {param}."},
    {GESSO_ERROR_BAD_REQUEST, 0, "invalid_image_file", "", 0,
     "Send the pictures as undamaged PNG or JPEG with 8 bits a channel, the mask in the size of "
     "the first one."},
    {GESSO_ERROR_BAD_REQUEST, 0, "invalid_input_fidelity_model", "", 0,
     "Send it again without input_fidelity: this model does not take it."},
    {GESSO_ERROR_BAD_REQUEST, 413, "", "", 0,
     "Send smaller pictures: the service, or a proxy before it, takes no body of this size."},
    {GESSO_ERROR_BAD_REQUEST, 0, "no_content_length_header", "", 0,
     "Remove the proxy that changes the body's framing: the length was sent, but did not arrive."},
    {GESSO_ERROR_BAD_REQUEST, 0, "", "", kNeverSent,
     "Change what the message names and submit it again; nothing was sent."},
    {GESSO_ERROR_BAD_REQUEST, 0, "", "", kHasParam,
     "Change {param} as the message says, and send it again."},
    {GESSO_ERROR_BAD_REQUEST, 0, "", "", 0, "Change what the message names, and send it again."},

    // ---- pace and money
    {GESSO_ERROR_RATE_LIMITED, 0, "", "", kLongWait,
     "The quota is used up for {wait}: raise it on the provider's quota page, or use another "
     "deployment."},
    {GESSO_ERROR_RATE_LIMITED, 0, "", "", kHasWait,
     "Send it again in {wait}. Fewer images a minute or a higher quota avoid this."},
    {GESSO_ERROR_RATE_LIMITED, 0, "", "high demand", 0,
     "Send it again in a few minutes: the service is overloaded."},
    {GESSO_ERROR_RATE_LIMITED, 0, "", "", 0,
     "Send it again in a minute. Fewer images a minute or a higher quota avoid this."},
    {GESSO_ERROR_BILLING, 0, "billing_not_active", "", 0,
     "Add a way to pay on the account's billing page; waiting does not help."},
    {GESSO_ERROR_BILLING, 0, "organization_spend_limit_exceeded", "", 0,
     "Have the organization's owner raise the limit on the limits page; waiting does not help."},
    {GESSO_ERROR_BILLING, 0, "organization_usage_limit_exceeded", "", 0,
     "Have the organization's owner raise the limit on the limits page; waiting does not help."},
    {GESSO_ERROR_BILLING, 0, "project_spend_limit_exceeded", "", 0,
     "Raise the project's limit on its limits page; waiting does not help."},
    {GESSO_ERROR_BILLING, 0, "", "", 0,
     "Raise the limit or add credit on the account's billing and limits page; waiting does not "
     "help."},

    // ---- the service's own failure
    {GESSO_ERROR_SERVICE, 0, "", "", kMaybeBilled,
     "It may have been billed: look at the account's usage page before you send it again. The "
     "request id tells support which one it was."},
    {GESSO_ERROR_SERVICE, 0, "", "", 0,
     "Send it again in a few minutes; if it stays, quote the request id to support."},
    {GESSO_ERROR_NO_IMAGE, 0, "", "", kMaybeBilled,
     "It may have been billed: look at the account's usage page before you send it again. A "
     "reply without a picture is often a filter's silent refusal."},
    {GESSO_ERROR_NO_IMAGE, 0, "", "", 0,
     "Rephrase the prompt and send it again: a reply without a picture is often a filter's silent "
     "refusal."},
    {GESSO_ERROR_INCOMPLETE, 0, "", "", 0,
     "It may have been billed: look at the account's usage page before you send it again."},
    {GESSO_ERROR_PROTOCOL, 0, "", "", kRescued,
     "What could be decoded of the image, and its text from the damage on, are kept: "
     "gesso_output_get_bytes. It was probably billed: sending it again costs again."},
    {GESSO_ERROR_PROTOCOL, 0, "", "", kMaybeBilled,
     "Check the endpoint, and what stands between it and this machine. It may have been billed: "
     "look at the account's usage page before you send it again."},
    {GESSO_ERROR_PROTOCOL, 0, "", "", 0,
     "Check the endpoint, and whether a proxy or a sign-in page stands in between."},
    {GESSO_ERROR_REDIRECT, 0, "", "", 0,
     "Enter the final address as the endpoint, if it is the service's own."},
    {GESSO_ERROR_DECODE, 0, "", "", 0,
     "Its bytes were kept (path, gesso_output_get_bytes): another program may read them. Sending "
     "it again is billed again."},

    // ---- the way there
    {GESSO_ERROR_DNS, 0, "", "", 0,
     "Check the host name of the endpoint and this machine's network."},
    {GESSO_ERROR_CONNECT, 0, "", "", 0,
     "Check the endpoint's host and port, this machine's network and its firewall."},
    {GESSO_ERROR_TLS, 0, "", "", 0,
     "Check this machine's clock and ca_file: a company's proxy needs its certificate there."},
    {GESSO_ERROR_TIMEOUT, 0, "", "", kMaybeBilled,
     "It may have been billed: look at the account's usage page before you send it again. Raise "
     "the clock that the message names."},
    {GESSO_ERROR_TIMEOUT, 0, "", "", 0,
     "Check this machine's network, or raise the clock that the message names; nothing was "
     "billed."},
    {GESSO_ERROR_DISCONNECTED, 0, "", "", kMaybeBilled,
     "It may have been billed: look at the account's usage page before you send it again. A proxy "
     "may cut lines that are silent."},
    {GESSO_ERROR_DISCONNECTED, 0, "", "", 0, "Send it again: nothing was billed."},

    // ---- this machine, the host
    {GESSO_ERROR_SAVE, 0, "", "", 0,
     "Free space or choose another folder; gesso_output_get_bytes still has the bytes."},
    {GESSO_ERROR_LIMIT, 0, "", "", 0,
     "Raise the limit that the message names, if you trust the service."},
    {GESSO_ERROR_OUT_OF_MEMORY, 0, "", "", 0, "Release images or close programs; then try again."},
    {GESSO_ERROR_RESOURCE, 0, "", "", 0,
     "Close clients, or lower max_in_flight: the system has no thread or descriptor left."},
    {GESSO_ERROR_UNSUPPORTED, 0, "", "", 0,
     "Change what the message names: this version or this service cannot do it."},
    {GESSO_ERROR_INVALID_ARGUMENT, 0, "", "", 0,
     "Mend what the message names in the host's code, and submit it again."},
    {GESSO_ERROR_STALE, 0, "", "", 0, "Create the service again, and submit it again."},
    {GESSO_ERROR_CANCELLED, 0, "", "", kMaybeBilled,
     "It had been sent and may have been billed: the account's usage page tells."},
    {GESSO_ERROR_CANCELLED, 0, "", "", 0, "Submit it again when it is wanted; nothing was billed."},
    {0, 0, "", "", kMaybeBilled,
     "It may have been billed: look at the account's usage page before you send it again."},
    {0, 0, "", "", 0, "Read the message; the log may say more."},
};

} // namespace

std::span<const Advice> advice_table()
{
    return kTable;
}

} // namespace gesso::core
