// SPDX-License-Identifier: MIT
// What is known about the values of Azure's api-version (wire.md 1.3). A version that is not dated,
// such as "preview", is never judged.
#pragma once

#include "base/route.h"

#include <string>
#include <string_view>

namespace gesso::core {

// Refuses what could not stand in a query.
Status check_api_version(std::string_view version);

// The version to ask for when nobody names one. `family` may be empty or one without rules.
std::string_view default_api_version(EndpointForm form, std::string_view family);

// Refuses a dated version in which the form makes no images, and names one in which it does.
Status check_version_has_images(std::string_view version, EndpointForm form);

// Why deployments cannot edit in that version, with the one that can; empty when they can, or when
// nothing is known.
std::string edit_obstacle_of(std::string_view version);

} // namespace gesso::core
