// SPDX-License-Identifier: MIT
#include "http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <new>
#include <system_error>

namespace loopback {

namespace {

constexpr int kSilenceSeconds = 30;

void set_options(int descriptor)
{
    const int on = 1;
    const timeval silence{kSilenceSeconds, 0};
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof(silence));
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof(silence));
}

int bind_loopback(uint16_t port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (descriptor < 0) {
        return -1;
    }
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (::bind(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof(address)) != 0 ||
        ::listen(descriptor, 256) != 0) {
        ::close(descriptor);
        return -1;
    }
    return descriptor;
}

uint16_t port_of(int descriptor)
{
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    const int rc = ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size);
    return rc == 0 ? ntohs(address.sin_port) : uint16_t{0};
}

Response plain_refusal(int status, const char *message)
{
    Response response;
    response.status = status;
    response.body = std::string(R"({"error":{"message":")") + message +
                    R"(","type":"invalid_request_error","param":null,"code":null}})";
    return response;
}

} // namespace

Server::Server(const ServerSettings &settings, std::unique_ptr<TlsServer> tls, Handler handler)
    : settings_(settings), tls_(std::move(tls)), handler_(std::move(handler))
{}

Server::~Server()
{
    stop();
}

uint16_t Server::start(const std::function<void(uint16_t)> &on_bound)
{
    listener_ = bind_loopback(settings_.port);
    if (listener_ < 0) {
        return 0;
    }
    const uint16_t port = port_of(listener_);
    on_bound(port);
    accept_thread_ = std::thread([this] { accept_loop(); });
    return port;
}

void Server::stop()
{
    is_stopping_ = true;
    if (accept_thread_.joinable()) {
        ::shutdown(listener_, SHUT_RDWR);
        accept_thread_.join();
        ::close(listener_);
    }
    std::unique_lock lock(mutex_);
    for (const int descriptor : open_) {
        ::shutdown(descriptor, SHUT_RDWR);
    }
    closed_.wait_for(lock, std::chrono::seconds(2), [this] { return open_.empty(); });
}

int Server::open_connections()
{
    const std::scoped_lock lock(mutex_);
    return static_cast<int>(open_.size());
}

bool Server::admit(int descriptor)
{
    const std::scoped_lock lock(mutex_);
    if (static_cast<int>(open_.size()) >= settings_.max_connections) {
        return false;
    }
    open_.insert(descriptor);
    return true;
}

void Server::accept_loop()
{
    while (!is_stopping_) {
        const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0) {
            pollfd entry{listener_, POLLIN, 0};
            if (errno != EINTR && errno != ECONNABORTED && !is_stopping_) {
                ::poll(&entry, 1, 20);
            }
            continue;
        }
        ++accepted_;
        if (!admit(descriptor)) {
            ::close(descriptor);
            continue;
        }
        start_thread(descriptor);
    }
}

void Server::start_thread(int descriptor)
{
    try {
        std::thread([this, descriptor] { serve(descriptor); }).detach();
    } catch (const std::system_error &) {
        close_admitted(descriptor);
    }
}

void Server::close_admitted(int descriptor)
{
    const std::scoped_lock lock(mutex_);
    open_.erase(descriptor);
    ::close(descriptor);
    closed_.notify_all();
}

// The descriptor leaves `open_` before it is closed, so that stop() never touches a stranger's.
void Server::serve(int descriptor)
{
    set_options(descriptor);
    const int duplicate = ::dup(descriptor);
    std::unique_ptr<ByteStream> stream =
        tls_ ? tls_->accept(duplicate) : make_plain_stream(duplicate);
    if (stream) {
        try {
            talk(*stream);
        } catch (const std::bad_alloc &) {
            // The connection ends here; the others go on.
        }
        stream.reset();
    }
    close_admitted(descriptor);
}

void Server::talk(ByteStream &stream)
{
    RequestReader reader(stream);
    bool goes_on = true;
    while (goes_on && !is_stopping_) {
        Request request;
        const ReadResult result = reader.read(request);
        if (result == ReadResult::closed) {
            return;
        }
        const bool is_readable = result == ReadResult::ok;
        Responder responder(
            stream, is_readable && request.keeps_alive, settings_.bytes_per_second, sent_bytes_);
        if (is_readable) {
            handler_(request, responder);
        } else if (result == ReadResult::too_large) {
            responder.send(plain_refusal(413, "The request is larger than this service takes."));
        } else {
            responder.send(plain_refusal(400, "This is not an HTTP/1.1 request."));
        }
        goes_on = responder.is_reusable();
    }
    stream.finish();
}

} // namespace loopback
