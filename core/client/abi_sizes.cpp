// SPDX-License-Identifier: MIT
// The C shell: sizes of structs, for hosts that declare them in a script.
#include "gesso/gesso.h"

#include <array>
#include <string_view>

namespace {

struct NamedSize {
    std::string_view name;
    size_t size;
};

#define SIZE_OF(type)                                                                              \
    NamedSize                                                                                      \
    {                                                                                              \
#type, sizeof(type)                                                                        \
    }
constexpr std::array kSizes = {
    SIZE_OF(gesso_service_id),   SIZE_OF(gesso_request_id),      SIZE_OF(gesso_image_id),
    SIZE_OF(gesso_job_id),       SIZE_OF(gesso_opt_i32),         SIZE_OF(gesso_opt_i64),
    SIZE_OF(gesso_waker),        SIZE_OF(gesso_logger),          SIZE_OF(gesso_thread_hooks),
    SIZE_OF(gesso_encoded_sink), SIZE_OF(gesso_limits),          SIZE_OF(gesso_client_desc),
    SIZE_OF(gesso_leftovers),    SIZE_OF(gesso_service_desc),    SIZE_OF(gesso_picture),
    SIZE_OF(gesso_request_desc), SIZE_OF(gesso_event),           SIZE_OF(gesso_view),
    SIZE_OF(gesso_request_info), SIZE_OF(gesso_filter_category), SIZE_OF(gesso_error),
    SIZE_OF(gesso_output_info),  SIZE_OF(gesso_job_desc),        SIZE_OF(gesso_log_record),
    SIZE_OF(gesso_stats),
};
#undef SIZE_OF

} // namespace

uint32_t gesso_struct_size(const char *name)
{
    for (const NamedSize &known : kSizes) {
        if (name && known.name == name)
            return static_cast<uint32_t>(known.size);
    }
    return 0;
}
