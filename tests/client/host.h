// SPDX-License-Identifier: MIT
// A small host for the tests of the client: a client, a service, and the log that checks grammar.
#pragma once

#include "support/catch.h"
#include "support/event_log.h"

#include "gesso/gesso.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace gesso_test {

// A folder that goes with the test.
class Scratch {
public:
    Scratch()
    {
        path_ = std::filesystem::temp_directory_path().string() + "/gesso-client-XXXXXX";
        REQUIRE(mkdtemp(path_.data()) != nullptr);
    }
    ~Scratch()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;

    const std::string &path() const { return path_; }
    std::vector<std::string> files() const
    {
        std::vector<std::string> names;
        for (const auto &entry : std::filesystem::recursive_directory_iterator(path_)) {
            if (entry.is_regular_file())
                names.push_back(entry.path().string());
        }
        return names;
    }
    void write(const std::string &name, const std::string &text) const
    {
        std::ofstream(path_ + "/" + name, std::ios::binary) << text;
    }

private:
    std::string path_;
};

inline std::string read_file(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct HostOptions {
    uint32_t workers = 0;
    std::function<void(gesso_client_desc &, gesso_limits &)> tweak;
    // Instead of gesso_client_create.
    std::function<gesso_result(const gesso_client_desc &, gesso_client **)> create = {};
};

class Host {
public:
    explicit Host(const HostOptions &options = {}) : client_(make(options)), log(client_) {}
    ~Host()
    {
        log.give_back_images();
        gesso_client_destroy(client_, nullptr);
    }
    Host(const Host &) = delete;
    Host &operator=(const Host &) = delete;

    gesso_client *client() const { return client_; }

    gesso_service_id
    add_service(const std::string &url, const std::function<void(gesso_service_desc &)> &tweak = {})
    {
        gesso_service_desc desc = gesso_service_desc_init();
        desc.form = GESSO_FORM_OPENAI;
        desc.endpoint = url.c_str();
        desc.model = "gpt-image-1";
        if (tweak)
            tweak(desc);
        gesso_service_id service{};
        INFO(gesso_last_error());
        REQUIRE(gesso_service_create(client_, &desc, &service) == GESSO_OK);
        return service;
    }

    gesso_request_id submit(
        gesso_service_id service, const char *prompt,
        const std::function<void(gesso_request_desc &)> &tweak = {})
    {
        gesso_request_desc desc = gesso_request_desc_init();
        desc.service = service;
        desc.prompt = prompt;
        if (tweak)
            tweak(desc);
        gesso_request_id request{};
        const gesso_result result = gesso_submit(client_, &desc, &request);
        INFO(gesso_last_error());
        REQUIRE(result == GESSO_OK);
        return request;
    }

    gesso_request_info info(gesso_request_id request)
    {
        gesso_request_info info = gesso_request_info_init();
        REQUIRE(gesso_request_get_info(client_, request, &info) == GESSO_OK);
        return info;
    }
    gesso_output_info output(gesso_request_id request, uint32_t index = 0)
    {
        gesso_output_info info = gesso_output_info_init();
        REQUIRE(gesso_output_get_info(client_, request, index, &info) == GESSO_OK);
        return info;
    }
    gesso_stats stats()
    {
        gesso_stats stats = gesso_stats_init();
        REQUIRE(gesso_get_stats(client_, &stats) == GESSO_OK);
        return stats;
    }

private:
    static gesso_client *make(const HostOptions &options)
    {
        gesso_limits limits = gesso_limits_init();
        limits.max_in_flight = options.workers;
        gesso_client_desc desc = gesso_client_desc_init();
        desc.limits = &limits;
        if (options.tweak)
            options.tweak(desc, limits);
        gesso_client *client = nullptr;
        const gesso_result result = options.create
                                        ? options.create(desc, &client)
                                        : gesso_client_create(GESSO_VERSION, &desc, &client);
        INFO(gesso_last_error());
        REQUIRE(result == GESSO_OK);
        return client;
    }

    gesso_client *client_;

public:
    EventLog log;
};

} // namespace gesso_test
