// SPDX-License-Identifier: MIT
#include "support/raw_socket.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace gesso_test {

int bind_to_loopback(uint16_t &out_port)
{
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto *const plain = reinterpret_cast<sockaddr *>(&address);
    if (bind(listener, plain, size) != 0 || getsockname(listener, plain, &size) != 0) {
        close(listener);
        throw std::runtime_error("no port on this machine");
    }
    out_port = ntohs(address.sin_port);
    return listener;
}

void send_all(int line, const std::string &data)
{
    for (size_t at = 0; at < data.size();) {
        const ssize_t sent = send(line, data.data() + at, data.size() - at, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        at += static_cast<size_t>(sent);
    }
}

} // namespace gesso_test
