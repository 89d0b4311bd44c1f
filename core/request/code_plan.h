// SPDX-License-Identifier: MIT
// What the programs of all languages say, before it is put into one of them.
#pragma once

#include "base/json.h"
#include "request/code_text.h"
#include "request/edit_parts.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gesso::core {

enum class CodeCredential : uint8_t { none, api_key, bearer };

struct CodePlan {
    const GenerationAsk &ask;
    const EditAsk *edit; // null: a generation
    const ServiceRoute &route;

    Json members;                // of one post
    std::vector<FormFile> files; // of an edit
    uint32_t posts = 1;          // so many make all images
    bool is_streamed = false;

    std::string site;      // "https://host:8443"
    std::string path;      // before "/images/...": "/openai/v1"
    std::string operation; // "/images/edits"
    std::vector<std::pair<std::string, CodeText>> query;
    CodeText url; // all of it

    CodeCredential credential = CodeCredential::none;
    std::string secret_variable; // empty without a credential
    std::string organization;
    std::string project;
    std::string accept;
    // Those of the host's own; then all that are sent but Content-Type, in the order sent.
    std::vector<std::pair<std::string, CodeText>> extra_headers;
    std::vector<std::pair<std::string, CodeText>> headers;

    CodePlan(const GenerationAsk &the_ask, const EditAsk *the_edit, const ServiceRoute &the_route)
        : ask(the_ask), edit(the_edit), route(the_route)
    {}
    bool is_form() const { return edit && !edit->as_json; }
    bool is_polled() const { return route.form == EndpointForm::azure_async; }
    // How the program ends the names of its images: never the host's own text.
    std::string extension() const
    {
        return ask.format == "jpeg" || ask.format == "webp" ? ask.format : "png";
    }
    // Lines that say what is needed beforehand; each begins with `mark`, "# " or "// ".
    std::string preamble(std::string_view mark) const;
    std::vector<std::string> variables() const;
};

// "Name: value".
CodeText header_line(const std::pair<std::string, CodeText> &header);

Status make_code_plan(CodePlan &plan, std::string_view secret_variable);

std::string curl_code(const CodePlan &plan);
std::string python_code(const CodePlan &plan);
std::string cpp_code(const CodePlan &plan);
std::string csharp_code(const CodePlan &plan);
std::string powershell_code(const CodePlan &plan);

} // namespace gesso::core
