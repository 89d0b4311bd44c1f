// SPDX-License-Identifier: MIT
#include "request/code_plan.h"

#include "base/text.h"
#include "request/members.h"

#include <algorithm>

namespace gesso::core {

namespace {

constexpr std::string_view kBearer = "Bearer ";
// Headers whose values are known to be no secret.
constexpr std::string_view kHarmless[] = {"http-referer", "x-title", "openai-beta"};

bool is_name(std::string_view name)
{
    const auto is_plain = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_';
    };
    return !name.empty() && name.size() <= 128 && !(name[0] >= '0' && name[0] <= '9') &&
           std::all_of(name.begin(), name.end(), is_plain);
}

// A variable for something that the host named. The prefix keeps a header called Path from
// becoming PATH.
std::string variable_for(std::string_view kind, std::string_view name)
{
    std::string variable = "GESSO_" + std::string(kind) + "_";
    for (const char c : name) {
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool is_digit = c >= '0' && c <= '9';
        if (is_letter)
            variable += static_cast<char>(c & ~0x20);
        else
            variable += is_digit ? c : '_';
    }
    return variable;
}

std::string site_of(const Origin &origin)
{
    const bool is_ipv6 = origin.host.find(':') != std::string::npos;
    const uint16_t usual = origin.scheme == "https" ? 443 : 80;
    return origin.scheme + "://" + (is_ipv6 ? "[" + origin.host + "]" : origin.host) +
           (origin.port == usual ? "" : ":" + std::to_string(origin.port));
}

// "api-version=..." stands as it is; the value of every other parameter may be a secret.
void take_query(std::string_view query, CodePlan &plan)
{
    while (!query.empty()) {
        const size_t size = std::min(query.find('&'), query.size());
        const std::string_view part = query.substr(0, size);
        query.remove_prefix(std::min(size + 1, query.size()));
        const size_t equals = std::min(part.find('='), part.size());
        const std::string name(part.substr(0, equals));
        CodeText value = plain(part.substr(std::min(equals + 1, part.size())));
        if (name != "api-version" && equals < part.size())
            value = {{variable_for("QUERY", name), true}};
        plan.query.emplace_back(name, std::move(value));
    }
}

void take_target(const std::string &target, CodePlan &plan)
{
    plan.site = site_of(plan.route.origin);
    const std::string_view text = target;
    const size_t mark = std::min(text.find('?'), text.size());
    const size_t images = text.substr(0, mark).rfind("/images/");
    const size_t cut = std::min(images, mark);
    plan.path = text.substr(0, cut);
    plan.operation = text.substr(cut, mark - cut);
    take_query(text.substr(std::min(mark + 1, text.size())), plan);

    plan.url = plain(plan.site + std::string(text.substr(0, mark)));
    char joint = '?';
    for (const auto &[name, value] : plan.query) {
        const bool has_value = value[0].is_variable || !value[0].text.empty();
        plan.url.back().text += joint + name + (has_value ? "=" : "");
        joint = '&';
        if (value[0].is_variable) {
            plan.url.push_back(value[0]);
            plan.url.push_back({});
        } else {
            plan.url.back().text += value[0].text;
        }
    }
    if (plan.url.back().text.empty())
        plan.url.pop_back();
}

std::string usual_variable(const CodePlan &plan)
{
    if (!plan.route.is_provider_azure)
        return "OPENAI_API_KEY";
    return plan.credential == CodeCredential::api_key ? "AZURE_OPENAI_API_KEY"
                                                      : "AZURE_OPENAI_AD_TOKEN";
}

// Whether it is the header that service/ writes for the credential.
CodeCredential credential_of(const HttpField &field)
{
    if (!field.is_secret)
        return CodeCredential::none;
    if (equals_ignoring_case(field.name, "api-key"))
        return CodeCredential::api_key;
    const bool is_bearer = equals_ignoring_case(field.name, "authorization") &&
                           field.value.compare(0, kBearer.size(), kBearer) == 0;
    return is_bearer ? CodeCredential::bearer : CodeCredential::none;
}

void take_field(const HttpField &field, std::string_view wanted, CodePlan &plan)
{
    const std::string lower = to_lower_ascii(field.name);
    const CodeCredential credential = credential_of(field);
    CodeText value = plain(field.value);
    if (credential != CodeCredential::none) {
        plan.credential = credential;
        plan.secret_variable = is_name(wanted) ? std::string(wanted) : usual_variable(plan);
        value.clear();
        if (credential == CodeCredential::bearer)
            value = plain(kBearer);
        value.push_back({plan.secret_variable, true});
    } else if (lower == "openai-organization") {
        plan.organization = field.value;
    } else if (lower == "openai-project") {
        plan.project = field.value;
    } else if (lower == "accept") {
        plan.accept = field.value;
    } else {
        const bool is_harmless =
            !field.is_secret &&
            std::find(std::begin(kHarmless), std::end(kHarmless), lower) != std::end(kHarmless);
        if (!is_harmless)
            value = {{variable_for("HEADER", field.name), true}};
        plan.extra_headers.emplace_back(field.name, value);
    }
    plan.headers.emplace_back(field.name, std::move(value));
}

// JSON writes it as a number; as text of a form no command line holds it.
bool has_nul(const Json &members)
{
    const std::vector<FormField> fields = form_fields(members);
    return std::any_of(fields.begin(), fields.end(), [](const FormField &field) {
        return field.value.find('\0') != std::string::npos;
    });
}

} // namespace

CodeText header_line(const std::pair<std::string, CodeText> &header)
{
    CodeText line = plain(header.first + ": ");
    for (const CodePiece &piece : header.second) {
        if (piece.is_variable)
            line.push_back(piece);
        else
            line.back().text += piece.text;
    }
    return line;
}

std::vector<std::string> CodePlan::variables() const
{
    std::vector<std::string> names;
    const auto add = [&names](const CodeText &text) {
        for (const CodePiece &piece : text) {
            if (piece.is_variable &&
                std::find(names.begin(), names.end(), piece.text) == names.end())
                names.push_back(piece.text);
        }
    };
    for (const auto &header : headers)
        add(header.second);
    add(url);
    return names;
}

std::string CodePlan::preamble(std::string_view mark) const
{
    std::string text;
    const auto line = [&](const std::string &words) { text += std::string(mark) + words + "\n"; };
    for (const std::string &name : variables()) {
        const char *meaning = name == secret_variable         ? "the key or token"
                              : name.rfind("GESSO_Q", 0) == 0 ? "a parameter, percent-encoded"
                                                              : "the value of a header";
        line("Reads from the environment: " + name + ", " + meaning + ".");
    }
    for (const FormFile &file : files)
        line("Reads the file " + file.name + " (" + file.field + ").");
    if (posts > 1) {
        line(
            "Makes " + std::to_string((ask.n + posts - 1) / posts) + " of the " +
            std::to_string(ask.n) + " images asked for: run it " + std::to_string(posts) +
            " times.");
    }
    return text;
}

Status make_code_plan(CodePlan &plan, std::string_view secret_variable)
{
    GenerationAsk post = plan.ask;
    const uint32_t share = images_per_post(post, plan.route);
    plan.posts = (post.n + share - 1) / share;
    // Equal shares, so that one program run several times makes them all.
    post.n = plan.posts > 0 ? (post.n + plan.posts - 1) / plan.posts : 0;
    const std::string &target = plan.edit ? plan.route.edit_target : plan.route.generation_target;
    if (target.empty())
        return {StatusCode::invalid_argument, "operation: " + plan.route.edit_obstacle};
    GESSO_RETURN_IF_FAILED(make_members(
        post, plan.route, plan.edit ? Operation::edit : Operation::generate,
        plan.edit ? plan.edit->input_fidelity : std::string_view(), plan.members));
    if (has_nul(plan.members))
        return {StatusCode::invalid_argument, "prompt: a program cannot hold a NUL character"};
    if (plan.edit)
        plan.files = form_files(*plan.edit, plan.route.image_field);
    plan.is_streamed = is_streamed(plan.ask, plan.route);
    take_target(target, plan);
    for (const HttpField &field : make_request(plan.ask, plan.route, target).fields)
        take_field(field, secret_variable, plan);
    return {};
}

} // namespace gesso::core
