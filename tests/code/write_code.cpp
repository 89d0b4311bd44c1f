// SPDX-License-Identifier: MIT
// Writes every case of a table as code in every language, and beside it what the library itself
// would send: write_code PORT DIRECTORY. test_code.py runs the programs and compares.
#include "base/json.h"
#include "request/data_url.h"
#include "request/request_code.h"
#include "service/service_route.h"

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

using namespace gesso::core;

namespace {

// Also known to test_code.py, which looks for it in everything that is written.
constexpr const char *kCanary = "sk-canary-0123456789";

// Quotes of every language, what a shell, a terminal and a format string would obey, and letters
// of one to four bytes.
constexpr const char *kHostile =
    "'; touch pwned; '\" \" + $(touch pwned) `touch pwned` ${IFS} $Env:PATH \\ \\' \\\" \\u0027\n"
    "EOF\n'@\n\"@\n'''\n\"\"\"\n*/ // # <!-- ?"
    "?/ %s %n %b \\0101 {0} {x} @image-1.png <image-1.png "
    ";type=text/x\r\n--boundary\t!! \x1b[201~\x7f \xc2\x85 \xe2\x80\x98q\xe2\x80\x99; "
    "\xe2\x80\x9a\xe2\x80\x9b \xe2\x80\x9cq\xe2\x80\x9d \xe2\x80\xae"
    "flip\xe2\x80\xac \xc3\xa9 "
    "\xe6\xbc\xa2 \xf0\x9f\x8e\xa8 \xf3\xa0\x81\x81 end\n\n";

const std::string kImage("\x89PNG\r\n\x1a\n--\0\xff image", 18);
const std::string kMask("\x89PNG\r\n\x1a\n mask\r\n", 15);

struct Case {
    std::string name;
    ServiceSettings settings;
    EditAsk ask; // without images: a generation
};

Bytes bytes_of(const std::string &text)
{
    return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

ServiceSettings settings_for(EndpointForm form, const std::string &endpoint)
{
    ServiceSettings settings;
    settings.form = form;
    settings.endpoint = endpoint;
    settings.credential = CredentialKind::api_key;
    settings.secret = kCanary;
    return settings;
}

std::vector<Case> generations(const std::string &site)
{
    Case openai{"openai", settings_for(EndpointForm::openai, site), {}};
    openai.settings.model = "gpt-image-2";
    openai.settings.organization = "org-1";
    openai.settings.project = "it's $1";
    openai.ask.fields.prompt = kHostile;
    openai.ask.fields.n = 2;
    openai.ask.fields.user = kHostile;
    openai.ask.fields.extra_json = R"({"seed":7,"deep":{"a":[null,true,1.5,"'"]}})";

    Case azure{"azure", settings_for(EndpointForm::azure_deployments, site), {}};
    azure.settings.deployment = "my dall-e-3";
    azure.settings.credential = CredentialKind::bearer;
    azure.ask.fields.prompt = "A multi-colored umbrella";
    azure.ask.fields.quality = "hd";
    azure.ask.fields.style = "vivid";
    azure.ask.fields.wants_url = true;

    Case streamed{"azure_v1", settings_for(EndpointForm::azure_v1, site), {}};
    streamed.settings.deployment = "tex";
    streamed.settings.family = "gpt-image-2";
    streamed.ask.fields.prompt = kHostile;
    streamed.ask.fields.n = 3;
    streamed.ask.fields.wants_stream = true;
    streamed.ask.fields.format = "jpeg";
    streamed.ask.fields.partials = 2;

    Case polled{"polled", settings_for(EndpointForm::azure_async, site), {}};
    polled.ask.fields.prompt = kHostile;
    polled.ask.fields.n = 2;
    polled.ask.fields.size = "256x256";

    Case server{"compatible", settings_for(EndpointForm::compatible, site + "/v1?team=a%20b"), {}};
    server.settings.credential = CredentialKind::none;
    server.settings.secret = SecretText();
    server.settings.extra_headers = {
        {"X-Team", kCanary, false}, {"X-Title", "it's a \"title\" $HOME", false}};
    server.ask.fields.prompt = std::string(120'000, 'x') + "'";
    server.ask.fields.format = "\"; import os #";
    return {openai, azure, streamed, polled, server};
}

std::vector<Case> edits(const std::string &site)
{
    const EditFile image{bytes_of(kImage), {ImageFormat::png, 64, 64, true}, {}};
    const EditFile mask{bytes_of(kMask), {ImageFormat::png, 64, 64, true}, {}};
    Case one{"edit_azure", settings_for(EndpointForm::azure_deployments, site), {}};
    one.settings.deployment = "gpt-image-1";
    one.ask.fields.prompt = kHostile;
    one.ask.images = {image};
    one.ask.input_fidelity = "high";

    Case several{"edit_openai", settings_for(EndpointForm::openai, site), {}};
    several.settings.model = "gpt-image-2";
    several.ask.fields.prompt = "two\n";
    several.ask.fields.extra_json = R"({"seed":7,"list":["'"],"none":null})";
    several.ask.fields.wants_stream = true;
    several.ask.images = {image, image};
    several.ask.images[1].header.format = ImageFormat::jpeg;
    several.ask.mask = mask;

    Case json = several;
    json.name = "edit_json";
    json.ask.fields.prompt = kHostile;
    json.ask.fields.wants_stream = false;
    json.ask.as_json = true;

    Case large = several;
    large.name = "edit_large";
    large.settings.model = "somebody-elses";
    large.ask.mask.reset();
    large.ask.fields.prompt = std::string(200'000, '\'');
    return {one, several, json, large};
}

void check(const Status &status, const std::string &what)
{
    if (status.is_ok())
        return;
    std::fprintf(stderr, "%s: %s\n", what.c_str(), status.message.c_str());
    std::exit(1);
}

void write_file(const std::string &path, const std::string &text)
{
    std::ofstream file(path, std::ios::binary);
    file << text;
}

// What the library would send, secrets included: that is the comparison.
Json recorded(const HttpRequest &request, const Case &which)
{
    Json headers;
    for (const HttpField &field : request.fields)
        headers.set(field.name, field.value);
    std::string body;
    for (const BodyPiece &piece : request.body) {
        const Bytes bytes = piece.bytes();
        body.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    }
    Json record;
    record.set("target", request.target);
    record.set("headers", headers);
    record.set("type", request.content_type);
    record.set("body", to_base64(bytes_of(body)));
    record.set("prompt", which.ask.fields.prompt);
    record.set("is_edit", !which.ask.images.empty());
    record.set("is_streamed", which.ask.fields.wants_stream);
    return record;
}

void write_case(const Case &which, const std::string &directory)
{
    ServiceRoute route;
    check(resolve_route(which.settings, route), which.name);
    const bool is_edit = !which.ask.images.empty();
    const GenerationAsk &fields = which.ask.fields;
    check(
        is_edit ? validate_edit(which.ask, route) : validate_generation(fields, route), which.name);
    EditAsk post = which.ask;
    if (post.fields.wants_stream)
        post.fields.n = 1;
    HttpRequest request;
    check(
        is_edit ? build_edit(post, route, request) : build_generation(post.fields, route, request),
        which.name);
    const std::string stem = directory + "/" + which.name;
    write_file(stem + ".json", to_text(recorded(request, which)));
    const std::pair<CodeLanguage, const char *> languages[] = {
        {CodeLanguage::curl, ".sh"},
        {CodeLanguage::python, ".py"},
        {CodeLanguage::cpp, ".cpp"},
        {CodeLanguage::csharp, ".cs"},
        {CodeLanguage::powershell, ".ps1"}};
    for (const auto &[language, ending] : languages) {
        std::string code;
        check(
            is_edit ? write_request_code(language, which.ask, route, "", code)
                    : write_request_code(language, fields, route, "", code),
            which.name + ending);
        write_file(stem + ending, code);
    }
}

} // namespace

int main(int count, char **words)
{
    if (count != 3)
        return 2;
    const std::string site = "http://127.0.0.1:" + std::string(words[1]);
    const std::string directory = words[2];
    for (const char *name : {"/image-1.png", "/image-2.jpg"})
        write_file(directory + name, kImage);
    write_file(directory + "/mask.png", kMask);
    for (const Case &which : generations(site))
        write_case(which, directory);
    for (const Case &which : edits(site))
        write_case(which, directory);
    return 0;
}
