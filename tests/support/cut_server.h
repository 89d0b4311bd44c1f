// SPDX-License-Identifier: MIT
// A server whose lines end at a byte that the test names: somewhere in the request, or in the
// reply. It counts what reached it. Loopback, one connection at a time.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace gesso_test {

struct Cut {
    enum class In : uint8_t { request, reply };
    enum class How : uint8_t {
        close,  // a clean end
        reset,  // the connection is torn down
        answer, // a whole 500 comes back, then a clean end
        hold,   // nothing more happens until the other side loses patience
    };
    In in = In::reply;
    size_t at = SIZE_MAX; // bytes taken, or sent, before that
    How how = How::close;
};

struct CutCounts {
    uint32_t connections = 0;
    uint32_t begun_bodies = 0; // of connections: at least a byte of the body was read
};

class CutServer {
public:
    CutServer();
    ~CutServer();
    CutServer(const CutServer &) = delete;
    CutServer &operator=(const CutServer &) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    // From now on each request is answered like that; counts begin anew. Waits until the line of
    // the request before has ended.
    void play(std::string reply, Cut cut);
    CutCounts counts() const;
    std::string last_request() const; // what was read of it
    bool is_holding() const;          // nothing more happens on the line

private:
    void serve();
    void serve_one(int line);
    void note_holding(bool is_holding);

    uint16_t port_ = 0; // before the listener, which finds it
    int listener_ = -1;
    mutable std::mutex mutex_;
    std::string reply_;
    Cut cut_;
    CutCounts counts_;
    std::string request_;
    bool is_over_ = false;
    bool is_busy_ = false;
    bool is_holding_ = false;
    std::condition_variable idle_;
    std::thread thread_;
};

} // namespace gesso_test
