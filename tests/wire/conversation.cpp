// SPDX-License-Identifier: MIT
#include "wire/conversation.h"

#include "client/host.h"

#include <sstream>

namespace gesso_test {
namespace {

std::vector<std::string> lines_of(const std::string &text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

// key=value key="a value" key
std::map<std::string, std::string> settings_of(const std::string &text)
{
    std::map<std::string, std::string> found;
    size_t at = 0;
    while ((at = text.find_first_not_of(' ', at)) != std::string::npos) {
        const size_t end = std::min(text.find_first_of(" =", at), text.size());
        const std::string name = text.substr(at, end - at);
        at = end;
        std::string value = "yes";
        if (at < text.size() && text[at] == '=') {
            const bool is_quoted = text[at + 1] == '"';
            const size_t begin = at + (is_quoted ? 2 : 1);
            at = std::min(text.find(is_quoted ? '"' : ' ', begin), text.size());
            value = text.substr(begin, at - begin);
            at += is_quoted ? 1 : 0;
        }
        found[name] = value;
    }
    return found;
}

// One line of the block, by its mark.
void take_line(Conversation &into, const std::string &line)
{
    const std::string rest = line.size() > 2 ? line.substr(2) : std::string();
    if (line.rfind("service ", 0) == 0) {
        into.service = settings_of(line.substr(8));
    } else if (line.rfind("request ", 0) == 0) {
        into.request = settings_of(line.substr(8));
    } else if (line[0] == '>') {
        if (into.exchanges.empty() || !into.exchanges.back().reply.empty())
            into.exchanges.emplace_back();
        into.exchanges.back().request.push_back(rest);
    } else if (line[0] == '<') {
        REQUIRE(!into.exchanges.empty());
        into.exchanges.back().reply.push_back(rest);
    } else if (line[0] == '=') {
        into.events.push_back(rest);
    } else if (line[0] == '?') {
        into.facts.push_back(rest);
    } else {
        FAIL("not a line of a conversation: " << line);
    }
}

} // namespace

std::vector<Conversation> read_conversations(const std::string &text)
{
    std::vector<Conversation> all;
    for (const std::string &line : lines_of(text)) {
        if (line.empty() || line.rfind("//", 0) == 0)
            continue;
        if (line.rfind("## ", 0) == 0) {
            all.emplace_back();
            all.back().name = line.substr(3);
            continue;
        }
        REQUIRE(!all.empty());
        take_line(all.back(), line);
    }
    REQUIRE(!all.empty());
    return all;
}

std::vector<Conversation> read_conversation_file(const std::string &name)
{
    const std::string text = read_file(std::string(GESSO_CONVERSATIONS "/") + name + ".txt");
    INFO(name);
    REQUIRE(!text.empty());
    return read_conversations(text);
}

} // namespace gesso_test
