// SPDX-License-Identifier: MIT
#include "transport/exchange_run.h"

#include <algorithm>
#include <utility>

namespace gesso::core {

namespace {

constexpr size_t kPieceBytes = 16u << 10; // small enough to fit when the socket says "writable"
constexpr size_t kGatheredBytes = 32u << 10;
constexpr int kLookMs = 250;       // how long one wait may hide a missed shutdown
constexpr size_t kMaxFields = 256; // header fields of a reply

Status too_large(const char *what, uint64_t limit)
{
    return {
        StatusCode::limit_exceeded,
        std::string("The server's answer is larger than the limit of ") + std::to_string(limit) +
            " bytes (" + what + ")"};
}

uint64_t size_of(const ResponseHead &head)
{
    uint64_t bytes = 0;
    for (const HttpField &field : head.fields)
        bytes += field.name.size() + field.value.size() + 4; // ": " and the line's end
    return bytes;
}

} // namespace

ExchangeRun::ExchangeRun(
    const ExchangeAttempt &attempt, ResponseSink &sink, Clock &clock, SocketLine &line,
    RunWatch &watch, std::string where)
    : attempt_(attempt), sink_(sink), clock_(clock), line_(line), watch_(watch),
      where_(std::move(where))
{
    watch_.begin(attempt, clock_.now_ms());
    enter(LinePhase::connecting);
}

void ExchangeRun::on_socket(intptr_t socket)
{
    // Some versions of the library send a request again by themselves when the first connection
    // ended early: the second one never gets as far as a byte.
    if (++sockets_ > 1)
        watch_.stop(
            {StatusCode::disconnected,
             where_ + " closed the connection before it answered. The service or a proxy in "
                      "between gave up; try again later"});
    if (!line_.hold(socket))
        watch_.stop(
            {StatusCode::resource_exhausted,
             "This process has too many files and connections open"});
    if (watch_.is_stopped())
        line_.shut_down();
}

void ExchangeRun::enter(LinePhase phase)
{
    phase_ = phase;
    watch_.enter(phase, clock_.now_ms());
    sink_.on_phase(phase);
}

// Ends the run from inside one of the library's calls. The library would otherwise say goodbye
// politely on a line that may be stuck.
bool ExchangeRun::settle(Status verdict)
{
    if (verdict.is_ok())
        return true;
    if (verdict_.is_ok())
        verdict_ = std::move(verdict);
    line_.shut_down();
    return false;
}

bool ExchangeRun::fail(Status reason)
{
    return settle(std::move(reason));
}

bool ExchangeRun::send_body(const Write &write, ReplySource *source)
{
    if (report_.is_body_started || sockets_ > 1 || watch_.is_stopped())
        return false;
    enter(LinePhase::sending);
    for (const BodyPiece &piece : attempt_.request->body) {
        Bytes rest = piece.bytes();
        while (!rest.empty()) {
            if (report_.is_body_started && !wait_until_writable(source))
                return wait_for_answer(source);
            const Bytes now = rest.first(std::min(rest.size(), kPieceBytes));
            if (!send_piece(write, now))
                return false;
            rest = rest.subspan(now.size());
        }
    }
    report_.is_body_sent = true;
    report_.body_sent_at_ms = clock_.now_ms();
    return wait_for_answer(source);
}

bool ExchangeRun::send_piece(const Write &write, Bytes piece)
{
    if (watch_.is_stopped())
        return false;
    report_.is_body_started = true;
    if (!write(reinterpret_cast<const char *>(piece.data()), piece.size()))
        return false;
    watch_.note_progress(clock_.now_ms());
    return true;
}

// False when the rest of the body need not be sent: the server has answered, or hung up.
bool ExchangeRun::wait_until_writable(ReplySource *source)
{
    while (!watch_.is_stopped()) {
        const SocketLine::Ready ready = line_.wait_to_send(source != nullptr, kLookMs);
        if (ready == SocketLine::Ready::writable)
            return true;
        if (ready == SocketLine::Ready::closed && !watch_.is_stopped())
            return false;
        if (ready == SocketLine::Ready::readable && source->has_reply())
            return false;
    }
    return true; // send_piece() refuses
}

void ExchangeRun::on_sent()
{
    if (attempt_.request->body.empty() && phase_ == LinePhase::connecting) {
        enter(LinePhase::sending);
        enter(LinePhase::waiting);
    }
}

bool ExchangeRun::begin_reply(ReplySource *source)
{
    if (is_gate_passed_)
        return true;
    // Newer versions of the library look for an answer even after the upload was stopped.
    return !watch_.is_stopped() && wait_for_answer(source);
}

bool ExchangeRun::wait_for_answer(ReplySource *source)
{
    if (phase_ != LinePhase::waiting)
        enter(LinePhase::waiting);
    is_gate_passed_ = true;
    bool is_closed = false;
    if (source && !settle(wait_for_reply(*source, attempt_.header_bytes, is_closed)))
        return false;
    is_reply_begun_ = source && !is_closed;
    // The library would wait for the socket to say what the TLS session has said already.
    if (is_closed)
        line_.shut_down();
    return !watch_.is_stopped();
}

bool ExchangeRun::on_head(const ResponseHead &head)
{
    return settle(take_head(head));
}

Status ExchangeRun::take_head(const ResponseHead &head)
{
    if (!is_gate_passed_) // by a version of the library that reads past our stream
        return {StatusCode::unsupported, "This build's HTTP library cannot be guarded"};
    if (size_of(head) > attempt_.header_bytes || head.fields.size() > kMaxFields)
        return too_large("header_bytes, or 256 header fields", attempt_.header_bytes);
    enter(LinePhase::receiving);
    watch_.note_head_delivered();
    is_head_delivered_ = true;
    watch_.enter_sink();
    Status wanted = sink_.on_head(head);
    watch_.leave_sink(clock_.now_ms());
    if (!wanted.is_ok())
        return wanted;
    GESSO_RETURN_IF_FAILED(check_reply_status(head));
    GESSO_RETURN_IF_FAILED(read_framing(head, framing_));
    if (framing_.length.value_or(0) > attempt_.response_bytes)
        return too_large("response_bytes", attempt_.response_bytes);
    return {};
}

bool ExchangeRun::on_body(Bytes bytes)
{
    return !watch_.is_stopped() && settle(take_body(bytes));
}

Status ExchangeRun::take_body(Bytes bytes)
{
    if (bytes.size() > attempt_.response_bytes - report_.received_body_bytes)
        return too_large("response_bytes", attempt_.response_bytes);
    report_.received_body_bytes += bytes.size();
    gathered_.insert(gathered_.end(), bytes.begin(), bytes.end());
    return gathered_.size() < kGatheredBytes ? Status() : deliver();
}

bool ExchangeRun::deliver_body()
{
    if (gathered_.empty())
        return true;
    return verdict_.is_ok() && !watch_.is_stopped() && settle(deliver());
}

Status ExchangeRun::deliver()
{
    watch_.enter_sink();
    Status wanted = sink_.on_body(gathered_);
    watch_.leave_sink(clock_.now_ms());
    gathered_.clear();
    return wanted;
}

ExchangeReport ExchangeRun::finish(const LibraryOutcome &outcome)
{
    report_.status = judge(outcome);
    line_.release();
    Status stopped = watch_.end();
    // A sink that has all it wants is not undone by a clock that ran out a moment later.
    if (!stopped.is_ok() && report_.status.code != StatusCode::finished)
        report_.status = std::move(stopped);
    return std::move(report_);
}

bool ExchangeRun::is_body_whole(const LibraryOutcome &outcome) const
{
    if (framing_.length)
        return report_.received_body_bytes >= *framing_.length;
    if (framing_.is_chunked)
        return outcome.is_complete;
    return outcome.is_goodbye_heard.value_or(outcome.is_complete);
}

Status ExchangeRun::judge(const LibraryOutcome &outcome)
{
    if (!verdict_.is_ok())
        return verdict_;
    if (is_head_delivered_ && is_body_whole(outcome))
        return {};

    ExchangeFailure failure;
    failure.at = outcome.at;
    failure.where = where_;
    failure.address = attempt_.address;
    failure.detail = outcome.detail;
    failure.system_error = outcome.system_error;
    failure.is_body_sent = report_.is_body_sent;
    failure.is_head_delivered = is_head_delivered_;
    failure.is_reply_begun = is_reply_begun_;
    failure.expected_bytes = framing_.length;
    failure.body_bytes = report_.received_body_bytes;
    return describe_failure(failure);
}

} // namespace gesso::core
