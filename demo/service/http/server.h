// SPDX-License-Identifier: MIT
// A small HTTP/1.1 server on 127.0.0.1: a thread for each connection. It is our own and not the
// client's HTTP library, so that a mistake there cannot cancel itself out here.
#pragma once

#include "http/request.h"
#include "http/responder.h"
#include "http/tls_server.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace loopback {

struct ServerSettings {
    uint16_t port = 0; // 0: any free one
    uint64_t bytes_per_second = 0;
    int max_connections = 512;
};

class Server {
public:
    using Handler = std::function<void(const Request &, Responder &)>;

    Server(const ServerSettings &settings, std::unique_ptr<TlsServer> tls, Handler handler);
    ~Server();
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    // Binds, tells the port and only then accepts; 0 when the port cannot be had.
    uint16_t start(const std::function<void(uint16_t)> &on_bound);

    // Breaks every connection off and waits for their threads, at most two seconds.
    void stop();

    [[nodiscard]] uint64_t accepted() const { return accepted_; }
    [[nodiscard]] uint64_t sent_bytes() const { return sent_bytes_; }
    [[nodiscard]] int open_connections();

private:
    void accept_loop();
    void start_thread(int descriptor);
    void close_admitted(int descriptor);
    void serve(int descriptor);
    void talk(ByteStream &stream);
    bool admit(int descriptor);

    ServerSettings settings_;
    std::unique_ptr<TlsServer> tls_;
    Handler handler_;
    int listener_ = -1;
    std::thread accept_thread_;
    std::atomic<bool> is_stopping_{false};
    std::atomic<uint64_t> accepted_{0};
    std::atomic<uint64_t> sent_bytes_{0};
    std::mutex mutex_;
    std::condition_variable closed_;
    std::set<int> open_;
};

} // namespace loopback
