// SPDX-License-Identifier: MIT
// What doubling costs: the size of a picture, the outputs at once, the requests in the queue.
#include "bench/floor.h"
#include "bench/our_way.h"
#include "bench/replay.h"
#include "bench/report.h"
#include "decode/image_decoder.h"
#include "stream/image_reply_reader.h"

#include <array>
#include <memory>

using namespace gesso_bench;
using namespace gesso::core;

namespace {

constexpr double kBound = 2.1;
constexpr size_t kPiece = size_t{16} << 10;

// Reply to rows, without a socket: what grows with the picture.
class Rows final : public ImageReplySink, public RowSink {
public:
    Status on_image_begin(const ImageStart &) override
    {
        decoder_ = std::make_unique<ImageDecoder>(Limits(), *this);
        return {};
    }
    Status on_image_bytes(Bytes encoded) override { return decoder_->feed(encoded); }
    Status on_image_end(const ImageFacts &, bool) override { return decoder_->finish(); }
    Status on_usage(const Usage &) override { return {}; }
    Status on_service_error(const ServiceError &, std::optional<uint32_t>) override { return {}; }
    Status on_result_url(uint32_t, std::string_view, const ImageFacts &) override { return {}; }
    Status on_header(const ImageHeader &header, PixelTarget &out_target) override
    {
        pixels_.resize(size_t{header.width} * header.height * 4);
        out_target.first_row = pixels_.data();
        out_target.stride = static_cast<ptrdiff_t>(header.width) * 4;
        return {};
    }
    Status on_rows(uint32_t, uint32_t y1) override
    {
        rows_ = y1;
        return {};
    }
    uint32_t rows() const { return rows_; }

private:
    std::unique_ptr<ImageDecoder> decoder_;
    Buffer pixels_;
    uint32_t rows_ = 0;
};

void read_reply(const std::string &reply, Rows &rows)
{
    ImageReplyReader reader({}, 1, rows);
    ResponseHead head;
    head.status = 200;
    head.fields.push_back({"Content-Type", "application/json", false});
    must(reader.begin(head).is_ok(), "the reader does not begin");
    for (size_t at = 0; at < reply.size(); at += kPiece) {
        const std::string_view piece = std::string_view(reply).substr(at, kPiece);
        const Status status =
            reader.feed({reinterpret_cast<const uint8_t *>(piece.data()), piece.size()});
        must(status.is_ok() || status.code == StatusCode::finished, "the reader");
    }
    must(reader.finish().is_ok() && reader.is_complete(), "the reply is not whole");
}

// Prints each value's ratio to the one before it.
void print_doubling(const std::vector<std::string> &names, const std::vector<Series> &times)
{
    for (size_t i = 1; i < times.size(); ++i)
        print_cost("7", names[i], times[i], names[i - 1].c_str(), times[i - 1], kBound);
}

void run_sizes(int rounds)
{
    constexpr std::array<std::array<uint32_t, 2>, 8> kSizes = {
        {{256, 256},
         {512, 256},
         {512, 512},
         {1024, 512},
         {1024, 1024},
         {2048, 1024},
         {2048, 2048},
         {3840, 2160}}};
    std::vector<std::string> names;
    std::vector<std::string> replies;
    std::vector<std::unique_ptr<Rows>> sinks;
    for (const auto &[width, height] : kSizes) {
        names.push_back(std::to_string(width) + " x " + std::to_string(height));
        replies.push_back(to_document(to_base64(make_picture(width, height, 3).png)));
        sinks.push_back(std::make_unique<Rows>());
    }
    std::vector<std::function<void()>> ways;
    for (size_t i = 0; i < replies.size(); ++i)
        ways.emplace_back([&, i] { read_reply(replies[i], *sinks[i]); });
    std::vector<Series> times = take_turns(rounds, ways);
    // A picture doubles its pixels; how well it packs is its own affair, so each is weighed by the
    // bytes of its reply.
    for (size_t i = 1; i < times.size(); ++i) {
        must(sinks[i]->rows() == kSizes[i][1], "rows are missing");
        const double bytes =
            static_cast<double>(replies[i].size()) / static_cast<double>(replies[i - 1].size());
        print(
            {"7", "reply to rows, " + names[i] + ", for a doubling", names[i - 1],
             median(times[i]) * 1e3, median(times[i - 1]) * 1e3, "ms",
             median_ratio(times[i], times[i - 1]) * 2 / bytes, kBound});
    }
}

// All of them at once, or in a queue behind four workers; the whole process's time.
void run_requests(
    const Replay &server, const char *what, const std::vector<uint32_t> &counts, uint32_t workers,
    int rounds)
{
    std::vector<std::string> names;
    std::vector<Series> times(counts.size());
    for (const uint32_t count : counts)
        names.push_back(std::to_string(count) + what);
    for (int round = 0; round <= rounds; ++round) {
        for (size_t i = 0; i < counts.size(); ++i) {
            OurClient client({workers ? workers : counts[i], {}, counts.back() + 1, true});
            const double from = process_seconds();
            client.run(server.url(0, 0), counts[i], {}, {});
            if (round > 0)
                times[i].push_back(process_seconds() - from);
        }
    }
    print_doubling(names, times);
}

} // namespace

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
    std::vector<Replay::Reply> replies(1);
    replies[0].type = "text/event-stream";
    replies[0].body = to_event_stream(to_base64(make_picture(256, 256, 3).png), replies[0].ends);
    const Replay server(std::move(replies));
    run_sizes(rounds);
    run_requests(server, " outputs at once", {1, 2, 4, 8, 16, 32, 64}, 0, rounds);
    run_requests(
        server, " requests in the queue", {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}, 4,
        std::max(1, rounds / 3));
    return 0;
}
