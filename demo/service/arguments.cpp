// SPDX-License-Identifier: MIT
#include "arguments.h"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <span>

namespace loopback {

namespace {

class Parser {
public:
    explicit Parser(std::span<char *> values) : values_(values) {}

    std::optional<Arguments> parse(std::string &out_error)
    {
        while (error_.empty() && at_ < values_.size()) {
            const std::string name = values_[at_++];
            if (!parse_flag(name) && !parse_number(name) && !parse_text(name)) {
                fail("unknown option '" + name + "' (see --help)");
            }
        }
        out_error = error_;
        return error_.empty() ? std::optional(arguments_) : std::nullopt;
    }

private:
    void fail(const std::string &message)
    {
        if (error_.empty()) {
            error_ = message;
        }
    }

    std::string next(const std::string &name)
    {
        if (at_ >= values_.size()) {
            fail(name + " needs a value (see --help)");
            return {};
        }
        return values_[at_++];
    }

    uint64_t next_number(const std::string &name, uint64_t limit)
    {
        const std::string text = next(name);
        uint64_t number = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
        if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || number > limit) {
            fail(name + " needs a whole number from 0 to " + std::to_string(limit));
        }
        return number;
    }

    bool parse_flag(const std::string &name)
    {
        if (name == "--tls") {
            arguments_.is_tls = true;
        } else if (name == "--gate") {
            arguments_.service.writer.is_gated = true;
        } else if (name == "--exit-with-parent") {
            arguments_.exits_with_parent = true;
        } else if (name == "--help" || name == "-h") {
            arguments_.is_help_wanted = true;
        } else {
            return false;
        }
        return true;
    }

    bool parse_number(const std::string &name)
    {
        constexpr uint64_t kDay = 86'400;
        if (name == "--port") {
            arguments_.server.port = static_cast<uint16_t>(next_number(name, 65535));
        } else if (name == "--bytes-per-second") {
            arguments_.server.bytes_per_second = next_number(name, uint64_t{1} << 40);
        } else if (name == "--think-ms") {
            arguments_.service.writer.think_milliseconds =
                static_cast<int>(next_number(name, kDay * 1000));
        } else if (name == "--unfinished-polls") {
            arguments_.service.writer.unfinished_polls = static_cast<int>(next_number(name, 1000));
        } else if (name == "--link-seconds") {
            arguments_.service.writer.link_seconds = static_cast<int>(next_number(name, kDay));
        } else if (name == "--gate-timeout-ms") {
            arguments_.service.writer.gate_limit =
                std::chrono::milliseconds(next_number(name, kDay * 1000));
        } else if (name == "--idle-exit") {
            arguments_.idle_exit_seconds = static_cast<int>(next_number(name, kDay * 365));
        } else {
            return false;
        }
        return true;
    }

    bool parse_text(const std::string &name)
    {
        if (name == "--key-env") {
            arguments_.service.keys.key = secret_from_environment(next(name));
        } else if (name == "--key-file") {
            arguments_.service.keys.key = secret_from_file(next(name));
        } else if (name == "--bearer-env") {
            arguments_.service.keys.bearer = secret_from_environment(next(name));
        } else if (name == "--tls-ca") {
            arguments_.tls_authority_path = next(name);
        } else if (name == "--record") {
            arguments_.record_folder = next(name);
        } else if (name == "--deployment") {
            add_deployment(next(name));
        } else {
            return false;
        }
        return true;
    }

    std::string secret_from_environment(const std::string &name)
    {
        // Before any thread starts.
        const char *value = std::getenv(name.c_str()); // NOLINT(concurrency-mt-unsafe)
        std::string secret(trim(value != nullptr ? value : ""));
        if (secret.empty()) {
            fail("the environment variable " + name + " is not set or is empty");
        }
        return secret;
    }

    std::string secret_from_file(const std::string &path)
    {
        std::ifstream file(path, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(file)), {});
        std::string secret(trim(text));
        if (!file || secret.empty()) {
            fail("the key file " + path + " cannot be read or is empty");
        }
        return secret;
    }

    void add_deployment(const std::string &pair)
    {
        const size_t equals = pair.find('=');
        if (equals == 0 || equals == std::string::npos) {
            fail("--deployment needs NAME=MODEL");
            return;
        }
        const std::string model = pair.substr(equals + 1);
        if (find_model(model) == nullptr) {
            fail("--deployment names the model '" + model + "', which this service does not play");
        }
        arguments_.service.deployments[pair.substr(0, equals)] = model;
    }

    std::span<char *> values_;
    size_t at_ = 1;
    std::string error_;
    Arguments arguments_;
};

constexpr std::string_view kOptions =
    R"(gesso-service: image services played on this machine. Nothing leaves it, nothing is
AI, nothing costs anything: the pictures are painted here, by rule, from the prompt's words.

  --port P               listen on 127.0.0.1:P; 0 takes a free port (default 0)
  --tls                  https with a certificate made at the start; prints "ca FILE"
  --tls-ca FILE          where the authority to trust is written (default: a temporary file)
  --bytes-per-second N   pace the body of every response
  --think-ms N           wait that long before an image is sent, spread over its previews
  --gate                 send a tenth of each image, then wait for POST /__gate/open?id=REQUEST-ID
  --gate-timeout-ms N    close the connection when nobody opens the gate (default 30000)
  --unfinished-polls N   how many polls a queued image takes before it is ready (default 2)
  --link-seconds S       result links live that long (default: 1 h as OpenAI's, 24 h as Azure's)
  --key-env NAME         the key to ask for, from that environment variable
  --key-file FILE        the key to ask for, from that file
  --bearer-env NAME      the access token to ask for, from that environment variable
  --deployment NAME=M    deployment NAME is model M (names that contain a model's need none)
  --record DIR           write every request to DIR/NNNN.head and NNNN.body, credentials replaced
  --exit-with-parent     end when the process that started this one ends
  --idle-exit S          end after S seconds without a connection
  --help                 this text

The first line on standard output is "listening URL" (with --tls, "ca FILE" comes before it).
Without a key or token configured every request is let in.

Routes
  POST /v1/images/generations                                          the OpenAI form
  POST /openai/deployments/NAME/images/generations?api-version=V       Azure, a deployment
  POST /openai/v1/images/generations                                   Azure v1
  POST the same three with /images/edits: a form, or (the OpenAI form alone) JSON
  POST /openai/images/generations:submit?api-version=2023-06-01-preview  Azure, queued: answers
       operation-location; GET it until it has ended, DELETE it then
  GET  /v1/models  /openai/v1/models  /openai/models?api-version=V
  GET  /healthz  /__stats  /__gate  /__blob/...   POST /__gate/open?id=REQUEST-ID
  POST /__fail?tag=TAG&count=N   the next N requests of any kind are answered like that

Words in a prompt
)";

} // namespace

std::optional<Arguments> parse_arguments(int count, char **values, std::string &out_error)
{
    return Parser(std::span(values, static_cast<size_t>(count))).parse(out_error);
}

std::string help_text()
{
    return std::string(kOptions) + std::string(PromptTags::help()) +
           std::string(Operations::help());
}

} // namespace loopback
