// SPDX-License-Identifier: MIT
#include "client/abi.h"

#include "client/result_map.h"
#include "platform/process_identity.h"

namespace gesso::core {
namespace {

// Plain memory: a thread that ends needs no destructor of ours, which may be unloaded by then.
thread_local char last_error_text[512];

} // namespace

void set_last_error(std::string_view text)
{
    size_t length = std::min(text.size(), sizeof(last_error_text) - 1);
    while (length > 0 && length < text.size() &&
           (static_cast<uint8_t>(text[length]) & 0xc0) == 0x80)
        --length;
    std::memcpy(last_error_text, text.data(), length);
    last_error_text[length] = '\0';
}

const char *last_error()
{
    return last_error_text;
}

gesso_result refuse(gesso_result result, std::string_view text)
{
    set_last_error(text);
    return result;
}

gesso_result refuse(const Status &status)
{
    return refuse(result_of(status.code), status.message);
}

gesso_result check_client(const gesso_client *client)
{
    if (!client)
        return refuse(GESSO_ERROR_INVALID_ARGUMENT, "client is null");
    if (client->process != process_generation())
        return refuse(GESSO_ERROR_FORKED, "the client belongs to the parent of this process");
    return GESSO_OK;
}

} // namespace gesso::core
