// SPDX-License-Identifier: MIT
// A server that plays a script: it takes one request after the other, remembers each to the byte,
// and gives the replies it was told to give, in order. Loopback, a connection a request.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace gesso_test {

// A request as it arrived.
struct HeardRequest {
    std::string line; // "POST /v1/images/generations HTTP/1.1"
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;

    // Values of all fields of that name, ignoring case.
    std::vector<std::string> values(const std::string &name) const;
};

class ScriptServer {
public:
    // One that does not listen yet refuses every connection.
    explicit ScriptServer(bool is_listening = true);
    ~ScriptServer();
    ScriptServer(const ScriptServer &) = delete;
    ScriptServer &operator=(const ScriptServer &) = delete;

    std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string url() const { return "http://" + authority(); }
    void listen_now();

    // Forgets what was heard. Each reply is sent byte by byte as it stands, then the line ends; an
    // empty one ends the line at once. A request beyond the script gets a 599. The first `together`
    // requests are all heard before one of them is answered.
    void play(std::vector<std::string> replies, size_t together = 1);
    std::vector<HeardRequest> heard() const;

private:
    void serve();
    void hear(int line);
    bool has_heard_enough() const;
    std::string next_reply(HeardRequest request);

    uint16_t port_ = 0; // before the listener, which finds it
    int listener_ = -1;
    mutable std::mutex mutex_;
    std::vector<std::string> replies_;
    std::vector<HeardRequest> heard_;
    size_t together_ = 1;
    bool is_over_ = false;
    std::vector<std::pair<int, std::string>> unanswered_; // lines; the server's thread
    std::thread thread_;
};

} // namespace gesso_test
