// SPDX-License-Identifier: MIT
// Which of several keys and tokens is sent. The order is fixed: what an option names, then an
// access token's variable, then a key's variable, then a sign-in. --auth takes one kind of them
// alone.
#pragma once

#include "generate_settings.h"
#include "secret.h"

#include <string>
#include <vector>

namespace gesso_cli {

struct CredentialSource {
    std::string name; // "AZURE_OPENAI_AD_TOKEN", "--key-file"; never what it holds
    Auth how = Auth::key;
    bool is_used = false;
};

// All that are there, in that order; at most one of them is used.
std::vector<CredentialSource> credential_sources(const GenerateSettings &settings);

struct CredentialChoice {
    int32_t kind = 0; // GESSO_CREDENTIAL_*
    Secret secret;
    std::string source;  // a name as above; empty: none is sent
    std::string warning; // for the person; empty: none
};

Failure choose_credential(const GenerateSettings &settings, CredentialChoice &out_choice);

// How to get in today where there is no key: signing in by itself is not there yet.
std::string sign_in_advice();

} // namespace gesso_cli
