// SPDX-License-Identifier: MIT
#include "options.h"

#include <charconv>
#include <cstring>
#include <span>

namespace viewer {

const char *const kHelp =
    R"(gesso-viewer: a small lit level whose surfaces receive generated textures while the image
service is still sending. The images are painted on this machine unless a service is asked for.

  --openai               ask OpenAI; the key comes from OPENAI_API_KEY
  --azure                ask Azure OpenAI; AZURE_OPENAI_ENDPOINT, AZURE_OPENAI_API_KEY and
                         AZURE_OPENAI_DEPLOYMENT_NAME
  --compatible URL       ask a server that imitates OpenAI's API
  --model M  --deployment D  --key-env NAME
  --out DIR              where the images are saved (default: out)
  --budget KIB           texture uploads a frame (default: 512; with --offscreen 2048)
  --size WxH  --scale F  --samples N
  --offscreen            no window: run the script (or a built-in one), save the textures, their
                         previews and screenshots into --out, and end. Needs an X server, which
                         may be a virtual one: xvfb-run gesso-viewer --offscreen --out out
  --script FILE          run these lines; see demo/viewer/script.h
  --layout FILE          write where the controls are, for tests that use a real mouse
  --service-words "W.."  further words for the demo's service (default: a pace that can be watched)
  --probe                end at once: 0 when a window with OpenGL 3.2 can be opened here, else 1
  --help

Keys: right mouse button and W A S D Q E to fly (Shift: faster), left click to pick a surface,
Ctrl+Enter to generate, Shift+X to cancel, F12 for a screenshot.
)";

namespace {

class Parser {
public:
    Parser(std::span<char *> values, Options &options) : values_(values), options_(options) {}

    std::string parse()
    {
        while (error_.empty() && at_ < values_.size()) {
            const std::string name = values_[at_++];
            if (!parse_flag(name) && !parse_service(name) && !parse_text(name) &&
                !parse_number(name))
                error_ = "unknown option " + name + "; see --help";
        }
        return error_;
    }

private:
    std::string next(const std::string &name)
    {
        if (at_ < values_.size())
            return values_[at_++];
        error_ = name + " needs a value; see --help";
        return {};
    }

    template <typename Number>
    Number next_number(const std::string &name, Number low, Number high)
    {
        const std::string text = next(name);
        Number number{};
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool is_whole = parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
        if (error_.empty() && (!is_whole || number < low || number > high))
            error_ = name + " needs a number from " + std::to_string(low) + " to " +
                     std::to_string(high);
        return error_.empty() ? number : low;
    }

    bool parse_flag(const std::string &name)
    {
        if (name == "--offscreen")
            options_.is_offscreen = true;
        else if (name == "--probe")
            options_.is_probe = true;
        else if (name == "--help" || name == "-h")
            options_.is_help_wanted = true;
        else
            return false;
        return true;
    }

    bool parse_service(const std::string &name)
    {
        gesso_cli::GenerateSettings &service = options_.service;
        if (name == "--openai") {
            service.service = gesso_cli::ServiceKind::openai;
        } else if (name == "--azure") {
            service.service = gesso_cli::ServiceKind::azure;
        } else if (name == "--compatible") {
            service.service = gesso_cli::ServiceKind::compatible;
            service.endpoint = next(name);
        } else {
            return false;
        }
        return true;
    }

    bool parse_text(const std::string &name)
    {
        if (name == "--out")
            options_.out = next(name);
        else if (name == "--script")
            options_.script = next(name);
        else if (name == "--layout")
            options_.layout = next(name);
        else if (name == "--model")
            options_.service.model = next(name);
        else if (name == "--deployment")
            options_.service.deployment = next(name);
        else if (name == "--key-env")
            options_.service.key_env = next(name);
        else if (name == "--service-words")
            split(next(name));
        else
            return false;
        return true;
    }

    bool parse_number(const std::string &name)
    {
        if (name == "--budget")
            options_.upload_bytes = next_number<uint64_t>(name, 1, 1 << 20) << 10;
        else if (name == "--samples")
            options_.samples = next_number<int>(name, 1, 16);
        else if (name == "--scale")
            options_.scale = next_number<float>(name, 0.5F, 4.0F);
        else if (name == "--size")
            parse_size(next(name));
        else
            return false;
        return true;
    }

    void parse_size(const std::string &text)
    {
        const char *end = text.data() + text.size();
        const auto first = std::from_chars(text.data(), end, options_.width);
        const bool has_both = first.ptr != end && *first.ptr == 'x';
        const auto second = has_both ? std::from_chars(first.ptr + 1, end, options_.height) : first;
        const bool is_legal = has_both && second.ptr == end && options_.width >= 640 &&
                              options_.height >= 480 && options_.width <= 8192 &&
                              options_.height <= 8192;
        if (error_.empty() && !is_legal)
            error_ = "--size needs WIDTHxHEIGHT, from 640x480 to 8192x8192";
    }

    void split(const std::string &text)
    {
        options_.service_words.clear();
        size_t at = 0;
        while (at < text.size()) {
            const size_t end = std::min(text.find(' ', at), text.size());
            if (end > at)
                options_.service_words.push_back(text.substr(at, end - at));
            at = end + 1;
        }
    }

    std::span<char *> values_;
    size_t at_ = 1;
    Options &options_;
    std::string error_;
};

} // namespace

std::string parse_options(int count, char **values, Options &out_options)
{
    return Parser(std::span(values, static_cast<size_t>(count)), out_options).parse();
}

} // namespace viewer
