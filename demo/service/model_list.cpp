// SPDX-License-Identifier: MIT
#include "model_list.h"

#include "rules/refusal.h"

namespace loopback {

std::string model_json(const ModelRules &model)
{
    std::string out = R"({"id":)" + json_string(model.id) + R"(,"object":"model","created":)" +
                      std::to_string(model.created) + R"(,"owned_by":"gesso-loopback")";
    if (!model.shutdown_date.empty()) {
        out += R"(,"shutdown_date":)" + json_string(model.shutdown_date);
    }
    return out + "}";
}

std::string model_list_json()
{
    std::string out = R"({"object":"list","data":[)";
    for (const ModelRules &model : all_models()) {
        out += &model == all_models().data() ? "" : ",";
        out += model_json(model);
    }
    return out + "]}";
}

} // namespace loopback
