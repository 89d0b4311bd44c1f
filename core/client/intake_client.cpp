// SPDX-License-Identifier: MIT
#include "client/abi.h"
#include "client/intake.h"
#include "event/dirty_set.h"

#include <string>

namespace gesso::core {
namespace {

template <typename Number>
void take_if_set(Number host, Number &out_value)
{
    if (host != 0)
        out_value = host;
}

Status check_range(const char *field, uint64_t value, uint64_t low, uint64_t high)
{
    if (value >= low && value <= high)
        return {};
    return {
        StatusCode::invalid_argument, std::string("limits.") + field + " is " +
                                          std::to_string(value) + ": it must be " +
                                          std::to_string(low) + " to " + std::to_string(high)};
}

Status take_limits(const gesso_limits *host, Limits &out_limits)
{
    if (!host)
        return {};
    gesso_limits limits{};
    if (!read_struct(host, limits))
        return {
            StatusCode::invalid_argument, "limits.struct_size is not set: use gesso_limits_init()"};
    take_if_set(limits.max_requests, out_limits.max_requests);
    take_if_set(limits.max_in_flight, out_limits.max_in_flight);
    take_if_set(limits.max_detached, out_limits.max_detached);
    take_if_set(uint64_t{limits.header_bytes}, out_limits.header_bytes);
    take_if_set(limits.image_side, out_limits.image_side);
    take_if_set(limits.image_pixels, out_limits.image_pixels);
    take_if_set(limits.image_bytes, out_limits.image_bytes);
    take_if_set(limits.event_bytes, out_limits.event_bytes);
    take_if_set(limits.response_bytes, out_limits.response_bytes);
    take_if_set(limits.rescue_bytes, out_limits.rescue_bytes);
    take_if_set(limits.json_depth, out_limits.json_depth);
    take_if_set(limits.prompt_bytes, out_limits.prompt_bytes);

    GESSO_RETURN_IF_FAILED(
        check_range("max_requests", out_limits.max_requests, 1, DirtySet::kCapacity));
    GESSO_RETURN_IF_FAILED(check_range("max_in_flight", out_limits.max_in_flight, 1, 128));
    GESSO_RETURN_IF_FAILED(check_range("max_detached", out_limits.max_detached, 0, 64));
    GESSO_RETURN_IF_FAILED(check_range("image_side", out_limits.image_side, 1, 16384));
    return check_range("json_depth", out_limits.json_depth, 4, 512);
}

} // namespace

Status take_client(const gesso_client_desc &desc, CoreSettings &out_settings)
{
    GESSO_RETURN_IF_FAILED(take_limits(desc.limits, out_settings.limits));
    if (desc.log_level < GESSO_LOG_ERROR || desc.log_level > GESSO_LOG_DEBUG)
        return {StatusCode::invalid_argument, "log_level must be one of GESSO_LOG_*"};
    out_settings.log_level = static_cast<LogLevel>(desc.log_level);
    if (desc.save_to)
        out_settings.save_to = desc.save_to;
    if (desc.user_agent) {
        out_settings.user_agent = desc.user_agent;
        for (const char letter : out_settings.user_agent) {
            if (letter < 0x20 || letter > 0x7e)
                return {StatusCode::invalid_argument, "user_agent must be visible ASCII"};
        }
    }
    out_settings.log_hook = {desc.logger.log, desc.logger.user};
    out_settings.waker = {desc.waker.wake, desc.waker.user};
    out_settings.thread_hooks = {desc.threads.started, desc.threads.stopping, desc.threads.user};
    return {};
}

} // namespace gesso::core
