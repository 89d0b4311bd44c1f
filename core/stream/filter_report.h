// SPDX-License-Identifier: MIT
// What a content filter reports beside its refusal: categories, severities and the stage, in any of
// the shapes of wire.md 6.2 and 4.2.
#pragma once

#include "base/flow.h"
#include "base/json.h"

namespace gesso::core {

// Adds what the members of `object` report: content_filter_results, content_filter_result,
// prompt_filter_results, moderation_details.
void read_filter_report(const Json &object, ServiceError &error);

// Adds what only the sentence says: "safety_violations=[violence]", "Generated image was filtered".
void read_filter_text(std::string_view message, ServiceError &error);

// True when a category says that it is what was refused.
bool has_filtered_category(const ServiceError &error);

} // namespace gesso::core
