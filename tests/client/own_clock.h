// SPDX-License-Identifier: MIT
// A client whose time stands still until the test moves it on.
#pragma once

#include "client/abi.h"
#include "client/host.h"
#include "client/intake.h"
#include "client/job_pool.h"
#include "platform/process_identity.h"
#include "platform/system_files.h"

#include <atomic>
#include <memory>

namespace gesso_test {

class OwnClock {
public:
    void advance(int64_t ms) { *now_ += ms; }

    // For HostOptions::create.
    gesso_result create(const gesso_client_desc &desc, gesso_client **out_client) const
    {
        gesso::core::CoreSettings settings;
        if (const auto status = take_client(desc, settings); !status.is_ok())
            return gesso::core::refuse(status);
        auto client = std::make_unique<gesso_client>();
        client->process = gesso::core::process_generation();
        client->core = std::make_shared<gesso::core::ClientCore>(
            std::move(settings), std::make_unique<Face>(now_), gesso::core::make_system_files());
        if (const auto status = gesso::core::start_client(client->core); !status.is_ok())
            return gesso::core::refuse(status);
        *out_client = client.release();
        return GESSO_OK;
    }

    HostOptions options(uint32_t workers = 0) const
    {
        HostOptions options;
        options.workers = workers;
        options.create = [this](const gesso_client_desc &desc, gesso_client **out_client) {
            return create(desc, out_client);
        };
        return options;
    }

private:
    using Time = std::shared_ptr<std::atomic<int64_t>>;

    class Face final : public gesso::core::Clock {
    public:
        explicit Face(Time now) : now_(std::move(now)) {}
        int64_t now_ms() override { return now_->load(); }
        int64_t unix_seconds() override { return 1'700'000'000 + now_->load() / 1000; }

    private:
        Time now_;
    };

    Time now_ = std::make_shared<std::atomic<int64_t>>(1'000'000);
};

} // namespace gesso_test
