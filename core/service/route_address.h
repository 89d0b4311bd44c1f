// SPDX-License-Identifier: MIT
// The parts of a pasted address that belong to a form, and the targets made of what is left.
#pragma once

#include "base/route.h"
#include "service/endpoint.h"

#include <string>
#include <string_view>
#include <vector>

namespace gesso::core {

bool is_azure_form(EndpointForm form);
// Whether a host belongs to Azure, sovereign clouds included; to OpenAI, regional ones included.
bool is_azure_host(std::string_view host);
bool is_openai_host(std::string_view host);

// Refuses addresses that plainly belong to another form or operation than images, and says which.
Status check_endpoint_suits(const Endpoint &endpoint, EndpointForm form);

// Takes ".../deployments/NAME" off the end of the path. The segment must be exactly that word.
Status take_deployment(Endpoint &endpoint, std::string &out_deployment);

bool ends_with(const std::vector<std::string> &segments, std::string_view last);
std::string join_path(const std::vector<std::string> &segments);
// "/path/images/generations?api-version=...&rest"; `operation` is "generations" or such.
std::string make_target(
    const std::string &path, std::string_view operation, const std::string &version,
    const Endpoint &from);

} // namespace gesso::core
