// SPDX-License-Identifier: MIT
// With gated_client.h the one place that sees cpp-httplib: 0.11 as Debian builds it, and its newest
// release. It is trusted with moving bytes and with nothing else: what it calls success proves
// nothing, its stop() blocks during a handshake, its clocks cover half of the phases. So the body
// goes out through a provider that runs once and watches the line itself, the beginning of the
// reply is looked at before the library parses it, and ending is done on our own duplicate of the
// socket.
#include "transport/http_exchange.h"

#include "base/text.h"
#include "transport/exchange_run.h"
#include "transport/request_check.h"
#include "transport/tls_client.h"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <functional>
#include <new>
#include <utility>

#define CPPHTTPLIB_EXPECT_100_THRESHOLD 0
#define CPPHTTPLIB_HEADER_MAX_COUNT 512
// Where it is headers alone, older versions would else wait with select(), which a host with more
// than a thousand open files does not survive. Debian compiles its library with this too.
#ifndef CPPHTTPLIB_USE_POLL
#define CPPHTTPLIB_USE_POLL
#endif
#include <httplib.h>

// clang-format off: it needs what stands above
#include "transport/gated_client.h"
// clang-format on

namespace gesso::core {

namespace {

constexpr time_t kLongestWait = 86'400; // seconds; httplib multiplies by 1000 in an int

// ---- what differs between the versions of cpp-httplib -----------------------------------------

template <typename Client>
void send_target_unchanged(Client &client)
{
    if constexpr (requires { client.set_path_encode(false); })
        client.set_path_encode(false);
    else
        client.set_url_encode(false);
}

// Old versions decode percent signs in header values, so that a line break may hide in one.
std::string without_controls(std::string value)
{
    for (char &c : value) {
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
            c = ' ';
    }
    return value;
}

Status no_memory()
{
    return {StatusCode::out_of_memory, "Not enough memory for the request or its answer"};
}

// ---- the exchange ------------------------------------------------------------------------------

class HttpExchange final : public Exchange {
public:
    HttpExchange(const Origin &origin, Clock &clock, std::unique_ptr<SocketLine> line)
        : origin_(origin), clock_(clock), line_(std::move(line)), watch_(*line_)
    {}

    Status prepare(const TlsSettings &tls);
    ExchangeReport run(const ExchangeAttempt &attempt, ResponseSink &sink) override;
    void interrupt(StatusCode why) override { watch_.interrupt(why); }
    void inspect(int64_t now_ms) override { watch_.inspect(now_ms); }

private:
    std::string host_field() const;
    void set_clocks(const Clocks &clocks);
    httplib::Request make_request(const HttpRequest &request);
    LibraryOutcome send(const ExchangeAttempt &attempt);
    template <typename Step>
    bool contained(Step step);
    bool send_body(httplib::DataSink &out);
    bool talk(socket_t socket, const std::function<bool(httplib::Stream &)> &talk);
    template <typename Step>
    bool with_source(Step step);
    bool take_head(const httplib::Response &reply);
    void explain(const httplib::Result &result, LibraryOutcome &outcome) const;

    Origin origin_;
    Clock &clock_;
    std::unique_ptr<SocketLine> line_;
    RunWatch watch_;
    std::unique_ptr<TlsClient> tls_; // null over http
    std::unique_ptr<GatedClient> client_;
    ExchangeRun *run_ = nullptr; // worker only, while a run lasts
};

Status HttpExchange::prepare(const TlsSettings &tls)
{
    if (origin_.scheme == "https") {
        Status status;
        tls_ = TlsClient::make(origin_, tls, status);
        GESSO_RETURN_IF_FAILED(status);
    }
    client_ = std::make_unique<GatedClient>(
        origin_, [this](socket_t socket, const auto &step) { return talk(socket, step); });
    client_->set_keep_alive(false);
    client_->set_follow_location(false);
    client_->set_decompress(false);
    client_->set_tcp_nodelay(true);
    send_target_unchanged(*client_);
    client_->set_socket_options(
        [this](auto socket) { run_->on_socket(static_cast<intptr_t>(socket)); });
    return {};
}

std::string HttpExchange::host_field() const
{
    const bool is_v6 = origin_.host.find(':') != std::string::npos;
    const std::string host = is_v6 ? '[' + origin_.host + ']' : origin_.host;
    const int usual = tls_ ? 443 : 80;
    return origin_.port == usual ? host : host + ':' + std::to_string(origin_.port);
}

// A safety net for the case that nobody calls inspect(): the clocks are the watch's.
void HttpExchange::set_clocks(const Clocks &clocks)
{
    const auto net = [](uint32_t ms) {
        return ms == kNoLimitMs ? kLongestWait : std::min<time_t>(ms / 1000 + 5, kLongestWait);
    };
    client_->set_connection_timeout(net(clocks.connect_ms));
    client_->set_read_timeout(net(std::max(clocks.first_byte_ms, clocks.idle_ms)));
    client_->set_write_timeout(net(clocks.idle_ms));
}

// An exception that unwound through the library would leave it thinking that it is still busy.
template <typename Step>
bool HttpExchange::contained(Step step)
{
    try {
        return step();
    } catch (const std::bad_alloc &) {
        return run_->fail(no_memory());
    }
}

httplib::Request HttpExchange::make_request(const HttpRequest &request)
{
    httplib::Request out;
    out.method = request.method;
    out.path = request.target;
    for (const HttpField &field : request.fields)
        out.headers.emplace(field.name, field.value);
    out.headers.emplace("Host", host_field());
    out.headers.emplace("Accept-Encoding", "identity");
    if (!out.has_header("User-Agent"))
        out.headers.emplace("User-Agent", "gesso");
    if (!request.content_type.empty())
        out.headers.emplace("Content-Type", request.content_type);
    size_t body_bytes = 0;
    for (const BodyPiece &piece : request.body)
        body_bytes += piece.bytes().size();
    if (body_bytes > 0) {
        out.headers.emplace("Content-Length", std::to_string(body_bytes));
        // The library calls the provider until this many bytes are out, so with one it calls once:
        // the provider may then stop early without the library giving up on the answer.
        out.content_length_ = 1;
        out.content_provider_ = [this](size_t, size_t, httplib::DataSink &sink) {
            return contained([&] { return send_body(sink); });
        };
    }
    out.response_handler = [this](const httplib::Response &reply) {
        return contained([&] { return take_head(reply); });
    };
    out.content_receiver = [this](const char *data, size_t size, auto, auto) {
        return contained([&] {
            return run_->on_body({reinterpret_cast<const uint8_t *>(data), size});
        });
    };
    return out;
}

template <typename Step>
bool HttpExchange::with_source(Step step)
{
    PlainSource plain(*line_, watch_);
    if (!tls_)
        return step(static_cast<ReplySource *>(&plain));
    TlsSource tls(tls_->session(), watch_);
    return step(static_cast<ReplySource *>(tls_->session() ? &tls : nullptr));
}

bool HttpExchange::send_body(httplib::DataSink &out)
{
    return with_source([&](ReplySource *source) { return run_->send_body(out.write, source); });
}

bool HttpExchange::talk(socket_t socket, const std::function<bool(httplib::Stream &)> &talk)
{
    if (tls_ && !tls_->begin(static_cast<intptr_t>(socket), watch_))
        return false;
    GatedStream stream(
        socket, tls_ ? tls_->session() : nullptr, watch_,
        {[this] { run_->on_sent(); },
         [this] {
             return contained([this] {
                 return with_source(
                     [this](ReplySource *source) { return run_->begin_reply(source); });
             });
         },
         [this] { return contained([this] { return run_->deliver_body(); }); }});
    const bool has_talked = talk(stream);
    if (tls_)
        tls_->end(has_talked && !watch_.is_stopped());
    return has_talked;
}

bool HttpExchange::take_head(const httplib::Response &reply)
{
    ResponseHead head;
    head.status = reply.status;
    for (const auto &[name, value] : reply.headers)
        head.fields.push_back({name, without_controls(value), false});
    return run_->on_head(head);
}

ExchangeReport HttpExchange::run(const ExchangeAttempt &attempt, ResponseSink &sink)
{
    ExchangeReport refused;
    refused.status = check_request(origin_, *attempt.request);
    if (refused.status.is_ok() && attempt.address.empty())
        refused.status = {
            StatusCode::invalid_argument, "The numeric address of the host is missing"};
    if (!refused.status.is_ok())
        return refused;

    ExchangeRun run(attempt, sink, clock_, *line_, watch_, host_field());
    run_ = &run;
    const LibraryOutcome outcome = send(attempt);
    contained([this] { return run_->deliver_body(); });
    run_ = nullptr;
    return run.finish(outcome);
}

LibraryOutcome HttpExchange::send(const ExchangeAttempt &attempt)
{
    LibraryOutcome outcome;
    try {
        client_->set_hostname_addr_map({{origin_.host, attempt.address}});
        set_clocks(attempt.clocks);
        const httplib::Request request = make_request(*attempt.request);
        if (tls_)
            tls_->reset();
        errno = 0;
        const httplib::Result result = client_->send(request);
        outcome.system_error = errno;
        outcome.is_complete = static_cast<bool>(result);
        // A status without a body (204) never reaches the response handler.
        if (result && !run_->is_head_delivered())
            take_head(*result);
        explain(result, outcome);
    } catch (const std::bad_alloc &) {
        run_->fail(no_memory());
    } catch (const std::exception &) {
        run_->fail({StatusCode::protocol_error, "The HTTP library gave up on the answer"});
    }
    return outcome;
}

void HttpExchange::explain(const httplib::Result &result, LibraryOutcome &outcome) const
{
    if (tls_) {
        outcome.detail = TlsClient::reason();
        outcome.is_goodbye_heard = tls_->is_goodbye_heard();
    }
    if (run_->phase() != LinePhase::connecting)
        return;
    const httplib::Error error = result.error();
    if (error == httplib::Error::Connection || error == httplib::Error::BindIPAddress) {
        outcome.at = FailedAt::connect;
    } else if (error == httplib::Error::ConnectionTimeout) {
        outcome.at = FailedAt::connect_timeout;
    } else if (tls_ && !tls_->refusal().empty()) {
        outcome.at = FailedAt::certificate;
        outcome.detail = tls_->refusal();
    } else if (tls_ && tls_->has_failed()) {
        outcome.at = FailedAt::handshake;
    }
}

} // namespace

std::unique_ptr<Exchange> make_http_exchange(
    const Origin &origin, const TlsSettings &tls, Clock &clock, std::unique_ptr<SocketLine> line,
    Status &out_status)
{
    HttpRequest probe;
    probe.origin = origin;
    probe.target = "/";
    out_status = check_request(origin, probe);
    if (!out_status.is_ok())
        return nullptr;
    auto exchange = std::make_unique<HttpExchange>(origin, clock, std::move(line));
    out_status = exchange->prepare(tls);
    if (!out_status.is_ok())
        return nullptr;
    return exchange;
}

} // namespace gesso::core
