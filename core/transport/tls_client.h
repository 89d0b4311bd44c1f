// SPDX-License-Identifier: MIT
// TLS of an exchange, by OpenSSL itself: the HTTP library sees the bytes inside alone. Its own TLS
// client cannot be given our stream in newer versions, and accepts names that prove nothing.
#pragma once

#include "base/exchange.h"
#include "transport/http_exchange.h"
#include "transport/run_watch.h"

#include <cstdint>
#include <memory>
#include <string>

struct ssl_st;
struct ssl_ctx_st;

namespace gesso::core {

// What an exchange trusts, loaded once (26 ms and 1 MiB for a system's store), and its connection
// of the moment. TLS 1.2 or newer; verification has no off switch. Worker only.
class TlsClient {
public:
    // Null unless `out_status` is ok.
    static std::unique_ptr<TlsClient>
    make(const Origin &origin, const TlsSettings &tls, Status &out_status);

    // Shakes hands over a connected socket, which stays the caller's. The watch ends what takes too
    // long, by shutting the line down. False: refusal() and reason() say why.
    bool begin(intptr_t socket, RunWatch &watch);
    // Says goodbye if that still makes sense, and forgets the connection.
    void end(bool is_polite);

    ssl_st *session() const { return session_.get(); } // null before begin() and after end()
    bool has_failed() const { return has_failed_; }    // the handshake
    // Why the certificate was not accepted; empty if that was not it.
    const std::string &refusal() const { return refusal_; }
    bool is_goodbye_heard() const { return is_goodbye_heard_; }

    // Forgets what the last run left behind.
    void reset();
    // The first error since reset(). Errors about the end of a connection are none of their own:
    // what was missing then says more.
    static std::string reason();

private:
    using Context = std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st *)>;
    using Session = std::unique_ptr<ssl_st, void (*)(ssl_st *)>;

    TlsClient(const Origin &origin, Context context);
    bool make_session(intptr_t socket);

    std::string host_;
    bool is_address_; // then there is no name to ask for
    Context context_;
    Session session_;
    std::string refusal_;
    bool has_failed_ = false;
    bool is_goodbye_heard_ = false;
};

} // namespace gesso::core
