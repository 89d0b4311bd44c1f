// SPDX-License-Identifier: MIT
// A picture on its way from its own address to pixels, on one worker.
#pragma once

#include "client/job.h"
#include "client/output_writer.h"

namespace gesso::core {

class PictureDownload final : public ResponseSink {
public:
    PictureDownload(ClientCore &core, Job &job, JobReport &report);

    void conclude(const ExchangeReport &exchange);

    void on_phase(LinePhase phase) override;
    Status on_head(const ResponseHead &head) override;
    Status on_body(Bytes bytes) override;

private:
    ClientCore &core_;
    Job &job_;
    JobReport &report_;
    OutputWriter writer_;
};

} // namespace gesso::core
