// SPDX-License-Identifier: MIT
// The whole life of a client: create, submit, poll, close. One thread; between events it sleeps.
#pragma once

#include "composite_writer.h"
#include "contact_sheet.h"
#include "edit_inputs.h"
#include "generate_settings.h"
#include "job.h"
#include "reporter.h"
#include "save_plan.h"
#include "service_choice.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace gesso_cli {

// Wakes the thread that polls; rung from the library's threads.
class Alarm {
public:
    void ring();
    void wait(std::chrono::milliseconds limit);

private:
    std::mutex mutex_;
    std::condition_variable condition_;
    bool has_rung_ = false;
};

class Session {
public:
    // `inputs` are the pictures of an edit; they outlive the session, as the others do.
    Session(
        const GenerateSettings &settings, const SavePlan &plan, EditInputs &inputs,
        Reporter &reporter);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    Failure open(ServiceChoice &choice); // wipes the secret

    // What `job` would send, as a program in that language. Nothing is sent.
    Failure write_code(const Job &job, int32_t language, std::string &out_code);

    // Until every job has ended. `sheet` may be null.
    void run(std::vector<Job> &jobs, ContactSheet *sheet);

private:
    void submit_waiting(std::vector<Job> &jobs);
    gesso_result submit(Job &job);
    gesso_request_desc describe(const Job &job);
    bool handle_events(std::vector<Job> &jobs, ContactSheet *sheet);
    void handle(Job &job, const gesso_event &event, ContactSheet *sheet);
    void track_image(Job &job, const gesso_event &event);
    void release_images(Job &job, const std::function<bool(const HeldImage &)> &is_done);
    void compose(Job &job, const gesso_event &event);
    void end(Job &job);
    void finish(Job &job);
    void fail(Job &job, gesso_result result, const std::string &message);
    void cancel(std::vector<Job> &jobs);
    void drain_log();
    void close();

    const GenerateSettings &settings_;
    const SavePlan &plan_;
    EditInputs &inputs_;
    Reporter &reporter_;
    Alarm alarm_;
    CompositeWriter composites_;
    gesso_client *client_ = nullptr;
    gesso_service_id service_{};
    size_t next_ = 0; // first job not yet submitted
    size_t open_ = 0; // jobs not yet ended
    bool is_cancelled_ = false;
};

} // namespace gesso_cli
