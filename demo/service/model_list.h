// SPDX-License-Identifier: MIT
// The models this service plays, as the clouds list theirs.
#pragma once

#include "rules/model_rules.h"
#include "rules/refusal.h"

#include <string>

namespace loopback {

// A deployment's resource describes what a model can do; the others only name it.
std::string model_json(const ModelRules &model, Form form);
std::string model_list_json(Form form);

} // namespace loopback
