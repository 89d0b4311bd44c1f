// SPDX-License-Identifier: MIT
#include "transport/exchange_failure.h"

#include <cerrno>
#include <system_error>

namespace gesso::core {

namespace {

bool is_out_of_descriptors(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

bool is_reset(int error)
{
    // ENOTCONN is what closing our side of a connection says after the other side reset it.
    return error == ECONNRESET || error == EPIPE || error == ENOTCONN || error == ECONNABORTED;
}

std::string connect_reason(int error)
{
    switch (error) {
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EACCES:
    case EPERM:
    case EADDRNOTAVAIL:
        return std::generic_category().message(error);
    default:
        return "connection refused or address not reachable";
    }
}

Status connect_failed(const ExchangeFailure &failure)
{
    if (is_out_of_descriptors(failure.system_error))
        return {
            StatusCode::resource_exhausted, "No connection to " + failure.where +
                                                ": this process has too many files and "
                                                "connections open"};
    return {
        StatusCode::connect_failed,
        "No connection to " + failure.where + " (address " + failure.address +
            "): " + connect_reason(failure.system_error) +
            ". Check the endpoint, the network and whether the service runs"};
}

Status handshake_failed(const ExchangeFailure &failure)
{
    const bool is_plain = failure.detail.find("wrong version number") != std::string::npos ||
                          failure.detail.find("packet length too long") != std::string::npos;
    if (is_plain)
        return {
            StatusCode::tls_failed, failure.where + " answers without TLS. Correct the port, or "
                                                    "use http:// if it is a local server"};
    std::string reason = failure.detail;
    if (reason.empty())
        reason = "the server closed the connection";
    return {
        StatusCode::tls_failed, "No secure connection to " + failure.where + ": " + reason +
                                    ". Check the endpoint and any proxy in between"};
}

Status certificate_refused(const ExchangeFailure &failure)
{
    return {
        StatusCode::tls_failed,
        "The certificate of " + failure.where + " is not trusted: " + failure.detail +
            ". Nothing was sent. Check the endpoint's name and this machine's clock; for a private "
            "authority set its CA file"};
}

Status ended_before_head(const ExchangeFailure &failure)
{
    if (!is_reset(failure.system_error) && failure.is_reply_begun)
        return {
            StatusCode::protocol_error,
            failure.where + " sent an answer whose header breaks off, is not valid HTTP/1.1 or "
                            "has too many or too long lines"};
    const char *how =
        is_reset(failure.system_error) ? " broke the connection" : " closed the connection";
    const char *when =
        failure.is_body_sent ? " before it answered" : " before it had taken the whole request";
    return {
        StatusCode::disconnected,
        failure.where + how + when +
            ". The service or a proxy in between gave up; try again later"};
}

Status ended_in_body(const ExchangeFailure &failure)
{
    std::string text =
        "The answer of " + failure.where + " broke off after " + std::to_string(failure.body_bytes);
    if (failure.expected_bytes)
        text += " of " + std::to_string(*failure.expected_bytes);
    text += " bytes";
    if (!failure.detail.empty())
        return {StatusCode::tls_failed, text + ": " + failure.detail};
    if (is_reset(failure.system_error))
        return {StatusCode::disconnected, text + ": the connection was reset"};
    return {StatusCode::truncated, text + " without its proper end"};
}

} // namespace

Status describe_failure(const ExchangeFailure &failure)
{
    switch (failure.at) {
    case FailedAt::connect:
        return connect_failed(failure);
    case FailedAt::connect_timeout:
        return {
            StatusCode::timed_out, failure.where + " (address " + failure.address +
                                       ") did not accept a connection in time (connect clock). "
                                       "Check the endpoint, the network and any firewall"};
    case FailedAt::handshake:
        return handshake_failed(failure);
    case FailedAt::certificate:
        return certificate_refused(failure);
    case FailedAt::line:
        break;
    }
    return failure.is_head_delivered ? ended_in_body(failure) : ended_before_head(failure);
}

} // namespace gesso::core
