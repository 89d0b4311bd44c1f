// SPDX-License-Identifier: MIT
// Holds a conversation: the scripted server speaks the service's part, Gesso the other.
#include "base/json.h"
#include "client/replies.h"
#include "support/script_server.h"
#include "wire/conversation.h"
#include "wire/conversation_host.h"
#include "wire/form_parts.h"

#include <algorithm>

namespace gesso_test {
namespace {

using gesso::core::Json;

ScriptServer &server()
{
    static ScriptServer one;
    return one;
}

void replace_all(std::string &text, const std::string &what, const std::string &with)
{
    for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
}

std::string flat_png(uint32_t side)
{
    gesso::test::PngSpec spec;
    spec.width = spec.height = side;
    spec.colour = 2;
    const gesso::test::Buffer png =
        gesso::test::write_png(spec, [](uint32_t, uint32_t, int) { return 90u; });
    return {png.begin(), png.end()};
}

std::string damaged(std::string base64_text)
{
    base64_text[base64_text.size() / 2] = '!';
    return base64_text;
}

std::string percent_encoded(const std::string &text)
{
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        if (isalnum(byte) != 0)
            out += c;
        else
            out += std::string("%") + kDigits[byte >> 4] + kDigits[byte & 15];
    }
    return out;
}

std::string json_escaped(const std::string &text)
{
    const std::string quoted = gesso::core::to_text(Json(text));
    return quoted.substr(1, quoted.size() - 2);
}

// The key as a service may repeat it.
void fill_echoes(std::string &text)
{
    replace_all(text, "{key}", canary());
    replace_all(text, "{echo}", json_escaped(canary()));
    replace_all(text, "{nested}", json_escaped(json_escaped(canary())));
    replace_all(text, "{cut}", json_escaped(canary().substr(0, 12)));
    replace_all(text, "{url}", percent_encoded(canary()));
    for (const std::string before : {"", "x", "xy"}) {
        const std::string place = std::to_string(before.size());
        replace_all(text, "{base64-" + place + "}", base64(before + canary()));
    }
}

std::string fill(std::string text)
{
    static const std::string png = base64(noise_png(16, 16, 1));
    static const std::string wide = base64(flat_png(1024));
    static const std::string preview = base64(noise_png(8, 8, 2));
    static const std::string raw = noise_png(16, 16, 1);
    replace_all(text, "{server}", server().url());
    replace_all(text, "{authority}", server().authority());
    fill_echoes(text);
    replace_all(text, "{png}", png);
    replace_all(text, "{wide}", wide);
    replace_all(text, "{preview}", preview);
    replace_all(text, "{half}", png.substr(0, png.size() / 2));
    replace_all(text, "{damaged}", damaged(png));
    replace_all(text, "{raw}\n", raw); // a picture by itself: nothing stands behind it
    return text;
}

// Head and body as HTTP has them. A stream ends with its line, everything else has a length.
std::string as_http(const std::vector<std::string> &lines)
{
    if (lines[0] == "close")
        return {};
    const auto gap = std::find(lines.begin(), lines.end(), "");
    std::string body;
    for (auto line = gap; line != lines.end(); ++line)
        body += line == gap ? "" : *line + "\n";
    body = fill(body);
    std::string fields;
    for (auto line = lines.begin() + 1; line != gap; ++line)
        fields += fill(*line) + "\r\n";
    const bool is_typed = fields.find("Content-Type:") != std::string::npos;
    const bool is_stream = fields.find("event-stream") != std::string::npos;
    if (!is_typed)
        fields += "Content-Type: application/json\r\n";
    fields += is_stream ? "Connection: close\r\n"
                        : "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return "HTTP/1.1 " + lines[0] + " Said\r\n" + fields + "\r\n" + body;
}

// Members in the order of their names, so that two objects are compared and not two texts.
Json sorted(const Json &value)
{
    if (const Json::Array *items = value.array()) {
        Json::Array out;
        for (const Json &item : *items)
            out.push_back(sorted(item));
        return out;
    }
    const Json::Object *members = value.object();
    if (!members)
        return value;
    Json::Object out;
    for (const auto &[name, member] : *members)
        out.emplace_back(name, sorted(member));
    std::sort(out.begin(), out.end(), [](const Json::Member &a, const Json::Member &b) {
        return a.first < b.first;
    });
    return out;
}

std::string canonical(const std::string &text)
{
    Json value;
    const gesso::core::Status status = gesso::core::parse_json(text, {}, value);
    INFO(text);
    REQUIRE(status.is_ok());
    return gesso::core::to_text(sorted(value));
}

// What every request keeps to, whatever the row says.
void check_framing(const HeardRequest &heard)
{
    CHECK(heard.values("Host") == std::vector<std::string>{server().authority()});
    CHECK(heard.values("Transfer-Encoding").empty());
    CHECK(heard.values("Expect").empty());
    CHECK(heard.values("Cookie").empty());
    CHECK(heard.values("Accept-Encoding") == std::vector<std::string>{"identity"});
    CHECK(heard.values("User-Agent").size() == 1);
    if (heard.line.rfind("POST ", 0) == 0) {
        CHECK(heard.values("Content-Type").size() == 1);
        CHECK(heard.values("Content-Length") == std::vector{std::to_string(heard.body.size())});
    }
    const size_t credentials =
        heard.values("Authorization").size() + heard.values("api-key").size();
    CHECK(credentials <= 1);
    size_t with_key = 0;
    for (const auto &[name, value] : heard.fields)
        with_key += has_canary(value) ? 1 : 0;
    CHECK(with_key == credentials);
    CHECK_FALSE(has_canary(heard.line));
    CHECK_FALSE(has_canary(heard.body));
}

// A picture inside JSON stands as "data:image/png;base64,*".
std::string without_pictures(std::string text)
{
    constexpr std::string_view kMark = ";base64,";
    for (size_t at = 0; (at = text.find(kMark, at)) != std::string::npos;) {
        at += kMark.size();
        text.replace(at, text.find('"', at) - at, "*");
    }
    return text;
}

void check_form(const HeardRequest &heard, const std::vector<std::string> &expected)
{
    std::vector<std::string> lines;
    std::copy_if(
        expected.begin(), expected.end(), std::back_inserter(lines),
        [](const std::string &line) { return line.rfind("part ", 0) == 0; });
    if (!lines.empty())
        CHECK(part_lines(heard) == lines);
}

void check_request_line(const HeardRequest &heard, const std::string &expected)
{
    CAPTURE(expected);
    if (expected.rfind("part ", 0) == 0)
        return; // the whole form is compared at once
    if (expected[0] == '{') {
        CHECK(canonical(without_pictures(heard.body)) == canonical(fill(expected)));
        CHECK(heard.values("Content-Type") == std::vector<std::string>{"application/json"});
    } else if (expected[0] == '!') {
        CHECK(heard.values(expected.substr(1)).empty());
    } else {
        const size_t colon = expected.find(": ");
        REQUIRE(colon != std::string::npos);
        CHECK(
            heard.values(expected.substr(0, colon)) ==
            std::vector<std::string>{fill(expected.substr(colon + 2))});
    }
}

void check_requests(const Conversation &talk)
{
    const std::vector<HeardRequest> heard = server().heard();
    CHECK(heard.size() == talk.exchanges.size());
    for (size_t i = 0; i < std::min(heard.size(), talk.exchanges.size()); ++i) {
        CAPTURE(i);
        const std::vector<std::string> &expected = talk.exchanges[i].request;
        CHECK(heard[i].line == expected[0] + " HTTP/1.1");
        check_framing(heard[i]);
        check_form(heard[i], expected);
        for (size_t k = 1; k < expected.size(); ++k)
            check_request_line(heard[i], expected[k]);
    }
}

// "name = value", or "name ~ a part of it".
void check_fact(Host &host, gesso_request_id request, const std::string &line)
{
    CAPTURE(line);
    const size_t mark = line.find_first_of("=~");
    REQUIRE(mark != std::string::npos);
    const std::string value = fact(host, request, line.substr(0, line.find(' ')));
    const std::string expected = mark + 2 <= line.size() ? fill(line.substr(mark + 2)) : "";
    if (line[mark] == '=')
        CHECK(value == expected);
    else
        CHECK_THAT(value, Catch::Contains(expected));
}

// What two ways to ask tell, they tell alike.
void check_agreement(Host &host, gesso_request_id request)
{
    const gesso_request_info info = host.info(request);
    gesso_error error = gesso_error_init();
    const gesso_result result =
        gesso_request_get_error(host.client(), request, GESSO_ALL_OUTPUTS, &error);
    CHECK((result == GESSO_OK) == (info.result != GESSO_OK));
    if (result != GESSO_OK)
        return;
    CHECK(error.result == info.result);
    CHECK(error.billed == info.billed);
    CHECK(std::string(error.message) == info.message);
    CHECK(std::string(error.service_code) == info.service_code);
    CHECK(std::string(error.service_param) == info.service_param);
    CHECK(std::string(error.request_id) == info.service_request_id);
    if (info.count == 1)
        CHECK(error.http_status == info.http_status);
    CHECK(std::string(error.action).size() > 20);
}

} // namespace

const std::string &canary()
{
    static const std::string key = "cAnary+4f\"7/Zm9vLXF1aXRl=b\\ar";
    return key;
}

bool has_canary(const std::string &text)
{
    constexpr size_t kPiece = 12;
    const std::string nested = json_escaped(json_escaped(canary()));
    for (const std::string &form :
         {canary(), percent_encoded(canary()), json_escaped(canary()), nested, base64(canary()),
          base64("x" + canary()).substr(2), base64("xy" + canary()).substr(3)}) {
        for (size_t at = 0; at + kPiece <= form.size(); ++at) {
            if (text.find(form.substr(at, kPiece)) != std::string::npos)
                return true;
        }
    }
    return text.find(canary().substr(0, 9)) != std::string::npos;
}

void hold(const Conversation &conversation)
{
    INFO(conversation.name);
    Conversation talk = conversation;
    std::vector<std::string> replies;
    for (const ExpectedExchange &exchange : talk.exchanges)
        replies.push_back(as_http(exchange.reply));
    for (auto *settings : {&talk.service, &talk.request}) {
        for (auto &[name, value] : *settings)
            value = fill(value);
    }
    server().play(std::move(replies));

    Host host(
        {1, [](gesso_client_desc &desc, gesso_limits &) { desc.log_level = GESSO_LOG_DEBUG; }});
    const gesso_request_id request = submit(host, talk, make_service(host, talk, server().url()));
    const SeenRequest &seen = host.log.wait_for_end(request, 60'000);
    const std::string message = host.info(request).message;
    INFO(message);
    CHECK(event_lines(seen) == talk.events);
    for (const std::string &line : talk.facts)
        check_fact(host, request, line);
    check_agreement(host, request);
    const std::string told = all_text(host, request);
    INFO(told);
    CHECK_FALSE(has_canary(told));
    // What follows the end, such as tidying up, belongs to the conversation.
    CHECK(gesso_request_release(host.client(), request) == GESSO_OK);
    CHECK(gesso_client_close(host.client(), GESSO_CLOSE_DRAIN) == GESSO_OK);
    REQUIRE(host.log.wait_for_closed(60'000));
    check_requests(talk);
}

} // namespace gesso_test
