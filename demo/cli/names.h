// SPDX-License-Identifier: MIT
// The contract's numbers as words: stable, part of what --json prints.
#pragma once

#include "gesso/gesso.h"

namespace gesso_cli {

const char *result_name(gesso_result result); // "ok", "rate_limited", ...
const char *event_name(int32_t type);         // "phase", "rows", ...
const char *phase_name(int32_t phase);        // "connecting", ...
const char *wait_name(int32_t reason);        // "rate_limit", ...
const char *wait_text(int32_t reason);        // for a person: "rate limit", ...
const char *billed_name(int32_t billed);      // "no", "maybe", "yes"
const char *filter_stage_name(int32_t stage); // "input", "output", "unknown"
const char *format_name(int32_t format);      // "png", ..., "unknown"

} // namespace gesso_cli
