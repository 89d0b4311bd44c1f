// SPDX-License-Identifier: MIT
#include "request/generation.h"
#include "request/members.h"

#include <algorithm>
#include <utility>

namespace gesso::core {

bool is_streamed(const GenerationAsk &ask, const ServiceRoute &route)
{
    return ask.wants_stream && route.can_stream;
}

uint32_t images_per_post(const GenerationAsk &ask, const ServiceRoute &route)
{
    return is_streamed(ask, route) ? 1 : std::max<uint32_t>(route.max_images_per_post, 1);
}

Status
build_generation(const GenerationAsk &ask, const ServiceRoute &route, HttpRequest &out_request)
{
    Json members;
    GESSO_RETURN_IF_FAILED(make_members(ask, route, Operation::generate, "", members));
    HttpRequest request = make_request(ask, route, route.generation_target);
    request.body.push_back({to_text(members), {}});
    out_request = std::move(request);
    return {};
}

} // namespace gesso::core
