// SPDX-License-Identifier: MIT
#include "service.h"

#include "model_list.h"
#include "rules/edit_files.h"

namespace loopback {

namespace {

constexpr size_t kMaxCountedPaths = 256;

// Fresh for every answer, as the clouds have it.
void add_identity(Form form, Responder &responder)
{
    const std::string id = "req_" + random_hex(16);
    responder.common_headers.emplace_back("x-request-id", id);
    if (is_azure(form)) {
        const std::string raw = random_hex(16);
        responder.common_headers.emplace_back(
            "apim-request-id", raw.substr(0, 8) + "-" + raw.substr(8, 4) + "-" + raw.substr(12, 4) +
                                   "-" + raw.substr(16, 4) + "-" + raw.substr(20));
        responder.common_headers.emplace_back("x-ms-region", "Loopback");
    } else {
        responder.common_headers.emplace_back("openai-version", "2020-10-01");
    }
}

// The same service under another name: who brings a key there has given it to another host.
std::string other_host(std::string base_url)
{
    const size_t at = base_url.find("127.0.0.1");
    return at == std::string::npos ? base_url : base_url.replace(at, 9, "localhost");
}

std::string id_of(const Responder &responder)
{
    return responder.common_headers.front().second;
}

bool is_json(const Request &request)
{
    const std::string type = to_lower(request.header("content-type").value_or(""));
    return trim(std::string_view(type).substr(0, type.find(';'))) == "application/json";
}

Response unsupported_type(const Request &request)
{
    const std::string type(request.header("content-type").value_or(""));
    return make_error(
        400, {"Unsupported content type: '" + type.substr(0, 100) +
                  "'. This API method only accepts 'application/json' requests.",
              "invalid_request_error",
              {},
              "unsupported_content_type"});
}

Response describe_model(const Route &route)
{
    const ModelRules *model = find_model(route.name);
    if (model == nullptr) {
        return is_azure(route.form) ? azure_not_found() : model_not_found(route.name);
    }
    return json_response(model_json(*model, route.form));
}

// The queued form repeats an error's code in a header.
Response with_code_header(Response response)
{
    if (response.status >= 400) {
        const std::string code =
            response.error_code.empty() ? std::to_string(response.status) : response.error_code;
        response.headers.emplace_back("x-ms-error-code", code);
    }
    return response;
}

const std::string *text_of(const Parameters &parameters, std::string_view name)
{
    for (const auto &[key, value] : parameters) {
        if (key == name) {
            return std::get_if<std::string>(&value);
        }
    }
    return nullptr;
}

} // namespace

Service::Service(ServiceSettings settings)
    : settings_(std::move(settings)), writer_(settings_.writer, store_, links_, gate_, images_),
      operations_(settings_.writer, store_, links_, images_)
{}

void Service::handle(const Request &request, Responder &responder)
{
    ++handled_;
    const bool is_blob = request.path.starts_with("/__blob/");
    if (request.path.starts_with("/__") || request.path == "/healthz") {
        if (is_blob) {
            recorder_.record(request);
        }
        responder.send(handle_tools(request));
        return;
    }
    recorder_.record(request);
    if (request.method == "POST") {
        const std::scoped_lock lock(mutex_);
        if (posts_.size() < kMaxCountedPaths || posts_.contains(request.path)) {
            ++posts_[request.path];
        }
    }
    const bool is_azure_path = request.path.starts_with("/openai/");
    add_identity(is_azure_path ? Form::azure_v1 : Form::openai, responder);
    const auto route = find_route(request);
    if (const auto *refusal = std::get_if<Response>(&route)) {
        responder.send(*refusal);
        return;
    }
    handle_route(request, std::get<Route>(route), responder);
}

void Service::handle_route(const Request &request, const Route &route, Responder &responder)
{
    if (const auto refusal = check_access(request, route.form, settings_.keys)) {
        responder.send(route.form == Form::azure_queued ? with_code_header(*refusal) : *refusal);
        return;
    }
    if (const auto planned = tags_.planned_for(route.form, occasion_of(request, responder))) {
        responder.send(route.form == Form::azure_queued ? with_code_header(*planned) : *planned);
        return;
    }
    switch (route.operation) {
    case Operation::generate:
        generate(request, route, responder);
        break;
    case Operation::edit:
        edit(request, route, responder);
        break;
    case Operation::submit:
        responder.send(with_code_header(submit(request, route, occasion_of(request, responder))));
        break;
    case Operation::poll:
        responder.send(with_code_header(operations_.poll(route.name)));
        break;
    case Operation::remove:
        responder.send(with_code_header(operations_.remove(route.name)));
        break;
    case Operation::list_models:
        responder.send(json_response(model_list_json(route.form)));
        break;
    case Operation::get_model:
        responder.send(describe_model(route));
        break;
    }
}

std::variant<const ModelRules *, Response>
Service::choose_model(const Route &route, const Parameters &parameters) const
{
    const std::string *named = text_of(parameters, "model");
    if (route.form == Form::azure_deployments) {
        const ModelRules *model = model_of_deployment(settings_.deployments, route.name);
        return model != nullptr ? std::variant<const ModelRules *, Response>(model)
                                : deployment_not_found();
    }
    if (route.form == Form::azure_v1) {
        if (named == nullptr) {
            return missing_parameter("model");
        }
        const ModelRules *model = model_of_deployment(settings_.deployments, *named);
        return model != nullptr ? std::variant<const ModelRules *, Response>(model)
                                : deployment_not_found();
    }
    const std::string id = named != nullptr ? *named : "dall-e-2";
    const ModelRules *model = find_model(id);
    return model != nullptr ? std::variant<const ModelRules *, Response>(model)
                            : model_not_found(id.substr(0, 100));
}

void Service::generate(const Request &request, const Route &route, Responder &responder)
{
    if (!is_json(request)) {
        responder.send(unsupported_type(request));
        return;
    }
    Parameters parameters;
    if (const auto refusal = parse_json_parameters(request.body, parameters)) {
        responder.send(*refusal);
        return;
    }
    const auto model = choose_model(route, parameters);
    if (const auto *refusal = std::get_if<Response>(&model)) {
        responder.send(*refusal);
        return;
    }
    Generation generation;
    if (const auto refusal = check_generation(
            parameters, *std::get<const ModelRules *>(model), route.form, Task::generation,
            generation)) {
        responder.send(*refusal);
        return;
    }
    answer(generation, request, responder);
}

Response Service::submit(const Request &request, const Route &route, const Occasion &occasion)
{
    if (!is_json(request)) {
        return unsupported_type(request);
    }
    Parameters parameters;
    if (auto refusal = parse_json_parameters(request.body, parameters)) {
        return *refusal;
    }
    Generation generation;
    const ModelRules &model = *find_model("dall-e-2");
    if (auto refusal =
            check_generation(parameters, model, route.form, Task::queued_generation, generation)) {
        return *refusal;
    }
    if (auto refusal = tags_.refusal_for(generation, occasion)) {
        return *refusal;
    }
    return operations_.submit(generation, route.api_version);
}

void Service::edit(const Request &request, const Route &route, Responder &responder)
{
    EditBody body;
    if (const auto refusal = read_edit_body(request, route.form, body)) {
        responder.send(*refusal);
        return;
    }
    const auto chosen = choose_model(route, body.parameters);
    if (const auto *refusal = std::get_if<Response>(&chosen)) {
        responder.send(*refusal);
        return;
    }
    const ModelRules &model = *std::get<const ModelRules *>(chosen);
    if (!model.is_gpt()) {
        responder.send(model_cannot_edit(model.id, route.form));
        return;
    }
    Generation generation;
    auto refusal = check_generation(body.parameters, model, route.form, body.task, generation);
    if (!refusal) {
        refusal = check_edit_files(body, generation);
    }
    if (refusal) {
        responder.send(*refusal);
        return;
    }
    answer(generation, request, responder);
}

Occasion Service::occasion_of(const Request &request, const Responder &responder) const
{
    return {id_of(responder), other_host(base_url()) + "/__redirected" + request.target};
}

void Service::answer(const Generation &generation, const Request &request, Responder &responder)
{
    if (const auto refusal = tags_.refusal_for(generation, occasion_of(request, responder))) {
        responder.send(*refusal);
        return;
    }
    writer_.write(generation, id_of(responder), responder);
}

} // namespace loopback
