// SPDX-License-Identifier: MIT
// The capability table: what each model family accepts, compiled in, valid on 2026-11-20.
#pragma once

#include "base/route.h"

#include <span>
#include <string_view>

namespace gesso::core {

// All families, newest first. Azure takes fewer output formats.
std::span<const ModelRules> model_table(bool is_azure);

// The rules of a family, or null when the table does not have it: then everything passes through.
const ModelRules *find_rules(std::string_view family, bool is_azure);

// The rules of Azure's polled form: DALL-E 2 with fewer images and no choice of the reply.
const ModelRules &async_rules();

// Whether `name` is the name of a model or family as the services write it, so that a deployment
// of that name was perhaps never made.
bool is_model_name(std::string_view name);

// The family that a deployment or model name suggests, or empty. The longest match wins; a match
// that goes on with a digit is a newer model than the table knows, and no guess is made.
std::string_view guess_family(std::string_view name);

} // namespace gesso::core
