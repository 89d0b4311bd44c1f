// SPDX-License-Identifier: MIT
#include "request/request_code.h"

#include "request/code_plan.h"

namespace gesso::core {

namespace {

Status
write_code(CodeLanguage language, CodePlan &plan, std::string_view variable, std::string &out_code)
{
    GESSO_RETURN_IF_FAILED(validate_generation(plan.ask, plan.route));
    GESSO_RETURN_IF_FAILED(make_code_plan(plan, variable));
    switch (language) {
    case CodeLanguage::curl:
        out_code = curl_code(plan);
        return {};
    case CodeLanguage::python:
        out_code = python_code(plan);
        return {};
    case CodeLanguage::cpp:
        plan.posts = 1; // the library makes as many as are needed
        out_code = cpp_code(plan);
        return {};
    case CodeLanguage::csharp:
        out_code = csharp_code(plan);
        return {};
    case CodeLanguage::powershell:
        out_code = powershell_code(plan);
        return {};
    }
    return {StatusCode::invalid_argument, "language must be one of GESSO_CODE_*"};
}

} // namespace

Status write_request_code(
    CodeLanguage language, const GenerationAsk &ask, const ServiceRoute &route,
    std::string_view secret_variable, std::string &out_code)
{
    CodePlan plan(ask, nullptr, route);
    return write_code(language, plan, secret_variable, out_code);
}

Status write_request_code(
    CodeLanguage language, const EditAsk &ask, const ServiceRoute &route,
    std::string_view secret_variable, std::string &out_code)
{
    if (ask.images.empty())
        return {StatusCode::invalid_argument, "images: an edit needs at least one picture"};
    CodePlan plan(ask.fields, &ask, route);
    return write_code(language, plan, secret_variable, out_code);
}

} // namespace gesso::core
