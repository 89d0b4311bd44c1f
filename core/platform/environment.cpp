// SPDX-License-Identifier: MIT
#include "platform/environment.h"

#include "base/text.h"

#include <cstdlib>

namespace gesso::core {

std::optional<std::string> environment_variable(const char *name)
{
    // Safe while nobody calls setenv(), which is the host's to promise and the C library's rule.
    const char *value = std::getenv(name); // NOLINT(concurrency-mt-unsafe)
    if (!value || trim_ascii(value).empty())
        return std::nullopt;
    return std::string(value);
}

} // namespace gesso::core
