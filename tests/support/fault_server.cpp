// SPDX-License-Identifier: MIT
#include "support/fault_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace gesso::test {

namespace {

std::string make_scratch()
{
    std::string path = std::filesystem::temp_directory_path().string() + "/gesso-faults-XXXXXX";
    if (!mkdtemp(path.data()))
        throw std::runtime_error("no scratch folder");
    return path;
}

std::string read_until(int from, char end)
{
    std::string text;
    char c = 0;
    while (read(from, &c, 1) == 1 && c != end)
        text += c;
    return text;
}

std::map<std::string, uint64_t> parse_words(const std::string &text)
{
    std::map<std::string, uint64_t> values;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        const size_t sign = word.find('=');
        if (sign != std::string::npos)
            values[word.substr(0, sign)] = std::stoull(word.substr(sign + 1));
    }
    return values;
}

} // namespace

FaultServer::FaultServer(const std::string &replies) : scratch_(make_scratch())
{
    start(replies);
}

FaultServer::~FaultServer()
{
    close(to_child_);
    int status = 0;
    waitpid(child_, &status, 0);
    std::error_code ignored;
    std::filesystem::remove_all(scratch_, ignored);
}

void FaultServer::start(const std::string &replies)
{
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    if (pipe2(input.data(), O_CLOEXEC) != 0 || pipe2(output.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], 0);
    posix_spawn_file_actions_adddup2(&actions, output[1], 1);

    const std::string python =
        access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3";
    std::array<std::string, 8> words = {
        python,
        "-Wignore",
        GESSO_FAULT_SERVER,
        "--dir",
        scratch_,
        "--replies",
        replies.empty() ? "." : replies,
        std::string()};
    std::array<char *, 8> arguments{};
    for (size_t i = 0; i + 1 < words.size(); ++i)
        arguments[i] = words[i].data();
    const int error =
        posix_spawnp(&child_, python.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(input[0]);
    close(output[1]);
    to_child_ = input[1];
    for (const auto &[name, port] : parse_words(error == 0 ? read_until(output[0], '\n') : ""))
        ports_[name] = static_cast<uint16_t>(port);
    close(output[0]);
    if (ports_.empty())
        throw std::runtime_error("the fault server did not start");
}

uint16_t FaultServer::port(const std::string &name) const
{
    const auto found = ports_.find(name);
    return found == ports_.end() ? uint16_t{0} : found->second;
}

std::string FaultServer::ask(const std::string &command) const
{
    const int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port("control"));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string answer;
    const std::string text = command + '\n';
    if (connect(line, reinterpret_cast<sockaddr *>(&address), sizeof(address)) == 0 &&
        send(line, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()))
        answer = read_until(line, '\0');
    close(line);
    return answer;
}

void FaultServer::reset() const
{
    ask("reset");
}

uint64_t FaultServer::count(const std::string &name) const
{
    return parse_words(ask("stats"))[name];
}

uint64_t FaultServer::count_at_least(const std::string &name, uint64_t least) const
{
    uint64_t value = count(name);
    for (int tries = 0; tries < 200 && value < least; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        value = count(name);
    }
    return value;
}

std::string FaultServer::last_header() const
{
    return ask("last");
}

FaultServer &fault_server()
{
    static FaultServer server;
    return server;
}

} // namespace gesso::test
