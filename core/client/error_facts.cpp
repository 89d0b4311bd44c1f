// SPDX-License-Identifier: MIT
#include "client/error_facts.h"

#include "client/error_advice.h"
#include "client/result_map.h"

#include <utility>

namespace gesso::core {
namespace {

std::string
action_for(const Failure &cause, gesso_result result, const ServiceRoute *route, bool is_rescued)
{
    return advise(
        {result, cause.http_status, cause.billed, cause.retry_after_ms, &cause.error, route,
         is_rescued});
}

int32_t stage_of(const ErrorFacts &facts)
{
    if (facts.result != GESSO_ERROR_REFUSED)
        return GESSO_FILTER_STAGE_UNKNOWN;
    switch (facts.cause.error.stage) {
    case FilterStage::input:
        return GESSO_FILTER_STAGE_INPUT;
    case FilterStage::output:
        return GESSO_FILTER_STAGE_OUTPUT;
    case FilterStage::unknown:
        break;
    }
    return GESSO_FILTER_STAGE_UNKNOWN;
}

} // namespace

ErrorFacts::ErrorFacts(Failure failure, const ServiceRoute *route, bool is_rescued)
    : cause(std::move(failure)),
      result(result_of(cause.status.code, cause.http_status, cause.error)),
      action(action_for(cause, result, route, is_rescued))
{
    for (const FilterCategory &category : cause.error.categories)
        categories.push_back(
            {category.name.c_str(), category.severity.c_str(), category.is_filtered ? 1 : 0});
}

void write_error(const ErrorFacts &facts, gesso_error &out_error)
{
    const Failure &cause = facts.cause;
    out_error.result = facts.result;
    out_error.http_status = cause.http_status;
    out_error.billed = static_cast<int32_t>(cause.billed);
    out_error.retry_after_ms = cause.retry_after_ms;
    out_error.filter_stage = stage_of(facts);
    out_error.category_count = static_cast<uint32_t>(facts.categories.size());
    out_error.categories = facts.categories.empty() ? nullptr : facts.categories.data();
    out_error.message = cause.status.message.c_str();
    out_error.action = facts.action.c_str();
    out_error.service_message = cause.error.message.c_str();
    out_error.service_code = cause.error.code.c_str();
    out_error.service_type = cause.error.type.c_str();
    out_error.service_param = cause.error.param.c_str();
    out_error.request_id = cause.request_id.c_str();
}

} // namespace gesso::core
