// SPDX-License-Identifier: MIT
// The server of tests/faults/fault_server.py as a child process. Out of process on purpose: the
// HTTP library's own server would ignore SIGPIPE for the whole test.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace gesso::test {

class FaultServer {
public:
    // `replies` is the folder of /reply/FILE. Throws when the server does not start.
    explicit FaultServer(const std::string &replies = {});
    ~FaultServer();
    FaultServer(const FaultServer &) = delete;
    FaultServer &operator=(const FaultServer &) = delete;

    uint16_t port(const std::string &name) const; // 0 when this machine has no such port
    // A file the server made: "ca.pem" is the authority that signed all but the self-signed one.
    std::string file(const std::string &name) const { return scratch_ + '/' + name; }

    void reset() const;
    uint64_t count(const std::string &name) const; // posts, bodies, connections, sent, ...
    // Waits a while until the count is at least that: the server may still be at it.
    uint64_t count_at_least(const std::string &name, uint64_t least) const;
    std::string last_header() const;

private:
    void start(const std::string &replies);
    std::string ask(const std::string &command) const;

    std::string scratch_;
    int child_ = -1;
    int to_child_ = -1; // closing it ends the server
    std::map<std::string, uint16_t> ports_;
};

// One server for a whole test program.
FaultServer &fault_server();

} // namespace gesso::test
