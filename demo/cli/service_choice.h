// SPDX-License-Identifier: MIT
// Whom to ask and with which key: from the options, then from the variables that people of the
// service already have set.
#pragma once

#include "credential_choice.h"
#include "generate_settings.h"

#include <string>
#include <vector>

namespace gesso_cli {

struct ServiceChoice {
    ServiceKind kind = ServiceKind::loopback;
    int32_t form = GESSO_FORM_OPENAI;
    std::string endpoint; // empty: the form's own, or the loopback service that is to be started
    std::string deployment;
    std::string api_version;
    std::string model;
    std::string family;
    std::string organization;
    std::string project;
    std::string ca_file;
    uint32_t flags = 0; // GESSO_SERVICE_*
    uint32_t images_per_minute = 0;
    CredentialChoice credential;
    std::vector<std::string> headers;

    [[nodiscard]] bool is_free() const { return kind == ServiceKind::loopback; }
    [[nodiscard]] bool must_be_started() const { return is_free() && endpoint.empty(); }
};

Failure choose_service(const GenerateSettings &settings, ServiceChoice &out_choice);
// The same for what is only shown: without a key a warning takes the place of the failure.
Failure choose_service_dry(const GenerateSettings &settings, ServiceChoice &out_choice);

} // namespace gesso_cli
