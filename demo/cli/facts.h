// SPDX-License-Identifier: MIT
// Copies what the library knows about a request that has ended.
#pragma once

#include "job.h"

namespace gesso_cli {

// Bytes that the library could not save are written into the system's temporary folder.
RequestFacts collect_facts(gesso_client *client, const gesso_event &end, uint32_t output_count);

std::string saved_path(gesso_client *client, gesso_request_id request, int32_t output);

} // namespace gesso_cli
