// SPDX-License-Identifier: MIT
// A request as a program that sends it: for a person to read, keep and run.
#pragma once

#include "request/edit.h"

#include <string>
#include <string_view>

namespace gesso::core {

// In the order of GESSO_CODE_*.
enum class CodeLanguage : uint8_t { curl, python, cpp, csharp, powershell };

// What build_generation or build_edit would send, as code; an ask that needs several posts becomes
// one of them and a word about the others. Errors: what those would answer, and text that a shell
// cannot hold (NUL).
//
// No secret is ever in it. The key is named by its environment variable: `secret_variable`, or,
// where that is empty, the one the official client reads. Headers and query parameters that the
// host added may be secrets that nobody marked, so they are named by variables as well
// (GESSO_HEADER_X_TEAM, GESSO_QUERY_TEAM); only known harmless ones are written out.
//
// The pictures of an edit are files beside the program, called edit_file_name() and
// edit_mask_name().
Status write_request_code(
    CodeLanguage language, const GenerationAsk &ask, const ServiceRoute &route,
    std::string_view secret_variable, std::string &out_code);
Status write_request_code(
    CodeLanguage language, const EditAsk &ask, const ServiceRoute &route,
    std::string_view secret_variable, std::string &out_code);

} // namespace gesso::core
