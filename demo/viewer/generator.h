// SPDX-License-Identifier: MIT
// The viewer as a host of the library: a client, a service, the requests and their events.
#pragma once

#include "cli/loopback.h"
#include "cli/service_choice.h"
#include "job.h"
#include "options.h"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>

namespace viewer {

// What the compose window asks for.
struct Wish {
    std::string prompt;
    std::string size;
    std::string quality;
    int previews = 2;
    int count = 1;
    bool is_transparent = false;
    std::string save_name; // empty: the library's choice
};

// Time spent inside gesso_* calls.
class GessoTime {
public:
    template <typename Work>
    auto measure(const Work &work)
    {
        const Stop stop{*this};
        return work();
    }
    double take_us()
    {
        const double us = std::chrono::duration<double, std::micro>(spent_).count();
        spent_ = {};
        return us;
    }

private:
    using Clock = std::chrono::steady_clock;
    struct Stop {
        GessoTime &time;
        Clock::time_point begin = Clock::now();
        ~Stop() { time.spent_ += Clock::now() - begin; }
    };
    Clock::duration spent_{};
};

class Generator {
public:
    ~Generator();

    // Empty, or why it cannot. `wake` is called from foreign threads.
    std::string open(const std::string &save_to, void (*wake)());
    // Whom to ask from now on. Empty, or why not; then the service before stays.
    std::string connect(const gesso_cli::GenerateSettings &settings, const Options &options);

    // The job, or null: `out_error` says why.
    Job *submit(const Wish &wish, int surface, double now, std::string &out_error);
    // What is being paid for is let go first, and still saved; a second time ends it.
    void cancel(Job &job);
    // Takes all events; each goes to the bridge first.
    void poll(gesso::opengl::Bridge &bridge, double now);
    // Forgets an ended job; its thumbnails go.
    void remove(int number, gesso::opengl::Bridge &bridge);

    [[nodiscard]] gesso_client *client() const { return client_->get(); }
    [[nodiscard]] std::deque<std::unique_ptr<Job>> &jobs() { return jobs_; } // newest last
    [[nodiscard]] int open_jobs() const;
    [[nodiscard]] bool is_free() const { return is_free_; }
    [[nodiscard]] bool has_service() const { return service_.has_value(); }
    [[nodiscard]] const std::string &service_text() const { return service_text_; }
    GessoTime &time() { return time_; }

private:
    void handle(Job &job, const gesso_event &event, double now);
    void handle_image(Job &job, const gesso_event &event);
    void end(Job &job, const gesso_event &event, double now);

    std::unique_ptr<gesso_cli::LoopbackService> loopback_;
    std::optional<gesso::Client> client_;
    std::optional<gesso::Service> service_;
    std::deque<std::unique_ptr<Job>> jobs_;
    GessoTime time_;
    std::string service_text_;
    bool is_free_ = true;
    int last_number_ = 0;
};

} // namespace viewer
