// SPDX-License-Identifier: MIT
// Requests to one service whose answers are written down, in a time that the test moves on.
#pragma once

#include "client/own_clock.h"
#include "client/replies.h"
#include "support/script_server.h"

#include <algorithm>
#include <string>
#include <vector>

namespace gesso_test {

inline std::string good_reply(const std::string &fields = "")
{
    static const std::string body =
        "{\"data\":[{\"b64_json\":\"" + base64(noise_png(16, 16, 1)) + "\"}]}";
    std::string reply = json_reply(body);
    return reply.insert(reply.find("\r\n") + 2, fields);
}

inline std::string limit_reply(const std::string &fields)
{
    const std::string body = "{\"error\":{\"code\":\"429\",\"message\":\"too many\"}}";
    return "HTTP/1.1 429 Too Many\r\nContent-Type: application/json\r\n" + fields +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class PaceBench {
public:
    explicit PaceBench(uint32_t workers = 2, bool is_listening = true)
        : server(is_listening), host(clock.options(workers))
    {}

    void add_service(uint32_t images_per_minute = 0)
    {
        service = host.add_service(
            server.url() + "/v1", [&](auto &desc) { desc.images_per_minute = images_per_minute; });
    }
    void submit(int count, int max_retries = 2)
    {
        for (int i = 0; i < count; ++i) {
            const std::string prompt = "wall " + std::to_string(requests.size());
            requests.push_back(host.submit(service, prompt.c_str(), [&](auto &desc) {
                desc.max_retries = gesso_i32(max_retries);
            }));
        }
    }
    const SeenRequest &seen(size_t i) { return host.log.request(requests[i]); }

    // What the request was told last, when it waits for that; else -1.
    int64_t told_ms(size_t i, int32_t reason)
    {
        const std::vector<gesso_event> &events = seen(i).events;
        if (events.empty() || events.back().type != GESSO_EVENT_WAITING ||
            events.back().as.waiting.reason != reason)
            return -1;
        return events.back().as.waiting.remaining_ms;
    }
    bool wait_until_told(size_t first, int32_t reason, int64_t least_ms, int64_t most_ms)
    {
        return host.log.wait_until([&] {
            for (size_t i = first; i < requests.size(); ++i) {
                const int64_t told = told_ms(i, reason);
                if (told < least_ms || told > most_ms)
                    return false;
            }
            return true;
        });
    }
    bool wait_for_all()
    {
        return host.log.wait_until([&] {
            return std::all_of(requests.begin(), requests.end(), [&](gesso_request_id request) {
                return host.log.request(request).has_ended;
            });
        });
    }
    std::vector<std::string> heard() const
    {
        std::vector<std::string> prompts;
        for (const HeardRequest &request : server.heard()) {
            const size_t begin = request.body.find("wall ");
            prompts.push_back(request.body.substr(begin, request.body.find('"', begin) - begin));
        }
        return prompts;
    }

    OwnClock clock;
    ScriptServer server;
    Host host;
    gesso_service_id service{};
    std::vector<gesso_request_id> requests;
};

} // namespace gesso_test
