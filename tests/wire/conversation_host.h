// SPDX-License-Identifier: MIT
// The host's side of a conversation: what the block's words mean in gesso.h, and what came back, in
// the block's words.
#pragma once

#include "client/host.h"
#include "wire/conversation.h"

#include <string>
#include <vector>

namespace gesso_test {

// Makes the service and submits the request, as `service` and `request` of the block say.
gesso_service_id make_service(Host &host, const Conversation &talk, const std::string &server);
gesso_request_id submit(Host &host, const Conversation &talk, gesso_service_id service);

const char *result_name(gesso_result result);
// "image 0 16x16", "failed GESSO_ERROR_AUTH billed=no http=401".
std::vector<std::string> event_lines(const SeenRequest &seen);
// What is known by that name: of the error, the request or its first output.
std::string fact(Host &host, gesso_request_id request, const std::string &name);
// Every text that gesso.h has about the request, log records included.
std::string all_text(Host &host, gesso_request_id request);

} // namespace gesso_test
