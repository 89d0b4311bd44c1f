// SPDX-License-Identifier: MIT
#pragma once

#include "support/script_server.h"

#include <string>
#include <vector>

namespace gesso_test {

// The parts of a multipart/form-data body, in order: "part prompt = a wall",
// "part image = file image-1.png image/png 1024x1024". Fails the test where the framing is not what
// every service takes: quoted names, a type for files and none for text, no part left open.
std::vector<std::string> part_lines(const HeardRequest &heard);

// The bytes of the first file of that name; "" when there is none.
std::string file_part(const HeardRequest &heard, const std::string &name);

} // namespace gesso_test
