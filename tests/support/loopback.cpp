// SPDX-License-Identifier: MIT
#include "support/loopback.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

extern char **environ;

namespace gesso_test {
namespace {

std::string read_line(int from)
{
    std::string line;
    char c = 0;
    while (read(from, &c, 1) == 1 && c != '\n')
        line += c;
    return line;
}

} // namespace

Loopback::Loopback(const std::vector<std::string> &words)
{
    std::array<int, 2> output{};
    if (pipe2(output.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    std::vector<std::string> arguments = {
        GESSO_SERVICE_PROGRAM, "--port", "0", "--exit-with-parent"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    std::vector<char *> pointers;
    for (std::string &argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output[1], 1);
    const int failed =
        posix_spawn(&child_, pointers[0], &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(output[1]);
    const std::string line = failed ? "" : read_line(output[0]);
    close(output[0]);
    const std::string prefix = "listening ";
    if (line.rfind(prefix, 0) != 0)
        throw std::runtime_error("gesso-service did not start");
    url_ = line.substr(prefix.size());
    port_ = static_cast<uint16_t>(std::atoi(url_.c_str() + url_.rfind(':') + 1));
}

Loopback::~Loopback()
{
    if (child_ > 0) {
        kill(child_, SIGTERM);
        int status = 0;
        waitpid(child_, &status, 0);
    }
}

std::string Loopback::ask(const std::string &method, const std::string &target) const
{
    const int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string reply;
    if (connect(line, reinterpret_cast<sockaddr *>(&address), sizeof(address)) == 0) {
        const std::string request = method + " " + target +
                                    " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                                    "Content-Length: 0\r\n\r\n";
        send(line, request.data(), request.size(), MSG_NOSIGNAL);
        std::array<char, 4096> piece{};
        for (ssize_t got = 0; (got = recv(line, piece.data(), piece.size(), 0)) > 0;)
            reply.append(piece.data(), static_cast<size_t>(got));
    }
    close(line);
    const size_t body = reply.find("\r\n\r\n");
    return body == std::string::npos ? "" : reply.substr(body + 4);
}

uint64_t Loopback::stat(const std::string &key) const
{
    const std::string stats = ask("GET", "/__stats");
    const size_t place = stats.find('"' + key + "\":");
    return place == std::string::npos
               ? 0
               : std::strtoull(stats.c_str() + place + key.size() + 3, nullptr, 10);
}

} // namespace gesso_test
