// SPDX-License-Identifier: MIT
// What no cloud has: health, counts, the gate, planned failures; and the links of results.
#include "service.h"

#include <charconv>

namespace loopback {

Response Service::handle_tools(const Request &request)
{
    if (request.path == "/healthz") {
        return json_response(R"({"status":"ok","service":"gesso-service"})");
    }
    if (request.path == "/__stats") {
        return json_response(stats_json());
    }
    if (request.path == "/__gate") {
        return json_response(R"({"waiting":)" + gate_.waiting_json() + "}");
    }
    if (request.path == "/__gate/open" && request.method == "POST") {
        const int opened = gate_.open(request.parameter("id").value_or(""));
        return json_response(R"({"opened":)" + std::to_string(opened) + "}");
    }
    if (request.path == "/__fail" && request.method == "POST") {
        return handle_plan(request);
    }
    if (request.path.starts_with("/__redirected/")) {
        ++redirected_;
    }
    if (request.path.starts_with("/__blob/")) {
        return links_.get(request);
    }
    return openai_not_found(request.method, request.path);
}

Response Service::handle_plan(const Request &request)
{
    const std::string tag(request.parameter("tag").value_or(""));
    const std::string_view digits = request.parameter("count").value_or("1");
    int count = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    if (parsed.ec != std::errc{} || !tags_.plan(tag, count)) {
        return invalid_value("tag", "No answer of this service has that tag (see --help).");
    }
    return json_response(R"({"planned":)" + std::to_string(count) + "}");
}

std::string Service::stats_json()
{
    const ConnectionCounts counts = connection_counts_ ? connection_counts_() : ConnectionCounts{};
    std::string out = R"({"connections":)" + std::to_string(counts.accepted) + R"(,"images":)" +
                      std::to_string(images_) + R"(,"bytes_sent":)" +
                      std::to_string(counts.sent_bytes) + R"(,"blobs":)" +
                      std::to_string(links_.served()) + R"(,"blob_credentials_refused":)" +
                      std::to_string(links_.credentials_refused()) + R"(,"redirects_followed":)" +
                      std::to_string(redirected_) + R"(,"posts":{)";
    const std::scoped_lock lock(mutex_);
    for (auto entry = posts_.begin(); entry != posts_.end(); ++entry) {
        out += entry == posts_.begin() ? "" : ",";
        out += json_string(entry->first) + ":" + std::to_string(entry->second);
    }
    return out + "}}";
}

} // namespace loopback
