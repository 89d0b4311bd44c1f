// SPDX-License-Identifier: MIT
// Stands in for the library's jobs: mips made by the library's own filter, when a test says so.
#pragma once

#include "gesso/gesso.h"

#include <cstdint>
#include <vector>

namespace gesso_test {

struct FakeJobs {
    gesso_result refusal = GESSO_OK; // what gesso_job_submit answers
    gesso_result outcome = GESSO_OK; // how jobs end
    bool is_held = false;            // nothing ends until it is false
    int submitted = 0;
    int unreleased = 0;
    int lent = 0; // pixels lent that were not given back
    bool is_all_wrapped = true;
};

FakeJobs &fake_jobs();
void forget_jobs();
// Ends every job under way; their events.
std::vector<gesso_event> end_jobs();

} // namespace gesso_test
