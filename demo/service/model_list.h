// SPDX-License-Identifier: MIT
// The models this service plays, as the clouds list theirs.
#pragma once

#include "rules/model_rules.h"

#include <string>

namespace loopback {

std::string model_json(const ModelRules &model);
std::string model_list_json();

} // namespace loopback
