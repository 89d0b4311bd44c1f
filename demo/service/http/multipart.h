// SPDX-License-Identifier: MIT
// multipart/form-data, read strictly: what a cloud would refuse is refused here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loopback {

struct Part {
    std::string name;
    std::optional<std::string> filename; // present: a file
    std::string content_type;            // lower case, without parameters; empty: none was sent
    std::string_view bytes;              // of the body that was parsed
};

// The parts, or nothing; `out_complaint` then says what is wrong with the form.
std::optional<std::vector<Part>>
parse_multipart(std::string_view content_type, std::string_view body, std::string &out_complaint);

} // namespace loopback
