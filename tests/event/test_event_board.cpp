// SPDX-License-Identifier: MIT
#include "event/event_board.h"
#include "support/catch.h"

#include <map>
#include <mutex>
#include <thread>
#include <vector>

using namespace gesso::core;

namespace {

// Images as the board sees them, with every reference counted.
class FakeImages final : public ImageRefs {
public:
    ImageId make(uint32_t height)
    {
        const std::lock_guard lock(mutex_);
        const ImageId image = ++last_;
        entries_[image] = {1, {8, height, 0, PassState::decoding, false, -1}};
        return image;
    }
    void set_rows(ImageId image, uint32_t rows)
    {
        const std::lock_guard lock(mutex_);
        entries_.at(image).news.rows_final = rows;
    }
    void complete(ImageId image, bool is_final, int32_t index = -1)
    {
        const std::lock_guard lock(mutex_);
        PassNews &news = entries_.at(image).news;
        news.rows_final = news.height;
        news.state = PassState::complete;
        news.is_final = is_final;
        news.preview_index = index;
    }
    void drop(ImageId image)
    {
        const std::lock_guard lock(mutex_);
        entries_.at(image).news.state = PassState::dropped;
    }
    uint32_t references(ImageId image)
    {
        const std::lock_guard lock(mutex_);
        return entries_.at(image).references;
    }

    bool acquire(ImageId image, uint32_t count) override
    {
        const std::lock_guard lock(mutex_);
        Entry &entry = entries_.at(image);
        if (entry.references == 0)
            return false;
        entry.references += count;
        return true;
    }
    void release(ImageId image, uint32_t count) override
    {
        const std::lock_guard lock(mutex_);
        Entry &entry = entries_.at(image);
        REQUIRE(entry.references >= count);
        entry.references -= count;
    }
    PassNews look(ImageId image) const override
    {
        const std::lock_guard lock(mutex_);
        const Entry &entry = entries_.at(image);
        REQUIRE(entry.references > 0);
        return entry.news;
    }

private:
    struct Entry {
        uint32_t references = 0;
        PassNews news;
    };
    mutable std::mutex mutex_;
    std::map<ImageId, Entry> entries_;
    ImageId last_ = 0;
};

struct Desk {
    FakeImages images;
    EventBoard board{64, images};

    Desk() { board.open(0, 77, 5, 1); }

    std::vector<Event> poll_all()
    {
        std::vector<Event> events;
        Event event;
        while (board.poll(event)) {
            events.push_back(event);
            REQUIRE(events.size() < 1000);
        }
        return events;
    }
    std::vector<NewsKind> kinds()
    {
        std::vector<NewsKind> kinds;
        for (const Event &event : poll_all())
            kinds.push_back(event.kind);
        return kinds;
    }
    RequestEnd ok() const
    {
        RequestEnd end;
        end.ok_count = 1;
        end.billed = 2;
        end.http_status = 200;
        return end;
    }
};

using K = NewsKind;

} // namespace

TEST_CASE("nothing is reported when nothing was published", "[event]")
{
    Desk desk;
    CHECK(desk.poll_all().empty());
}

TEST_CASE("a whole life is reported in the order of the grammar", "[event]")
{
    Desk desk;
    desk.board.set_phase(0, Phase::queued, 0);
    CHECK(desk.kinds() == std::vector{K::queued});
    desk.board.set_phase(0, Phase::connecting, 1);
    CHECK(desk.kinds() == std::vector{K::phase});

    const ImageId image = desk.images.make(10);
    desk.board.begin_pass(0, 0, image);
    desk.images.set_rows(image, 4);
    desk.board.rows_changed(0);
    const std::vector<Event> rows = desk.poll_all();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].kind == K::rows);
    CHECK(rows[0].request == 77);
    CHECK(rows[0].user_data == 5);
    CHECK(rows[0].output == 0);
    CHECK(rows[0].y0 == 0);
    CHECK(rows[0].y1 == 4);

    desk.images.complete(image, true);
    desk.board.complete_pass(0, 0, image);
    desk.board.end(0, desk.ok());
    const std::vector<Event> rest = desk.poll_all();
    REQUIRE(rest.size() == 3);
    CHECK(rest[0].kind == K::rows);
    CHECK(rest[0].y0 == 4);
    CHECK(rest[0].y1 == 10);
    CHECK(rest[1].kind == K::image);
    CHECK(rest[2].kind == K::finished);
    CHECK(rest[2].end.ok_count == 1);
    CHECK(rest[2].end.http_status == 200);
    CHECK(desk.poll_all().empty());
}

TEST_CASE("the host ends up with exactly one reference to each image it was told of", "[event]")
{
    Desk desk;
    const ImageId image = desk.images.make(10);
    desk.board.begin_pass(0, 0, image);
    desk.images.set_rows(image, 5);
    desk.board.rows_changed(0);
    desk.poll_all();
    CHECK(desk.images.references(image) == 3); // worker, poll thread, host
    desk.images.complete(image, true);
    desk.board.complete_pass(0, 0, image);
    desk.poll_all();
    CHECK(desk.images.references(image) == 1);
}

TEST_CASE("a newer complete preview withdraws one that nobody has seen", "[event]")
{
    Desk desk;
    const ImageId first = desk.images.make(10);
    desk.board.begin_pass(0, 0, first);
    desk.images.complete(first, false, 0);
    desk.board.complete_pass(0, 0, first);
    const ImageId second = desk.images.make(10);
    desk.board.begin_pass(0, 0, second);
    desk.images.complete(second, false, 1);
    desk.board.complete_pass(0, 0, second);

    const std::vector<Event> events = desk.poll_all();
    REQUIRE(events.size() == 2);
    CHECK(events[0].kind == K::rows);
    CHECK(events[0].image == second);
    CHECK(events[0].y1 == 10);
    CHECK(events[1].kind == K::preview);
    CHECK(events[1].news.preview_index == 1);
    CHECK(desk.images.references(first) == 0);
    CHECK(desk.images.references(second) == 1);
}

TEST_CASE("a pass that fails is dropped in favour of the last complete image", "[event]")
{
    Desk desk;
    const ImageId preview = desk.images.make(10);
    desk.board.begin_pass(0, 0, preview);
    desk.images.complete(preview, false, 0);
    desk.board.complete_pass(0, 0, preview);
    desk.poll_all();

    const ImageId final_image = desk.images.make(10);
    desk.board.begin_pass(0, 0, final_image);
    desk.images.set_rows(final_image, 3);
    desk.board.rows_changed(0);
    CHECK(desk.kinds() == std::vector{K::rows});
    desk.images.drop(final_image);
    desk.board.drop_pass(0, 0, final_image);
    const std::vector<Event> events = desk.poll_all();
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind == K::dropped);
    CHECK(events[0].image == final_image);
    CHECK(events[0].restore == preview);
    CHECK(desk.images.references(final_image) == 1); // the host's
}

TEST_CASE("a pass that fails unseen is not mentioned", "[event]")
{
    Desk desk;
    const ImageId image = desk.images.make(10);
    desk.board.begin_pass(0, 0, image);
    desk.images.drop(image);
    desk.board.drop_pass(0, 0, image);
    CHECK(desk.poll_all().empty());
    CHECK(desk.images.references(image) == 0);
}

TEST_CASE("the terminal event comes after everything else, whenever the host polls", "[event]")
{
    Desk desk;
    desk.board.open(1, 78, 0, 2);
    desk.board.set_phase(1, Phase::receiving, 1);
    desk.board.set_waiting(1, WaitReason::retry, 500);
    const ImageId image = desk.images.make(10);
    desk.board.begin_pass(1, 0, image);
    desk.images.complete(image, true);
    desk.board.complete_pass(1, 0, image);
    desk.board.fail_output(1, 1, -63, 0);
    RequestEnd end = desk.ok();
    end.failed_count = 1;
    end.result = -63;
    desk.board.end(1, end);
    const std::vector<Event> events = desk.poll_all();
    REQUIRE(events.size() == 4);
    CHECK(events.back().kind == K::finished);
    CHECK(events.back().end.result == -63);
    int failures = 0;
    for (const Event &event : events)
        failures += event.kind == K::image_failed && event.end.result == -63 && event.output == 1;
    CHECK(failures == 1);
}

TEST_CASE("waits are merged while nobody polls, and told again when they change", "[event]")
{
    Desk desk;
    desk.board.set_waiting(0, WaitReason::rate_limit, 3000);
    desk.board.set_waiting(0, WaitReason::rate_limit, 2000);
    std::vector<Event> events = desk.poll_all();
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind == K::waiting);
    CHECK(events[0].remaining_ms == 2000);
    desk.board.set_waiting(0, WaitReason::rate_limit, 2000);
    CHECK(desk.poll_all().size() == 1);
}

TEST_CASE("a recycled place starts from nothing and gives back what nobody took", "[event]")
{
    Desk desk;
    const ImageId image = desk.images.make(10);
    desk.board.begin_pass(0, 0, image);
    desk.images.complete(image, true);
    desk.board.complete_pass(0, 0, image);
    desk.board.recycle(0);
    CHECK(desk.images.references(image) == 0);
    desk.board.open(0, 99, 0, 1);
    desk.board.end(0, desk.ok());
    const std::vector<Event> events = desk.poll_all();
    REQUIRE(events.size() == 1);
    CHECK(events[0].request == 99);
}

TEST_CASE("the host is woken once per quiet spell, and never misses news", "[event]")
{
    FakeImages images;
    EventBoard board(64, images);
    int wakes = 0;
    board.set_wake({[](void *user) { ++*static_cast<int *>(user); }, &wakes});
    board.open(0, 1, 0, 1);
    board.set_phase(0, Phase::connecting, 1);
    board.set_phase(0, Phase::sending, 1);
    CHECK(wakes == 1);
    Event event;
    while (board.poll(event)) {
    }
    board.set_phase(0, Phase::generating, 1);
    CHECK(wakes == 2);
    board.close();
    CHECK(wakes == 2);
    REQUIRE(board.poll(event));
    REQUIRE(board.poll(event));
    CHECK(event.kind == NewsKind::closed);
    CHECK_FALSE(board.poll(event));
}

TEST_CASE("bands are in order and without gap while a worker publishes at full speed", "[event]")
{
    FakeImages images;
    EventBoard board(64, images);
    constexpr uint32_t kRequests = 8;
    constexpr uint32_t kRows = 500;
    std::vector<std::thread> workers;
    for (uint32_t slot = 0; slot < kRequests; ++slot)
        board.open(slot, slot + 1, 0, 1);
    for (uint32_t slot = 0; slot < kRequests; ++slot) {
        workers.emplace_back([&, slot] {
            for (int pass = 0; pass < 4; ++pass) {
                const ImageId image = images.make(kRows);
                board.begin_pass(slot, 0, image);
                for (uint32_t rows = 1; rows <= kRows; rows += 7) {
                    images.set_rows(image, rows);
                    board.rows_changed(slot);
                }
                images.complete(image, pass == 3, pass);
                board.complete_pass(slot, 0, image);
            }
            RequestEnd end;
            end.ok_count = 1;
            board.end(slot, end);
        });
    }
    std::map<ImageId, uint32_t> next_row;
    std::map<uint64_t, int> finals;
    uint32_t ended = 0;
    Event event;
    while (ended < kRequests) {
        if (!board.poll(event))
            continue;
        if (event.kind == K::rows) {
            REQUIRE(event.y0 == next_row[event.image]);
            REQUIRE(event.y1 > event.y0);
            next_row[event.image] = event.y1;
        }
        if (event.kind == K::preview || event.kind == K::image)
            REQUIRE(next_row[event.image] == kRows);
        finals[event.request] += event.kind == K::image;
        ended += event.kind == K::finished;
    }
    for (std::thread &worker : workers)
        worker.join();
    for (const auto &[request, count] : finals)
        CHECK(count == 1);
    CHECK_FALSE(board.poll(event));
}

TEST_CASE("jobs are reported once, in the order in which they ended, before CLOSED", "[event]")
{
    FakeImages images;
    EventBoard board(64, images);
    int wakes = 0;
    board.set_wake({[](void *user) { ++*static_cast<int *>(user); }, &wakes});
    JobNews news[4];
    for (uint64_t i = 0; i < 4; ++i) {
        news[i].job = i + 1;
        news[i].user_data = 10 * i;
        news[i].result = static_cast<int16_t>(-static_cast<int>(i));
        news[i].images = 7;
        board.end_job(news[i]);
    }
    CHECK(wakes == 1);
    news[2].is_silent = true; // released before anybody heard of it
    board.close();
    Event event;
    for (const uint64_t job : {1u, 2u, 4u}) {
        REQUIRE(board.poll(event));
        CHECK(event.kind == K::job);
        CHECK(event.job == job);
        CHECK(event.request == 0);
        CHECK(event.output == -1);
        CHECK(event.user_data == 10 * (job - 1));
        CHECK(event.end.result == 1 - static_cast<int>(job));
        CHECK(event.job_images == 7);
    }
    REQUIRE(board.poll(event));
    CHECK(event.kind == K::closed);
    CHECK_FALSE(board.poll(event));
    for (const JobNews &each : news)
        CHECK(each.is_polled);
    JobNews late;
    board.end_job(late);
    CHECK(wakes == 2);
}

TEST_CASE("no job is lost while threads end them at full speed", "[event]")
{
    FakeImages images;
    EventBoard board(64, images);
    constexpr size_t kThreads = 4;
    constexpr size_t kJobs = 2000;
    std::vector<std::vector<JobNews>> news;
    for (size_t i = 0; i < kThreads; ++i)
        news.emplace_back(kJobs);
    std::vector<std::thread> threads;
    for (size_t t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (size_t i = 0; i < kJobs; ++i) {
                news[t][i].job = t * kJobs + i + 1;
                board.end_job(news[t][i]);
            }
        });
    }
    std::vector<uint64_t> last(kThreads, 0);
    Event event;
    for (size_t ended = 0; ended < kThreads * kJobs;) {
        if (!board.poll(event))
            continue;
        const size_t thread = (event.job - 1) / kJobs;
        REQUIRE(event.job > last[thread]); // in order, so never twice
        last[thread] = event.job;
        ++ended;
    }
    for (std::thread &thread : threads)
        thread.join();
    CHECK_FALSE(board.poll(event));
}
