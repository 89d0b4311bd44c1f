// SPDX-License-Identifier: MIT
// What a POST left to be done: an operation to be asked after, pictures to be fetched.
#pragma once

#include "client/job.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gesso::core {

struct FollowUp {
    JobKind next = JobKind::fetch;            // ask until there are links
    std::shared_ptr<const Service> service;   // that took the POST, whatever became of it since
    std::shared_ptr<const PreparedEdit> edit; // null: a generation
    uint32_t tries = 0;                       // of what is next, in vain

    std::vector<ResultLink> links; // the first is fetched next
    bool has_failed = false;       // a picture could not be fetched: it stays where it is

    std::string operation;  // target; empty: there is none
    std::string request_id; // of the newest answer that had one: what a failure is told with
    int64_t deadline_ms = INT64_MAX;
    int64_t interval_ms = 0;
};

// An operation that has ended and is of no more use.
struct Removal {
    std::shared_ptr<const Service> service;
    std::string target;
    std::vector<HttpField> extra_fields; // of the request: a gateway may want them of every call
};

// How long to wait before asking an operation again when the service does not say: a second,
// growing gently to five.
int64_t next_interval_ms(int64_t interval_ms);

// Until when an address is good: what it says itself, else what the service said, else as long as
// such addresses are known to live after they were made (wire.md 1.5).
int64_t expiry_of(
    const ResultLink &link, std::optional<int64_t> said_by_address, bool is_azure, int64_t now);

} // namespace gesso::core
