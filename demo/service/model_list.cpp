// SPDX-License-Identifier: MIT
#include "model_list.h"

#include <ctime>

namespace loopback {

namespace {

// Seconds at the start of a day written YYYY-MM-DD.
int64_t seconds_of(std::string_view day)
{
    const auto number = [day](size_t at, size_t size) {
        int value = 0;
        for (const char digit : day.substr(at, size)) {
            value = value * 10 + (digit - '0');
        }
        return value;
    };
    std::tm parts{};
    parts.tm_year = number(0, 4) - 1900;
    parts.tm_mon = number(5, 2) - 1;
    parts.tm_mday = number(8, 2);
    return static_cast<int64_t>(timegm(&parts));
}

std::string azure_model_json(const ModelRules &model)
{
    std::string out = R"({"capabilities":{"fine_tune":false,"inference":true,"completion":false,)"
                      R"("chat_completion":false,"embeddings":false},"lifecycle_status":)"
                      R"("generally-available")";
    if (!model.shutdown_date.empty()) {
        out += R"(,"deprecation":{"inference":)" + std::to_string(seconds_of(model.shutdown_date)) +
               "}";
    }
    return out + R"(,"id":)" + json_string(model.id) + R"(,"status":"succeeded","created_at":)" +
           std::to_string(model.created) + R"(,"object":"model"})";
}

} // namespace

std::string model_json(const ModelRules &model, Form form)
{
    if (form == Form::azure_deployments) {
        return azure_model_json(model);
    }
    std::string out = R"({"id":)" + json_string(model.id) + R"(,"object":"model","created":)" +
                      std::to_string(model.created) + R"(,"owned_by":"gesso-loopback")";
    if (!model.shutdown_date.empty()) {
        out += R"(,"shutdown_date":)" + json_string(model.shutdown_date);
    }
    return out + "}";
}

std::string model_list_json(Form form)
{
    std::string out = R"({"object":"list","data":[)";
    for (const ModelRules &model : all_models()) {
        out += &model == all_models().data() ? "" : ",";
        out += model_json(model, form);
    }
    return out + "]}";
}

} // namespace loopback
