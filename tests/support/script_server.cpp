// SPDX-License-Identifier: MIT
#include "support/script_server.h"

#include "support/raw_socket.h"

#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace gesso_test {
namespace {

constexpr size_t kMaxRequest = size_t{64} << 20;

// Appends what arrives; false at the end of the line.
bool read_more(int line, std::string &data)
{
    std::array<char, 65536> block{};
    const ssize_t got = recv(line, block.data(), block.size(), 0);
    if (got > 0)
        data.append(block.data(), static_cast<size_t>(got));
    return got > 0 && data.size() < kMaxRequest;
}

HeardRequest parse_head(const std::string &head)
{
    HeardRequest request;
    size_t at = head.find("\r\n");
    request.line = head.substr(0, at);
    while (at != std::string::npos && at + 2 < head.size()) {
        const size_t begin = at + 2;
        at = head.find("\r\n", begin);
        const std::string field = head.substr(begin, at - begin);
        const size_t colon = field.find(": ");
        if (colon != std::string::npos)
            request.fields.emplace_back(field.substr(0, colon), field.substr(colon + 2));
    }
    return request;
}

bool read_request(int line, HeardRequest &out_request)
{
    std::string data;
    size_t end = std::string::npos;
    while ((end = data.find("\r\n\r\n")) == std::string::npos) {
        if (!read_more(line, data))
            return false;
    }
    out_request = parse_head(data.substr(0, end));
    out_request.body = data.substr(end + 4);
    const std::vector<std::string> lengths = out_request.values("Content-Length");
    const size_t length = lengths.empty() ? 0 : std::strtoul(lengths[0].c_str(), nullptr, 10);
    while (out_request.body.size() < length) {
        if (!read_more(line, out_request.body))
            return false;
    }
    return true;
}

void answer(int line, const std::string &reply)
{
    send_all(line, reply);
    shutdown(line, SHUT_WR);
    std::string rest;
    while (read_more(line, rest)) { // the other side ends it, so that no reply is lost to a reset
    }
    close(line);
}

} // namespace

std::vector<std::string> HeardRequest::values(const std::string &name) const
{
    std::vector<std::string> found;
    for (const auto &[key, value] : fields) {
        if (strcasecmp(key.c_str(), name.c_str()) == 0)
            found.push_back(value);
    }
    return found;
}

ScriptServer::ScriptServer(bool is_listening) : listener_(bind_to_loopback(port_))
{
    if (is_listening)
        listen_now();
}

void ScriptServer::listen_now()
{
    if (listen(listener_, 64) != 0)
        throw std::runtime_error("the scripted server cannot listen");
    thread_ = std::thread([this] { serve(); });
}

ScriptServer::~ScriptServer()
{
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
    }
    shutdown(listener_, SHUT_RDWR); // accept() returns
    if (thread_.joinable())
        thread_.join();
    close(listener_);
}

void ScriptServer::play(std::vector<std::string> replies, size_t together)
{
    const std::lock_guard lock(mutex_);
    replies_ = std::move(replies);
    together_ = together;
    heard_.clear();
}

std::vector<HeardRequest> ScriptServer::heard() const
{
    const std::lock_guard lock(mutex_);
    return heard_;
}

bool ScriptServer::has_heard_enough() const
{
    const std::lock_guard lock(mutex_);
    return heard_.size() >= together_;
}

std::string ScriptServer::next_reply(HeardRequest request)
{
    const std::lock_guard lock(mutex_);
    const size_t turn = heard_.size();
    heard_.push_back(std::move(request));
    return turn < replies_.size() ? replies_[turn]
                                  : "HTTP/1.1 599 Not in the script\r\nContent-Length: 0\r\n\r\n";
}

void ScriptServer::serve()
{
    for (;;) {
        const int line = accept(listener_, nullptr, nullptr);
        {
            const std::lock_guard lock(mutex_);
            if (is_over_) {
                close(line);
                break;
            }
        }
        if (line >= 0)
            hear(line);
        if (has_heard_enough()) {
            for (const auto &[heard, reply] : unanswered_)
                answer(heard, reply);
            unanswered_.clear();
        }
    }
    for (const auto &[line, reply] : unanswered_)
        close(line);
}

void ScriptServer::hear(int line)
{
    const timeval patience{20, 0};
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    HeardRequest request;
    if (read_request(line, request))
        unanswered_.emplace_back(line, next_reply(std::move(request)));
    else
        close(line);
}

} // namespace gesso_test
