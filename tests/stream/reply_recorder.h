// SPDX-License-Identifier: MIT
// Reads a reply in every way it may be cut and gives the one account that all of them must agree
// on, a line for each call into the sink.
#pragma once

#include "stream/feeding.h"
#include "stream/image_reply_reader.h"
#include "support/catch.h"

#include <optional>
#include <string>
#include <vector>

namespace gesso::tests {

inline const char *name_of(core::PassKind kind)
{
    return kind == core::PassKind::preview ? "preview"
           : kind == core::PassKind::final ? "final"
                                           : "unknown";
}

// Checks the grammar of the calls while it writes them down.
class ReplyRecorder final : public core::ImageReplySink {
public:
    core::Status on_image_begin(const core::ImageStart &start) override
    {
        CHECK_FALSE(is_open_);
        is_open_ = true;
        bytes_.clear();
        add(std::string("begin ") + name_of(start.kind) + " " + std::to_string(start.output));
        return answer("begin");
    }
    core::Status on_image_bytes(core::Bytes encoded) override
    {
        CHECK(is_open_);
        CHECK_FALSE(encoded.empty());
        bytes_.append(reinterpret_cast<const char *>(encoded.data()), encoded.size());
        total_bytes += encoded.size();
        return answer("bytes");
    }
    core::Status on_image_end(const core::ImageFacts &facts, bool keep) override
    {
        CHECK(is_open_);
        is_open_ = false;
        std::string line = std::string("end ") + name_of(facts.kind) + " " +
                           std::to_string(facts.output) + (keep ? " keep " : " drop ");
        line += bytes_.size() < 50 ? bytes_ : std::to_string(bytes_.size()) + " bytes";
        if (facts.preview_index >= 0)
            line += " #" + std::to_string(facts.preview_index);
        for (const std::string &fact :
             {facts.size, facts.quality, facts.background, facts.output_format})
            line += fact.empty() ? "" : " " + fact;
        if (!facts.revised_prompt.empty())
            line += " (" + facts.revised_prompt + ")";
        add(line);
        return answer("end");
    }
    core::Status on_usage(const core::Usage &usage) override
    {
        std::string line = "usage";
        for (const std::optional<int64_t> &count :
             {usage.input_tokens, usage.input_text_tokens, usage.input_image_tokens,
              usage.output_tokens, usage.total_tokens})
            line += " " + (count ? std::to_string(*count) : "-");
        add(line);
        return answer("usage");
    }
    core::Status on_document_facts(const core::ImageFacts &facts) override
    {
        std::string line;
        for (const std::string &fact :
             {facts.size, facts.quality, facts.background, facts.output_format})
            line += fact.empty() ? "" : " " + fact;
        if (!line.empty())
            add("facts" + line);
        return answer("facts");
    }
    core::Status
    on_service_error(const core::ServiceError &error, std::optional<uint32_t> output) override
    {
        std::string line = "error " + (output ? std::to_string(*output) : "*");
        for (const std::string &field : {error.message, error.code, error.type, error.param})
            line += "|" + field;
        line += error.is_content_filter ? "|filter" : "";
        line += error.is_billing ? "|billing" : "";
        add(line);
        return answer("error");
    }
    core::Status
    on_result_url(uint32_t output, std::string_view url, const core::ImageFacts &) override
    {
        add("url " + std::to_string(output) + " " + std::string(url));
        return answer("url");
    }

    bool is_open() const { return is_open_; }

    std::string log;
    std::string refused_call; // the call that is answered with cancelled
    int calls_after_refusal = 0;
    size_t total_bytes = 0;

private:
    void add(const std::string &line) { log += line + "\n"; }

    core::Status answer(std::string_view call)
    {
        if (has_refused_)
            ++calls_after_refusal;
        if (call != refused_call)
            return {};
        has_refused_ = true;
        return {core::StatusCode::cancelled, "the host has enough"};
    }

    bool is_open_ = false;
    bool has_refused_ = false;
    std::string bytes_;
};

struct Reply {
    int status = 200;
    std::string content_type = "text/event-stream; charset=utf-8";
    std::string body;
    uint32_t expected_outputs = 1;
    std::vector<core::HttpField> fields;
    core::Limits limits;
};

struct Account {
    std::string log;
    core::StatusCode fed = core::StatusCode::ok; // the last answer of begin or feed
    core::Status verdict;
    bool is_complete = false;
};

inline core::ResponseHead head_of(const Reply &reply)
{
    core::ResponseHead head;
    head.status = reply.status;
    head.fields = reply.fields;
    if (!reply.content_type.empty())
        head.fields.push_back({"content-type", reply.content_type});
    return head;
}

inline Account read_cut(const Reply &reply, const FeedAll &feed_all)
{
    ReplyRecorder recorder;
    core::ImageReplyReader reader(reply.limits, reply.expected_outputs, recorder);
    core::Status fed = reader.begin(head_of(reply));
    if (fed.is_ok())
        fed = feed_all([&](core::Bytes bytes) { return reader.feed(bytes); });
    Account account;
    account.fed = fed.code;
    account.is_complete = reader.is_complete();
    account.verdict = reader.finish();
    CHECK(reader.finish().message == account.verdict.message);
    CHECK_FALSE(recorder.is_open());
    account.log = recorder.log;
    return account;
}

inline Account read(const Reply &reply)
{
    std::optional<Account> first;
    for (const FeedAll &feed_all : every_cut(reply.body)) {
        const Account account = read_cut(reply, feed_all);
        if (!first)
            first = account;
        REQUIRE(account.log == first->log);
        REQUIRE(account.verdict.code == first->verdict.code);
        REQUIRE(account.verdict.message == first->verdict.message);
        REQUIRE(account.fed == first->fed);
    }
    return *first;
}

inline Account read_events(const std::string &body, uint32_t expected_outputs = 1)
{
    Reply reply;
    reply.body = body;
    reply.expected_outputs = expected_outputs;
    return read(reply);
}

inline Account read_document(const std::string &body, uint32_t expected_outputs = 1)
{
    Reply reply;
    reply.content_type = "application/json";
    reply.body = body;
    reply.expected_outputs = expected_outputs;
    return read(reply);
}

// One event: its name, when it has one, and its data.
inline std::string event(const std::string &name, const std::string &data)
{
    return (name.empty() ? "" : "event: " + name + "\n") + "data: " + data + "\n\n";
}

// `text` in base64 is up to the caller: "Zm9v" is foo, "YmFy" is bar, "YmF6" is baz.
inline std::string partial(const std::string &base64, const std::string &rest)
{
    return event(
        "image_generation.partial_image",
        R"({"type":"image_generation.partial_image","b64_json":")" + base64 + "\"" + rest + "}");
}

inline std::string completed(const std::string &base64, const std::string &rest = "")
{
    return event(
        "image_generation.completed",
        R"({"type":"image_generation.completed","b64_json":")" + base64 + "\"" + rest + "}");
}

} // namespace gesso::tests
