// SPDX-License-Identifier: MIT
// What a job does, on a thread of the job pool.
#pragma once

#include "client/job_record.h"

namespace gesso::core {

// Fills images or bytes. The picture is given back before this returns, whatever comes of it.
// Everything it allocates for long counts against limits.image_bytes; when that is full the job
// fails, it does not wait.
Status run_job(ClientCore &core, JobRecord &job);

} // namespace gesso::core
