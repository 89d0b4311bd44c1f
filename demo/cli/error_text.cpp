// SPDX-License-Identifier: MIT
#include "error_text.h"

#include "names.h"
#include "text.h"

namespace gesso_cli {

namespace {

constexpr size_t kColumn = 18;
constexpr size_t kMaxCategories = 32; // a filter has about eight

std::string line(const char *what, const std::string &value)
{
    return value.empty() ? std::string() : std::string("\n  ") + what + printable(value, 1000);
}

// "DeploymentNotFound (type invalid_request_error, field model)"
std::string code_text(const ErrorFacts &error)
{
    std::string more;
    for (const auto &[what, value] :
         {std::pair{"type ", &error.service_type}, std::pair{"field ", &error.service_param}}) {
        if (!value->empty()) {
            more += (more.empty() ? "" : ", ") + std::string(what) + *value;
        }
    }
    if (error.http_status != 0) {
        more = "HTTP " + std::to_string(error.http_status) + (more.empty() ? "" : ", ") + more;
    }
    const std::string code = error.service_code;
    return code.empty() || more.empty() ? code + more : code + " (" + more + ")";
}

std::string filter_text(const ErrorFacts &error)
{
    if (error.categories.empty()) {
        return {};
    }
    const bool is_known = error.filter_stage != GESSO_FILTER_STAGE_UNKNOWN;
    std::string out = "\n  content filter";
    out += is_known ? std::string(" of the ") + filter_stage_name(error.filter_stage) : "";
    size_t count = 0;
    for (const FilterCategory &category : error.categories) {
        if (++count > kMaxCategories) {
            return out + "\n    and more";
        }
        std::string row = printable(category.name, 40);
        row.resize(std::max(row.size() + 1, kColumn), ' ');
        row += printable(category.severity.empty() ? "-" : category.severity, 20);
        out += "\n    " + row + (category.is_filtered ? "  refused for this" : "");
    }
    return out;
}

} // namespace

std::string error_text(const ErrorFacts &error, const std::string &message)
{
    const auto is_new = [&](const std::string &text) {
        return message.find(text) == std::string::npos;
    };
    std::string out;
    if (is_new(error.action)) {
        out += line("what to do: ", error.action);
    }
    if (is_new(error.service_message)) {
        out += line("the service says: ", error.service_message);
    }
    out += line("code: ", code_text(error)) + filter_text(error);
    if (error.retry_after_ms > 0) {
        out += line("try again in ", minutes_text(error.retry_after_ms) + " (the service's word)");
    }
    return out;
}

} // namespace gesso_cli
