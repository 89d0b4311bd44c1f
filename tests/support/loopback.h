// SPDX-License-Identifier: MIT
// The loopback image service as a child process, as the command line starts it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gesso_test {

class Loopback {
public:
    // Extra command line words, e.g. {"--gate"}. Throws when the service does not start.
    explicit Loopback(const std::vector<std::string> &words = {});
    ~Loopback();
    Loopback(const Loopback &) = delete;
    Loopback &operator=(const Loopback &) = delete;

    const std::string &url() const { return url_; } // "http://127.0.0.1:PORT"
    // One small HTTP/1.0 request beside everything else; the reply's body.
    std::string ask(const std::string &method, const std::string &target) const;
    // A number of GET /__stats by its key, 0 when it is not there.
    uint64_t stat(const std::string &key) const;

private:
    std::string url_;
    uint16_t port_ = 0;
    int child_ = -1;
};

} // namespace gesso_test
