// SPDX-License-Identifier: MIT
// The last door for secrets: text from outside may echo the key that was sent (faults.md K2), so
// whatever a reply says is freed of it before it reaches a message, a log or a fact.
#pragma once

#include "client/job.h"

#include <string>
#include <string_view>
#include <vector>

namespace gesso::core {

// Replaces every piece of `secret` of eight bytes or more in `text` (a server may cut or split it)
// by "[secret]", also where it stands percent-encoded, with backslashes or as base64. A shorter
// secret is replaced as a whole.
void scrub(std::string &text, std::string_view secret);

// Frees what a service says about a picture of the secrets among `fields`.
void scrub(ImageFacts &facts, const std::vector<HttpField> &fields);
// Frees everything in the report that came from outside of the secrets among `fields`.
void scrub(JobReport &report, const std::vector<HttpField> &fields);

} // namespace gesso::core
