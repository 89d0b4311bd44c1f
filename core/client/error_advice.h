// SPDX-License-Identifier: MIT
// What to do next about a failure, in one or two sentences. The sentences are data: see
// error_advice_table.cpp.
#pragma once

#include "base/billed.h"
#include "base/route.h"

#include "gesso/gesso.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gesso::core {

// Everything a piece of advice may depend on.
struct AdviceQuestion {
    gesso_result result = GESSO_OK;
    int http_status = 0;
    Billed billed = Billed::no;
    uint32_t retry_after_ms = 0;
    const ServiceError *error = nullptr; // required
    const ServiceRoute *route = nullptr; // null: the service is gone
    bool is_rescued = false;             // what arrived of the image is kept in memory
};

// Never empty for a failure. Frees nothing of secrets: the error's fields are free of them already.
std::string advise(const AdviceQuestion &question);

// Of a class alone, as static text: for what has no service behind it.
const char *standing_advice(gesso_result result);

// ---- the table
// ------------------------------------------------------------------------------------

// Conditions of a row beside class, status, code and phrase; all that are named must hold.
enum AdviceCondition : uint32_t {
    kOnAzure = 1u << 0,        // one of the Azure forms
    kOnOpenAi = 1u << 1,       // the openai form
    kSentKey = 1u << 2,        // api-key header
    kSentBearer = 1u << 3,     // Authorization header
    kSentNothing = 1u << 4,    // neither
    kNamedAsModel = 1u << 5,   // the deployment is called like a model
    kHasVersion = 1u << 6,     // an api-version was sent
    kModelRetired = 1u << 7,   // by the table of models
    kHasParam = 1u << 8,       // the service names the field
    kHasAudience = 1u << 9,    // the service names the token audience
    kHasCategories = 1u << 10, // the filter names what it found
    kOutputStage = 1u << 11,   // it was the picture, not the prompt
    kHasWait = 1u << 12,       // the service says how long to wait
    kLongWait = 1u << 13,      // longer than an hour
    kMaybeBilled = 1u << 14,
    kNeverSent = 1u << 15, // no answer and nothing billed
    kRescued = 1u << 16,   // what arrived of the image is kept in memory
};

// The first row that fits is the one. Empty fields fit everything. `code` is compared with the
// error's code and type, ignoring case; `phrase` is lower-case text of its message. In `text`
// {param} {categories} {audience} {deployment} {model} {version} {retired} {current} {wait} stand
// for what is known of them.
struct Advice {
    gesso_result result = 0;
    int http_status = 0;
    std::string_view code;
    std::string_view phrase;
    uint32_t conditions = 0;
    std::string_view text;
};

std::span<const Advice> advice_table();

} // namespace gesso::core
