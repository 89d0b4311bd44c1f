// SPDX-License-Identifier: MIT
// Whole replies. The first bytes choose the head; the calls into the sink must follow their
// grammar and neither they nor the verdict may depend on where the body was cut.
#include "base/text.h"
#include "fuzz/fuzz_cuts.h"
#include "stream/image_reply_reader.h"

#include <string>

using namespace gesso::core;
using namespace gesso::fuzz;

namespace {

constexpr uint32_t kExpected = 2;

class Recorder final : public ImageReplySink {
public:
    Status on_image_begin(const ImageStart &start) override
    {
        require(!is_open && start.output < kExpected);
        is_open = true;
        add("begin", std::to_string(static_cast<int>(start.kind)) + std::to_string(start.output));
        return {};
    }
    Status on_image_bytes(Bytes encoded) override
    {
        require(is_open && !encoded.empty());
        log.append(reinterpret_cast<const char *>(encoded.data()), encoded.size());
        return {};
    }
    Status on_image_end(const ImageFacts &facts, bool keep) override
    {
        require(is_open);
        is_open = false;
        if (keep && facts.kind == PassKind::final) {
            require(facts.output < kExpected && !is_kept[facts.output]);
            is_kept[facts.output] = true;
        }
        require(is_valid_utf8(facts.size + facts.revised_prompt));
        add("end", facts.size + facts.quality + std::to_string(facts.preview_index));
        return {};
    }
    Status on_usage(const Usage &usage) override
    {
        require(usage.total_tokens.value_or(0) >= 0 && usage.input_tokens.value_or(0) >= 0);
        add("usage", std::to_string(usage.total_tokens.value_or(-1)));
        return {};
    }
    Status on_service_error(const ServiceError &error, std::optional<uint32_t> output) override
    {
        require(!is_open && output.value_or(0) < kExpected);
        require(is_valid_utf8(error.message + error.code + error.type + error.param));
        add("error", error.message + error.code);
        return {};
    }
    Status on_result_url(uint32_t output, std::string_view url, const ImageFacts &) override
    {
        require(!is_open && output < kExpected && !url.empty());
        is_kept[output] = true;
        add("url", url);
        return {};
    }

    std::string log;
    bool is_open = false;
    bool is_kept[kExpected] = {};

private:
    void add(const char *call, std::string_view text)
    {
        log += std::string("\n") + call + " " + std::string(text) + " ";
    }
};

struct Account {
    std::string log;
    Status verdict;
};

Account read(const ResponseHead &head, Bytes body, uint32_t seed)
{
    Limits limits;
    limits.partials_per_reply = 3;
    limits.small_value_bytes = 200;
    limits.error_body_bytes = 300;
    Recorder recorder;
    ImageReplyReader reader(limits, kExpected, recorder);
    Status status = reader.begin(head);
    if (status.is_ok() && seed != 0)
        status = feed_cut(body, seed, [&](Bytes b) { return reader.feed(b); });
    else if (status.is_ok())
        status = reader.feed(body);
    const bool is_complete = reader.is_complete();
    Account account{{}, reader.finish()};
    require(!recorder.is_open);
    require(!is_complete || account.verdict.is_ok());
    require(account.verdict.is_ok() == (recorder.is_kept[0] && recorder.is_kept[1]));
    require(account.verdict.code != StatusCode::finished);
    account.log = std::move(recorder.log);
    return account;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 8192)
        return 0;
    constexpr int kStatuses[] = {200, 200, 200, 200, 200, 200, 400, 307};
    constexpr const char *kTypes[] = {"text/event-stream", "application/json", "text/html", ""};
    ResponseHead head;
    head.status = kStatuses[data[0] % 8];
    head.fields.push_back({"Content-Type", kTypes[data[0] / 8 % 4]});
    const Bytes body(data + 2, size - 2);
    const Account whole = read(head, body, 0);
    const Account cut = read(head, body, data[1] + 1u);
    require(whole.log == cut.log);
    require(whole.verdict.code == cut.verdict.code);
    require(whole.verdict.message == cut.verdict.message);
    return 0;
}
