// SPDX-License-Identifier: MIT
#include "support/cut_server.h"

#include "support/raw_socket.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <stdexcept>

namespace gesso_test {
namespace {

constexpr const char *kEarlyAnswer =
    "HTTP/1.1 500 Broken\r\nContent-Type: application/json\r\n"
    "Content-Length: 28\r\n\r\n{\"error\":{\"message\":\"broke\"}}";

size_t body_begin(const std::string &request)
{
    const size_t end = request.find("\r\n\r\n");
    return end == std::string::npos ? std::string::npos : end + 4;
}

bool is_whole(const std::string &request)
{
    const size_t begin = body_begin(request);
    const size_t length = request.find("Content-Length: ");
    if (begin == std::string::npos || length > begin)
        return false;
    return request.size() - begin >= std::strtoul(request.c_str() + length + 16, nullptr, 10);
}

// The request, or its first bytes; never a byte more is taken off the line.
std::string read_request(int line, size_t most)
{
    std::string request;
    std::array<char, 65536> block{};
    while (request.size() < most && !is_whole(request)) {
        const size_t wanted = std::min(block.size(), most - request.size());
        const ssize_t got = recv(line, block.data(), wanted, 0);
        if (got <= 0)
            break;
        request.append(block.data(), static_cast<size_t>(got));
    }
    return request;
}

void read_to_the_end(int line)
{
    std::array<char, 65536> block{};
    while (recv(line, block.data(), block.size(), 0) > 0) {
    }
}

void end_line(int line, Cut::How how)
{
    if (how == Cut::How::reset) {
        const linger at_once{1, 0};
        setsockopt(line, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    } else {
        if (how == Cut::How::answer)
            send_all(line, kEarlyAnswer);
        if (how != Cut::How::hold)
            shutdown(line, SHUT_WR);
        read_to_the_end(line);
    }
    close(line);
}

} // namespace

CutServer::CutServer() : listener_(bind_to_loopback(port_))
{
    if (listen(listener_, 64) != 0)
        throw std::runtime_error("the cutting server cannot listen");
    thread_ = std::thread([this] { serve(); });
}

CutServer::~CutServer()
{
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
    }
    shutdown(listener_, SHUT_RDWR); // accept() returns
    thread_.join();
    close(listener_);
}

void CutServer::play(std::string reply, Cut cut)
{
    std::unique_lock lock(mutex_);
    if (!idle_.wait_for(lock, std::chrono::seconds(60), [this] { return !is_busy_; }))
        throw std::runtime_error("the cutting server is still at it");
    reply_ = std::move(reply);
    cut_ = cut;
    counts_ = {};
}

CutCounts CutServer::counts() const
{
    const std::lock_guard lock(mutex_);
    return counts_;
}

std::string CutServer::last_request() const
{
    const std::lock_guard lock(mutex_);
    return request_;
}

bool CutServer::is_holding() const
{
    const std::lock_guard lock(mutex_);
    return is_holding_;
}

void CutServer::note_holding(bool is_holding)
{
    const std::lock_guard lock(mutex_);
    is_holding_ = is_holding;
}

void CutServer::serve()
{
    for (;;) {
        const int line = accept(listener_, nullptr, nullptr);
        {
            const std::lock_guard lock(mutex_);
            if (is_over_) {
                close(line);
                return;
            }
            ++counts_.connections;
            is_busy_ = true;
        }
        serve_one(line);
        const std::lock_guard lock(mutex_);
        is_busy_ = is_holding_ = false;
        idle_.notify_all();
    }
}

void CutServer::serve_one(int line)
{
    const timeval patience{20, 0};
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    Cut cut;
    std::string reply;
    {
        const std::lock_guard lock(mutex_);
        cut = cut_;
        reply = reply_;
    }
    const std::string request = read_request(line, cut.in == Cut::In::request ? cut.at : SIZE_MAX);
    {
        const std::lock_guard lock(mutex_);
        counts_.begun_bodies += request.size() > body_begin(request) ? 1 : 0;
        request_ = request;
    }
    if (cut.in == Cut::In::reply)
        send_all(line, reply.substr(0, cut.at));
    note_holding(cut.how == Cut::How::hold);
    end_line(line, cut.how);
}

} // namespace gesso_test
