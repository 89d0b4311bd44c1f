// SPDX-License-Identifier: MIT
#include "operations.h"

#include <algorithm>
#include <ctime>

namespace loopback {

struct Operations::Operation {
    std::string id;
    Generation generation;
    Fate fate;
    int64_t created = 0;
    std::mutex mutex;
    int polls = 0;
    bool has_stumbled = false;
    bool has_ended = false;
    std::vector<std::string> urls;
};

namespace {

constexpr size_t kMaxOperations = 1024;
constexpr int64_t kDay = 86'400;
constexpr std::string_view kPromptFiltered = "Your task failed as a result of our safety system.";
constexpr std::string_view kResultFiltered =
    "Generated image was filtered as a result of our safety system.";

Fate fate_of(std::string_view prompt)
{
    const auto has = [prompt](std::string_view tag) {
        return prompt.find(tag) != std::string_view::npos;
    };
    Fate fate;
    if (has("[failed]") || has("[Failed]") || has("[failed-result]") || has("[failed-short]")) {
        fate.status = has("[Failed]") ? "Failed" : "failed";
        fate.error = has("[failed-result]") ? kResultFiltered : kPromptFiltered;
    } else if (has("[canceled]")) {
        fate.status = "canceled";
    } else if (has("[cancelled]")) {
        fate.status = "Cancelled";
    } else if (has("[deleted]")) {
        fate.status = "deleted";
    } else if (has("[never]")) {
        fate.status = {};
    }
    fate.is_short = has("[failed-short]");
    fate.loses_item = has("[item-error]");
    fate.asks_for_patience = has("[patience]");
    fate.is_elsewhere = has("[elsewhere]");
    fate.has_no_location = has("[no-location]");
    fate.stumbles = has("[stumble]");
    return fate;
}

std::string filter_error(std::string_view message, bool has_details)
{
    std::string out = R"({"code":"contentFilter","message":)" + json_string(message);
    if (has_details) {
        out += R"(,"target":"prompt","details":[],"innererror":{"code":)"
               R"("ResponsibleAIPolicyViolation","content_filter_results":{)"
               R"("hate":{"filtered":false,"severity":"safe"},)"
               R"("violence":{"filtered":true,"severity":"medium"}}})";
    }
    return out + "}";
}

std::string uuid()
{
    const std::string raw = random_hex(16);
    return raw.substr(0, 8) + "-" + raw.substr(8, 4) + "-" + raw.substr(12, 4) + "-" +
           raw.substr(16, 4) + "-" + raw.substr(20);
}

std::string state_json(const std::string &id, int64_t created, std::string_view status)
{
    return R"({"created":)" + std::to_string(created) + R"(,"id":")" + id + R"(","status":")" +
           std::string(status) + R"("})";
}

Response not_there()
{
    return make_azure_error(404, "404", "Resource not found");
}

// Another name of this machine: who follows it with a key has given the key to another host.
std::string elsewhere(std::string base_url)
{
    const size_t at = base_url.find("127.0.0.1");
    return at == std::string::npos ? base_url : base_url.replace(at, 9, "localhost");
}

} // namespace

std::string_view Operations::help()
{
    return "Of queued images (generations:submit) alone:\n"
           "  [failed] [Failed] [failed-result] [failed-short]  the filter's errors, in all their\n"
           "                 spellings; [failed-short] has no status, as the documents show it\n"
           "  [canceled] [cancelled] [deleted] [never]  other ends, or none\n"
           "  [item-error]   the last picture is an error, the others are links\n"
           "  [patience]     polls are answered with Retry-After: 2\n"
           "  [stumble]      the first poll is answered with 503\n"
           "  [elsewhere]    operation-location names another host; [no-location]  none at all\n";
}

Response Operations::submit(const Generation &generation, const std::string &api_version)
{
    auto operation = std::make_shared<Operation>();
    operation->id = uuid();
    operation->generation = generation;
    operation->fate = fate_of(generation.prompt);
    operation->created = static_cast<int64_t>(std::time(nullptr));
    Response response;
    response.status = 202;
    response.body = R"({"id":")" + operation->id + R"(","status":"notRunning","created":0})";
    if (!operation->fate.has_no_location) {
        const std::string base =
            operation->fate.is_elsewhere ? elsewhere(settings_.base_url) : settings_.base_url;
        response.headers.emplace_back(
            "operation-location",
            base + "/openai/operations/images/" + operation->id + "?api-version=" + api_version);
    }
    const std::scoped_lock lock(mutex_);
    operations_.push_front(std::move(operation));
    if (operations_.size() > kMaxOperations) {
        operations_.pop_back();
    }
    return response;
}

Operations::Shared Operations::find(std::string_view id)
{
    const std::scoped_lock lock(mutex_);
    const auto found = std::find_if(
        operations_.begin(), operations_.end(), [id](const Shared &one) { return one->id == id; });
    return found == operations_.end() ? nullptr : *found;
}

bool Operations::paint(Operation &operation)
{
    const int n = operation.generation.n - (operation.fate.loses_item ? 1 : 0);
    for (int index = 0; index < n; ++index) {
        const SharedImage image = store_.get(operation.generation, index, 0);
        if (!image) {
            return false;
        }
        operation.urls.push_back(publish_link(settings_, links_, operation.generation, image));
        ++images_;
    }
    return true;
}

std::string Operations::ended_json(const Operation &operation) const
{
    const Fate &fate = operation.fate;
    const std::string created = R"({"created":)" + std::to_string(operation.created);
    if (fate.is_short) {
        return created + R"(,"error":)" + filter_error(fate.error, false) + "}";
    }
    if (!fate.error.empty()) {
        return created + R"(,"error":)" + filter_error(fate.error, true) + R"(,"id":")" +
               operation.id + R"(","status":")" + std::string(fate.status) + R"("})";
    }
    if (fate.status != "succeeded") {
        return state_json(operation.id, operation.created, fate.status);
    }
    std::string data;
    for (const std::string &url : operation.urls) {
        data += (data.empty() ? "" : ",") + (R"({"url":)" + json_string(url)) + "}";
    }
    if (fate.loses_item) {
        data += data.empty() ? "" : ",";
        data += R"({"error":)" + filter_error(kResultFiltered, false) + "}";
    }
    return created + R"(,"expires":)" + std::to_string(operation.created + kDay) + R"(,"id":")" +
           operation.id + R"(","result":)" + created + R"(,"data":[)" + data +
           R"(]},"status":"succeeded"})";
}

Response Operations::poll(std::string_view id)
{
    const Shared operation = find(id);
    if (!operation) {
        return not_there();
    }
    const std::scoped_lock lock(operation->mutex);
    Response response;
    if (operation->fate.stumbles && !operation->has_stumbled) {
        operation->has_stumbled = true;
        return make_azure_error(503, "ServiceUnavailable", "The service is not ready yet.");
    }
    const bool is_due = ++operation->polls > settings_.unfinished_polls;
    const bool ends = !operation->fate.status.empty();
    if (is_due && ends) {
        if (!operation->has_ended && operation->fate.status == "succeeded" && !paint(*operation)) {
            return make_azure_error(503, "ServiceUnavailable", "The service is out of memory.");
        }
        operation->has_ended = true;
        response.body = ended_json(*operation);
        return response;
    }
    const bool has_started = operation->polls > 1;
    response.body =
        state_json(operation->id, operation->created, has_started ? "running" : "notRunning");
    if (operation->fate.asks_for_patience) {
        response.headers.emplace_back("Retry-After", "2");
    }
    return response;
}

Response Operations::remove(std::string_view id)
{
    const Shared operation = find(id);
    if (!operation) {
        return not_there();
    }
    {
        const std::scoped_lock lock(operation->mutex);
        if (!operation->has_ended) {
            return make_azure_error(
                400, "operationNotFinished", "Only an operation that has ended can be deleted.");
        }
    }
    const std::scoped_lock lock(mutex_);
    operations_.remove(operation);
    Response response;
    response.status = 204;
    return response;
}

} // namespace loopback
