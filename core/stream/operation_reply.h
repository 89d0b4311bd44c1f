// SPDX-License-Identifier: MIT
// What a service says about an operation that it runs in the background (wire.md 1.4).
#pragma once

#include "base/flow.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gesso::core {

struct OperationItem {
    std::string url; // empty: there is an error, or nothing at all
    std::string revised_prompt;
    std::optional<ServiceError> error;
};

struct OperationReply {
    enum class State : uint8_t { running, succeeded, failed };

    State state = State::running;
    Status reason; // when it failed: how, and the service's own words
    ServiceError error;
    std::string id;
    int64_t created_unix = 0; // 0: not said
    int64_t expires_unix = 0;
    std::vector<OperationItem> items;
};

// Reads the whole body of a reply with a 2xx status. A status that nobody knows is one of an
// operation still running; without a status an error or results tell. Fails only when the body is
// no JSON object.
Status read_operation(std::string_view body, OperationReply &out_reply);

} // namespace gesso::core
