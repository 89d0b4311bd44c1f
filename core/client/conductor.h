// SPDX-License-Identifier: MIT
// The thread that decides. It alone owns the queue, the services, the retries and the fate of every
// request, so none of that has a lock; host threads leave commands, workers leave reports.
//
// It is also the watchdog: a hundred times a second while anything is alive it looks at every line,
// every clock and every wish to cancel.
#pragma once

#include "client/error_facts.h"
#include "client/fan_out.h"
#include "client/follow_up.h"
#include "client/resolver.h"
#include "client/service_pace.h"
#include "client/worker.h"
#include "transport/retry_policy.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace gesso::core {

// Why a request ends whose service is gone.
Status service_destroyed();

class Conductor {
public:
    explicit Conductor(std::shared_ptr<ClientCore> core);

    // Starts the workers. Before run(), on the creating thread.
    Status start_workers();
    // The body of the conductor's thread: until the client stops and nothing is under way.
    void run();
    // Ends the workers; also when run() was never called.
    void stop_workers();

private:
    enum class ChildState : uint8_t { queued, running, waiting, ended };
    enum class Admission : uint8_t { started, later, blocked, ended };

    // One POST and its repetitions.
    struct Child {
        PostShare share;
        ChildState state = ChildState::queued;
        uint32_t attempt = 0; // POSTs begun
        uint32_t retries = 0;
        int64_t due_ms = 0;          // waiting: not before
        int64_t resolving_since = 0; // 0: not resolving
        WaitReason reason = WaitReason::none;
        Worker *worker = nullptr;
        std::shared_ptr<JobSigns> signs;
        ServicePace::Pass pass; // of its latest POST
        int64_t sent_at_ms = 0; // running: since when nothing was left to be sent, 0: not yet
        int64_t unreachable_since = 0; // held with its service; 0: not
        bool is_detached = false;
        Billed billed = Billed::no;          // of all its attempts so far
        std::unique_ptr<FollowUp> follow_up; // once the POST has ended well
    };
    struct Group {
        RequestRecord *record = nullptr;
        std::vector<Child> children;
        FanOut fan_out{1};
        bool is_streamed = false;
        uint64_t expected_bytes = 0; // pixels of one output while it is made
        uint64_t ticket = 0;         // of the order in which groups came
        WaitReason told_reason = WaitReason::none;
        int64_t told_at_ms = 0;
        int64_t told_due_ms = 0;
        bool is_ended = false; // swept at the end of the round, so references stay good in it
    };
    struct Known { // a service
        std::shared_ptr<const Service> service;
        ServicePace pace;
    };
    struct Turn { // a place in the queue
        uint32_t slot = 0;
        uint32_t child = 0;
    };

    // conductor.cpp: the round
    void round(int64_t now_ms);
    void take_commands();
    void accept(RequestRecord *record);
    void apply_cancels();
    void apply_cancel(Group &group, uint32_t mask);
    void apply_detach(Group &group);
    void inspect_lines(int64_t now_ms);
    void tell_waits(int64_t now_ms);
    void sweep_ended();
    void publish_numbers();
    bool is_quiet() const;
    int32_t pause_ms() const;

    // pacing.cpp: what the requests of one service share
    void set_service(uint64_t id, std::shared_ptr<const Service> service);
    void forget_service(uint64_t id);
    Known *find_service(uint64_t id);
    bool is_held(Group &group, Child &child, ServicePace &pace, int64_t now_ms);
    void tell_pace(const Group &group, const Child &child, const JobReport &report, int64_t now);
    void take_hold(
        Group &group, Child &child, const JobReport &report, const RetryDecision &decision,
        int64_t now_ms);
    void watch_probes(int64_t now_ms);
    void drop_idle_holds();
    Hold notice_of(const Group &group, const Child &child, int64_t now_ms);
    void take_place(Group &group, uint32_t child);

    // admission.cpp: from the queue to a worker
    void wake_due_children(int64_t now_ms);
    void admit(int64_t now_ms);
    Admission try_start(Group &group, uint32_t child, int64_t now_ms);
    bool has_memory_for(const Group &group, const Child &child);
    std::optional<Status> look_up(const Group &group, Child &child, Job &job, int64_t now_ms);
    Admission resolve(Group &group, Child &child, const Known &known, Job &job, int64_t now_ms);
    Admission
    fail_name(Group &group, Child &child, const Origin &origin, Status why, int64_t now_ms);
    Worker *idle_worker();
    void hand_over(
        Group &group, uint32_t child, Worker &worker, std::shared_ptr<const Service> service,
        Job job);
    void wait_for(Group &group, WaitReason reason, int64_t now_ms);

    // outcome.cpp: from a report to the end of a request
    void take_reports(int64_t now_ms);
    void settle(JobReport &report, int64_t now_ms);
    bool retry(Group &group, Child &child, const JobReport &report, int64_t now_ms);
    void wait_for_memory(Group &group, uint32_t index);
    void note_arrivals(Group &group, const JobReport &report);
    void note_failures(Group &group, const Child &child, const JobReport &report);
    Failure failure_of(const JobReport &report, Status status, Billed billed) const;
    void fail_outputs(Group &group, uint32_t mask, Failure failure);
    void fail_child(Group &group, Child &child, const Status &status);
    void end_if_complete(Group &group);
    uint32_t open_mask(const Group &group, const Child &child) const;

    // follow_up.cpp: what a POST left to be done
    bool follow_up(Group &group, Child &child, JobReport &report, int64_t now_ms);
    bool begin_operation(Group &group, Child &child, JobReport &report, int64_t now_ms);
    void take_operation(Group &group, Child &child, JobReport &report, int64_t now_ms);
    void
    ask_later(Group &group, Child &child, const JobReport &report, int64_t wait_ms, int64_t now_ms);
    void settle_question(Group &group, Child &child, JobReport &report, int64_t now_ms);
    void begin_links(Group &group, Child &child, std::vector<ResultLink> links);
    void fetch_next(Group &group, Child &child);
    void fail_link(
        Group &group, Child &child, uint32_t lane, const ResponseHead &head, const Status &why);
    void settle_picture(Group &group, Child &child, JobReport &report, int64_t now_ms);
    void end_follow_up(Group &group, Child &child);
    Failure follow_up_failure(
        const Group &group, const Child &child, const JobReport &report, Status status,
        Billed billed) const;
    Admission start_follow_up(Group &group, uint32_t child, int64_t now_ms);
    Admission find_addresses(Group &group, Child &child, Job &job, int64_t now_ms);
    void start_removal(int64_t now_ms);

    const std::shared_ptr<ClientCore> core_;
    const std::shared_ptr<ReportBox> reports_;
    std::vector<std::shared_ptr<Worker>> workers_;
    Resolver resolver_;
    std::unordered_map<uint64_t, Known> services_;
    std::map<uint32_t, Group> groups_; // by slot
    std::deque<Turn> queue_;
    uint64_t last_ticket_ = uint64_t{1} << 63;  // of those that came to the back
    uint64_t first_ticket_ = uint64_t{1} << 63; // ... and to the front
    std::deque<Removal> removals_;
    Worker *removing_ = nullptr; // whom one of them was given to
    uint32_t running_ = 0;       // children with a worker, watched
    uint32_t detached_ = 0;      // children with a worker, unwatched
    bool is_closed_ = false;
};

} // namespace gesso::core
