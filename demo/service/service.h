// SPDX-License-Identifier: MIT
// Answers requests: finds the route, checks who asks and for what, has the images written.
#pragma once

#include "access.h"
#include "image_writer.h"
#include "operations.h"
#include "recorder.h"
#include "routes.h"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace loopback {

struct ServiceSettings {
    Keys keys;
    Deployments deployments;
    WriterSettings writer;
};

// Facts that only the server knows.
struct ConnectionCounts {
    uint64_t accepted = 0;
    uint64_t sent_bytes = 0;
};

class Service {
public:
    explicit Service(ServiceSettings settings);

    // Both before the first request.
    void set_base_url(const std::string &url) { settings_.writer.base_url = url; }
    [[nodiscard]] const std::string &base_url() const { return settings_.writer.base_url; }
    void set_connection_counts(std::function<ConnectionCounts()> counts)
    {
        connection_counts_ = std::move(counts);
    }

    // Before the first request; false where the folder cannot be had.
    bool record_into(const std::string &folder) { return recorder_.open(folder); }

    void handle(const Request &request, Responder &responder);

    [[nodiscard]] uint64_t handled() const { return handled_; }

private:
    Response handle_tools(const Request &request);
    Response handle_plan(const Request &request);
    void handle_route(const Request &request, const Route &route, Responder &responder);
    void generate(const Request &request, const Route &route, Responder &responder);
    Response submit(const Request &request, const Route &route, const Occasion &occasion);
    void edit(const Request &request, const Route &route, Responder &responder);
    void answer(const Generation &generation, const Request &request, Responder &responder);
    Occasion occasion_of(const Request &request, const Responder &responder) const;
    std::variant<const ModelRules *, Response>
    choose_model(const Route &route, const Parameters &parameters) const;
    std::string stats_json();

    ServiceSettings settings_;
    std::function<ConnectionCounts()> connection_counts_;
    ImageStore store_;
    BlobLinks links_;
    Gate gate_;
    PromptTags tags_;
    Recorder recorder_;
    std::atomic<uint64_t> images_{0};
    std::atomic<uint64_t> handled_{0};
    std::atomic<uint64_t> redirected_{0};
    ImageWriter writer_;
    Operations operations_;
    std::mutex mutex_;
    std::map<std::string, uint64_t> posts_;
};

} // namespace loopback
