// SPDX-License-Identifier: MIT
// From a path to what is asked, in which form, of which model.
#pragma once

#include "http/request.h"
#include "rules/model_rules.h"
#include "rules/refusal.h"

#include <map>
#include <optional>
#include <string>
#include <variant>

namespace loopback {

enum class Operation : uint8_t {
    generate,
    edit,
    list_models,
    get_model,
    submit,
    poll,
    remove,
};

struct Route {
    Form form = Form::openai;
    Operation operation = Operation::generate;
    std::string name; // the deployment, the model of get_model, or the queued operation
    std::string api_version;
};

// A refusal in the words of the cloud that the path belongs to.
std::variant<Route, Response> find_route(const Request &request);

// Deployment name to model id, over and above what a name tells by itself.
using Deployments = std::map<std::string, std::string, std::less<>>;

const ModelRules *model_of_deployment(const Deployments &deployments, std::string_view name);

} // namespace loopback
