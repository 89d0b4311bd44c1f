// SPDX-License-Identifier: MIT
#include "environment.h"

#include "text.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace gesso_cli {

namespace {

constexpr std::array<std::string_view, 5> kSecretNames = {
    "OPENAI_API_KEY", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN",
    "DEFAULT_AZURE_CREDENTIAL_TOKEN", "OPENAI_CUSTOM_HEADERS"};

} // namespace

std::string_view variable(const char *name)
{
    // Nothing in this program or its library changes the environment.
    const char *value = std::getenv(name); // NOLINT(concurrency-mt-unsafe)
    return value != nullptr ? trim(value) : std::string_view();
}

bool is_secret_variable(std::string_view name)
{
    return std::find(kSecretNames.begin(), kSecretNames.end(), name) != kSecretNames.end();
}

} // namespace gesso_cli
