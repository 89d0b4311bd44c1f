// SPDX-License-Identifier: MIT
// Options and choices as the structs of the contract. The structs point into what they were made
// of, which must outlive them.
#pragma once

#include "generate_settings.h"
#include "save_plan.h"
#include "service_choice.h"

#include <vector>

namespace gesso_cli {

// Null-terminated.
std::vector<const char *> header_lines(const ServiceChoice &choice);
gesso_service_desc
describe_service(const ServiceChoice &choice, const std::vector<const char *> &headers);

// All but service, prompt, file name, pictures and user_data.
gesso_request_desc describe_request(const GenerateSettings &settings, const SavePlan &plan);

} // namespace gesso_cli
