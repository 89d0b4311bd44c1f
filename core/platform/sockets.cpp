// SPDX-License-Identifier: MIT
#include "platform/sockets.h"

#include "base/text.h"

#include <netdb.h>

#include <cerrno>
#include <system_error>

namespace gesso::core {

bool start_sockets()
{
    return true;
}

std::string lookup_reason(int error)
{
    if (error == EAI_SYSTEM)
        return std::generic_category().message(errno);
    return clean_text(gai_strerror(error), 200);
}

} // namespace gesso::core
