// SPDX-License-Identifier: MIT
// One reply on its way to pixels, on one worker: the only place where the stages meet.
//
//   line -> ReplyPipeline -> ImageReplyReader -> ReplyPipeline -> OutputWriter (decoder, spool)
#pragma once

#include "client/job.h"
#include "client/operation_sink.h"
#include "client/output_writer.h"
#include "stream/image_reply_reader.h"

#include <memory>
#include <optional>
#include <vector>

namespace gesso::core {

class ReplyPipeline final : public ResponseSink, public ImageReplySink {
public:
    ReplyPipeline(ClientCore &core, Job &job, JobReport &report);

    // The exchange has ended: decides what it was and completes the report.
    void conclude(const ExchangeReport &exchange);
    bool has_head() const { return report_.head.status != 0; }

    void on_phase(LinePhase phase) override;
    Status on_head(const ResponseHead &head) override;
    Status on_body(Bytes bytes) override;

    Status on_image_begin(const ImageStart &start) override;
    Status on_image_bytes(Bytes encoded) override;
    Status on_damaged_text(Bytes text) override;
    Status on_image_end(const ImageFacts &facts, bool keep) override;
    Status on_usage(const Usage &usage) override;
    Status on_document_facts(const ImageFacts &facts) override;
    Status on_service_error(const ServiceError &error, std::optional<uint32_t> output) override;
    Status on_result_url(uint32_t output, std::string_view url, const ImageFacts &facts) override;

private:
    OutputWriter *writer_for(uint32_t output);
    void note_output_end(const OutputWriter &writer);
    Status verdict(const ExchangeReport &exchange, const Status &document) const;

    ClientCore &core_;
    Job &job_;
    JobReport &report_;
    ImageReplyReader reader_;
    std::vector<std::unique_ptr<OutputWriter>> writers_; // by output of this POST
    OutputWriter *current_ = nullptr;
    std::optional<OperationSink> operation_; // instead of a picture the service promises one
};

} // namespace gesso::core
