// SPDX-License-Identifier: MIT
#include "http/byte_stream.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

namespace loopback {

namespace {

class PlainStream final : public ByteStream {
public:
    explicit PlainStream(int descriptor) : descriptor_(descriptor) {}
    ~PlainStream() override { ::close(descriptor_); }
    PlainStream(const PlainStream &) = delete;
    PlainStream &operator=(const PlainStream &) = delete;

    long read(char *buffer, size_t size) override
    {
        long got = 0;
        do {
            got = ::recv(descriptor_, buffer, size, 0);
        } while (got < 0 && errno == EINTR);
        return got;
    }

    bool write(std::string_view bytes) override
    {
        while (!bytes.empty()) {
            const long sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) {
                continue;
            }
            if (sent <= 0) {
                return false;
            }
            bytes.remove_prefix(static_cast<size_t>(sent));
        }
        return true;
    }

    bool pause(int milliseconds) override { return pause_on_descriptor(descriptor_, milliseconds); }
    void finish() override { ::shutdown(descriptor_, SHUT_WR); }

private:
    int descriptor_;
};

} // namespace

bool pause_on_descriptor(int descriptor, int milliseconds)
{
    using Clock = std::chrono::steady_clock;
    const Clock::time_point end = Clock::now() + std::chrono::milliseconds(milliseconds);
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        if (left <= 0) {
            return true;
        }
        pollfd entry{descriptor, POLLRDHUP, 0};
        const int ready = ::poll(&entry, 1, static_cast<int>(left));
        if (ready == 0) {
            return true;
        }
        if (ready > 0) {
            return false;
        }
        if (errno != EINTR) {
            return false;
        }
    }
}

std::unique_ptr<ByteStream> make_plain_stream(int descriptor)
{
    return std::make_unique<PlainStream>(descriptor);
}

} // namespace loopback
