// SPDX-License-Identifier: MIT
// Event streams. The events must not depend on where the bytes were cut, and must agree with a
// parser that splits the whole text into lines.
#include "fuzz/fuzz_cuts.h"
#include "stream/sse_parser.h"

#include <string>
#include <vector>

using namespace gesso::core;
using namespace gesso::fuzz;

namespace {

struct Event {
    std::string type;
    std::string id;
    std::string data;
    bool is_terminated = true;

    bool operator==(const Event &) const = default;
};

class Recorder final : public SseSink {
public:
    Status on_data_begin(std::string_view /*type*/) override
    {
        require(!is_open_);
        is_open_ = true;
        data_.clear();
        return {};
    }
    Status on_data(Bytes piece) override
    {
        require(is_open_ && !piece.empty());
        data_.append(reinterpret_cast<const char *>(piece.data()), piece.size());
        return {};
    }
    Status on_event(const SseEvent &event) override
    {
        require(is_open_);
        is_open_ = false;
        events.push_back(
            {std::string(event.type), std::string(event.id), data_, event.is_terminated});
        return {};
    }

    std::vector<Event> events;

private:
    bool is_open_ = false;
    std::string data_;
};

std::vector<std::string> split_lines(std::string_view text)
{
    std::vector<std::string> lines(1);
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r' && text[i] != '\n') {
            lines.back() += text[i];
            continue;
        }
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n')
            ++i;
        lines.emplace_back();
    }
    lines.pop_back(); // what no line end follows is no line
    return lines;
}

// The algorithm as the standard words it, over the whole text; terminated events only.
std::vector<Event> parse_plainly(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    std::vector<Event> events;
    std::string data;
    std::string type;
    std::string id;
    for (const std::string &line : split_lines(text)) {
        if (line.empty()) {
            if (!data.empty()) {
                data.pop_back();
                events.push_back({type.empty() ? "message" : type, id, data, true});
            }
            data.clear();
            type.clear();
            continue;
        }
        const size_t colon = line.find(':');
        const std::string name = line.substr(0, colon);
        std::string value = colon == std::string::npos ? "" : line.substr(colon + 1);
        if (value.starts_with(' '))
            value.erase(0, 1);
        if (name == "data")
            data += value + "\n";
        else if (name == "event")
            type = value;
        else if (name == "id" && value.find('\0') == std::string::npos)
            id = value;
    }
    return events;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 4096)
        return 0;
    const Bytes bytes(data + 1, size - 1);
    Recorder whole;
    SseParser first({}, whole);
    const Status status = first.feed(bytes);
    const Status end = first.finish();
    Recorder cut;
    SseParser second({}, cut);
    require(feed_cut(bytes, data[0], [&](Bytes b) { return second.feed(b); }).code == status.code);
    require(second.finish().code == end.code);
    require(cut.events == whole.events);
    if (!end.is_ok())
        return 0;
    if (!whole.events.empty() && !whole.events.back().is_terminated)
        whole.events.pop_back();
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    require(whole.events == parse_plainly(text));
    return 0;
}
