// SPDX-License-Identifier: MIT
// From what a person knows about a service to where exactly a request goes.
#pragma once

#include "base/route.h"
#include "service/credential.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gesso::core {

enum class CredentialKind : uint8_t {
    none,
    api_key, // "api-key: ..." on the Azure forms, "Authorization: Bearer ..." elsewhere
    bearer,  // "Authorization: Bearer ..." everywhere
};

// Everything is optional but what a comment calls required; empty means "work it out".
struct ServiceSettings {
    EndpointForm form = EndpointForm::openai;
    // Base address or a whole target URI. Required except for the openai form, whose default is
    // https://api.openai.com/v1. With a path that is not empty, openai and compatible take it as
    // it is; without one they add /v1.
    std::string endpoint;
    // Azure forms: required unless the endpoint contains it (or, for azure_v1, `model` is set).
    std::string deployment;
    std::string api_version;  // azure_deployments: see default_api_version(); azure_v1: none
    std::string model;        // openai and compatible: id to ask for
    std::string family;       // when the deployment or model name does not tell
    std::string organization; // openai only
    std::string project;      // openai only
    CredentialKind credential = CredentialKind::none;
    SecretText secret;
    std::vector<HttpField> extra_headers;

    // Unset: what the family and the form suggest.
    std::optional<bool> sends_model;
    std::optional<bool> sends_response_format;
    std::optional<bool> can_stream;
    uint32_t max_images_per_post = 0; // 0: the family's
    ImageField image_field = ImageField::by_count;

    // Lets a key travel over http:// to an address of a private network. Loopback needs no
    // permission; a public host never gets a key in clear text.
    bool allow_http = false;
};

// Fills `out_route` or says which setting to change. No message contains the secret.
Status resolve_route(const ServiceSettings &settings, ServiceRoute &out_route);

} // namespace gesso::core
