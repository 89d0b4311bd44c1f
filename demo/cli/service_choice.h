// SPDX-License-Identifier: MIT
// Whom to ask and with which key: from the options, then from the variables that people of the
// service already have set.
#pragma once

#include "generate_settings.h"
#include "secret.h"

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
    int32_t credential = GESSO_CREDENTIAL_NONE;
    Secret secret;
    std::vector<std::string> headers;
    std::string warning; // for the person; empty: none

    [[nodiscard]] bool is_free() const { return kind == ServiceKind::loopback; }
    [[nodiscard]] bool must_be_started() const { return is_free() && endpoint.empty(); }
};

// A variable that a service reads, in the order in which it wins.
struct ServiceVariable {
    ServiceKind service;
    const char *name;
    const char *meaning;
    bool is_required;    // itself, or one of the same meaning
    const char *example; // placeholder for an export line
};
std::span<const ServiceVariable> service_variables();

Failure choose_service(const GenerateSettings &settings, ServiceChoice &out_choice);

} // namespace gesso_cli
