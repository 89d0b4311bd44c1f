// SPDX-License-Identifier: MIT
// A program round gesso.hpp.
#include "request/code_plan.h"

#include <algorithm>

namespace gesso::core {

namespace {

const char *form_name(EndpointForm form)
{
    switch (form) {
    case EndpointForm::openai:
        return "GESSO_FORM_OPENAI";
    case EndpointForm::azure_deployments:
        return "GESSO_FORM_AZURE_DEPLOYMENTS";
    case EndpointForm::azure_v1:
        return "GESSO_FORM_AZURE_V1";
    case EndpointForm::azure_async:
        return "GESSO_FORM_AZURE_ASYNC";
    case EndpointForm::compatible:
        break;
    }
    return "GESSO_FORM_COMPATIBLE";
}

// `object`.`field` = "value", unless there is none.
std::string set_text(const char *object, const char *field, std::string_view value)
{
    if (value.empty())
        return {};
    return "    " + std::string(object) + "." + field + " = " + cpp_literal(value) + ";\n";
}

std::string join_flags(const std::vector<const char *> &flags)
{
    std::string text;
    for (const char *flag : flags)
        text += (text.empty() ? "" : " | ") + std::string(flag);
    return text;
}

// What was switched off or on for a server that differs from its family.
std::string service_flags(const CodePlan &plan)
{
    const ServiceRoute &route = plan.route;
    const ModelRules *rules = route.rules;
    std::vector<const char *> flags;
    if (route.origin.scheme == "http")
        flags.push_back("GESSO_SERVICE_ALLOW_HTTP");
    if (!route.can_stream && (!rules || rules->can_stream))
        flags.push_back("GESSO_SERVICE_NO_STREAM");
    if (!route.has_model_field && !route.model.empty())
        flags.push_back("GESSO_SERVICE_NO_MODEL");
    if (route.sends_response_format && rules && !rules->wants_response_format)
        flags.push_back("GESSO_SERVICE_SEND_RESPONSE_FORMAT");
    if (route.max_images_per_post == 1 && (!rules || rules->max_images > 1))
        flags.push_back("GESSO_SERVICE_ONE_IMAGE_PER_POST");
    if (plan.is_form() && route.image_field == ImageField::plain)
        flags.push_back("GESSO_SERVICE_IMAGE_FIELD_PLAIN");
    if (plan.is_form() && route.image_field == ImageField::list)
        flags.push_back("GESSO_SERVICE_IMAGE_FIELD_LIST");
    return flags.empty() ? "" : "    service.flags = " + join_flags(flags) + ";\n";
}

// The address as it is, with variables where a parameter may be a secret.
CodeText endpoint_of(const CodePlan &plan)
{
    CodeText endpoint = plain(plan.site + plan.path);
    char joint = '?';
    for (const auto &[name, value] : plan.query) {
        if (name == "api-version" && plan.route.api_version == value[0].text)
            continue;
        endpoint.back().text += joint + name + (value[0].is_variable ? "=" : "");
        joint = '&';
        if (value[0].is_variable) {
            endpoint.push_back(value[0]);
            endpoint.push_back({});
        } else if (!value[0].text.empty()) {
            endpoint.back().text += "=" + value[0].text;
        }
    }
    if (endpoint.back().text.empty())
        endpoint.pop_back();
    return endpoint;
}

std::string service_code(const CodePlan &plan)
{
    const ServiceRoute &route = plan.route;
    const CodeText endpoint = endpoint_of(plan);
    std::string code = "    const std::string endpoint = " + cpp_text(endpoint) + ";\n";
    if (!plan.secret_variable.empty())
        code += "    const std::string secret = variable(\"" + plan.secret_variable + "\");\n";
    if (!plan.extra_headers.empty()) {
        code += "    const std::string headers[] = {";
        std::string pointers;
        for (size_t i = 0; i < plan.extra_headers.size(); ++i) {
            code += (i == 0 ? "" : ", ") + cpp_text(header_line(plan.extra_headers[i]));
            pointers += "headers[" + std::to_string(i) + "].c_str(), ";
        }
        code += "};\n    const char *const header_lines[] = {" + pointers + "nullptr};\n";
    }
    code += "    gesso_service_desc service = gesso_service_desc_init();\n    service.form = " +
            std::string(form_name(route.form)) + ";\n    service.endpoint = endpoint.c_str();\n";
    code += set_text("service", "deployment", plan.is_polled() ? "" : route.deployment);
    code += set_text("service", "api_version", route.api_version);
    if (route.deployment.empty())
        code += set_text("service", "model", route.model);
    code += set_text("service", "family", route.rules ? route.rules->family : "");
    code += set_text("service", "organization", plan.organization);
    code += set_text("service", "project", plan.project);
    if (!plan.secret_variable.empty()) {
        // Where an api-key header is written, and where Bearer comes before a key.
        const bool is_token = plan.credential == CodeCredential::bearer && route.is_provider_azure;
        code += "    service.credential = " +
                std::string(is_token ? "GESSO_CREDENTIAL_BEARER" : "GESSO_CREDENTIAL_KEY") +
                ";\n    service.secret = secret.c_str();\n";
    }
    if (!plan.extra_headers.empty())
        code += "    service.extra_headers = header_lines;\n";
    return code + service_flags(plan);
}

std::string number(const char *field, int64_t value)
{
    return "    request." + std::string(field) + " = " + std::to_string(value) + ";\n";
}

std::string option(const char *field, int64_t value)
{
    return "    request." + std::string(field) + " = gesso_i32(" + std::to_string(value) + ");\n";
}

std::string pictures_code(const CodePlan &plan)
{
    std::string code;
    std::string list;
    for (size_t i = 0; i < plan.files.size(); ++i) {
        const FormFile &file = plan.files[i];
        const std::string name = file.field == "mask" ? "mask" : "image_" + std::to_string(i + 1);
        code += "    const std::string " + name + " = read_file(" + cpp_literal(file.name) + ");\n";
        if (file.field == "mask") {
            code += "    const gesso_picture mask_picture = picture(mask);\n";
            continue;
        }
        list += (list.empty() ? "" : ", ") + ("picture(" + name + ")");
    }
    return code + "    const gesso_picture images[] = {" + list + "};\n";
}

std::string edit_fields(const CodePlan &plan)
{
    std::string code = "    request.operation = GESSO_OPERATION_EDIT;\n"
                       "    request.images = images;\n" +
                       number("image_count", static_cast<int64_t>(plan.edit->images.size()));
    if (plan.edit->mask) {
        code += "    request.mask = &mask_picture;\n"
                "    request.mask_meaning = GESSO_MASK_ALPHA_CLEAR_IS_EDIT;\n";
    }
    return code + set_text("request", "input_fidelity", plan.edit->input_fidelity);
}

std::string request_code(const CodePlan &plan)
{
    const GenerationAsk &ask = plan.ask;
    std::string code = "    gesso_request_desc request = gesso_request_desc_init();\n";
    if (plan.edit)
        code += edit_fields(plan);
    code += set_text("request", "prompt", ask.prompt) + set_text("request", "size", ask.size) +
            set_text("request", "quality", ask.quality) +
            set_text("request", "format", ask.format) +
            set_text("request", "background", ask.background) +
            set_text("request", "style", ask.style) +
            set_text("request", "moderation", ask.moderation) +
            set_text("request", "end_user", ask.user) +
            set_text("request", "extra_json", ask.extra_json);
    if (ask.compression)
        code += option("compression", *ask.compression);
    if (ask.partials)
        code += option("partial_images", *ask.partials);
    if (ask.n != 1)
        code += number("count", ask.n);
    code += "    request.stream = " +
            std::string(ask.wants_stream ? "GESSO_STREAM_ALWAYS" : "GESSO_STREAM_NEVER") + ";\n";
    std::vector<const char *> flags;
    if (ask.wants_url)
        flags.push_back("GESSO_REQUEST_RESULT_URL");
    if (plan.edit && plan.edit->as_json)
        flags.push_back("GESSO_REQUEST_EDIT_AS_JSON");
    if (!flags.empty())
        code += "    request.flags = " + join_flags(flags) + ";\n";
    return code + "    request.save_to = \"images\";\n"
                  "    request.service = made.id();\n";
}

constexpr const char *kPictureHelpers =
    "std::string read_file(const char *name)\n{\n"
    "    std::ifstream file(name, std::ios::binary);\n"
    "    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};\n}\n\n"
    "void keep(void *, const void *) {} // main() owns the bytes\n\n"
    "gesso_picture picture(const std::string &file)\n{\n"
    "    gesso_picture lent = gesso_picture_init();\n"
    "    lent.data = file.data();\n"
    "    lent.size = file.size();\n"
    "    lent.release = keep;\n"
    "    return lent;\n}\n\n";

constexpr const char *kVariableHelper = "std::string variable(const char *name)\n{\n"
                                        "    const char *value = std::getenv(name);\n"
                                        "    return value ? value : \"\";\n}\n\n";

constexpr const char *kLoop =
    "    gesso::Request made_request = client.submit(request);\n"
    "    for (;;) { // an engine polls once a frame instead\n"
    "        gesso_event event;\n"
    "        if (!client.poll(event)) {\n"
    "            std::this_thread::sleep_for(std::chrono::milliseconds(10));\n"
    "            continue;\n"
    "        }\n"
    "        if (event.type == GESSO_EVENT_ROWS || event.type == GESSO_EVENT_PREVIEW ||\n"
    "            event.type == GESSO_EVENT_IMAGE)\n"
    "            seen[event.as.image.image.value] = event.as.image.image;\n"
    "        if (event.type == GESSO_EVENT_IMAGE)\n"
    "            std::puts(made_request.output(event.output).path);\n"
    "        if (event.type == GESSO_EVENT_FINISHED || event.type == GESSO_EVENT_FAILED)\n"
    "            break;\n"
    "    }\n"
    "    for (const auto &[value, id] : seen)\n"
    "        gesso_image_release(client.get(), id);\n"
    "    const gesso_request_info info = made_request.info();\n"
    "    if (info.result != GESSO_OK)\n"
    "        std::fprintf(stderr, \"%s\\n\", info.message);\n"
    "    return info.result == GESSO_OK ? 0 : 1;\n}\n";

} // namespace

std::string cpp_code(const CodePlan &plan)
{
    std::string code = plan.preamble("// ") +
                       "#include <gesso/gesso.hpp>\n\n#include <chrono>\n#include <cstdio>\n"
                       "#include <cstdlib>\n#include <fstream>\n#include <iterator>\n"
                       "#include <map>\n#include <string>\n#include <thread>\n\n";
    if (!plan.variables().empty())
        code += kVariableHelper;
    if (plan.edit)
        code += kPictureHelpers;
    code += "int main()\n{\n    gesso::Client client;\n" + service_code(plan);
    code += "    gesso::Service made = client.make_service(service);\n\n";
    if (plan.edit)
        code += pictures_code(plan);
    code += request_code(plan);
    return code + "    std::map<uint64_t, gesso_image_id> seen;\n" + kLoop;
}

} // namespace gesso::core
