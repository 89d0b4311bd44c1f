// SPDX-License-Identifier: MIT
#include "platform/name_lookup.h"

#include "base/text.h"
#include "platform/sockets.h"
#if defined(_WIN32)
#include "platform/windows_api.h"
#else
#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#endif

#include <algorithm>
#include <array>
#include <memory>

namespace gesso::core {

namespace {

constexpr size_t kMaxAddresses = 16; // more would only make a dead host slower to report

Status lookup_failed(const std::string &host, const std::string &reason)
{
    return {
        StatusCode::name_not_resolved, "The name '" + clean_text(host, 253) +
                                           "' has no address: " + reason +
                                           ". Check the endpoint's spelling and the network."};
}

void append_address(const addrinfo &entry, std::vector<std::string> &addresses)
{
    std::array<char, NI_MAXHOST> text{};
    if (entry.ai_family != AF_INET && entry.ai_family != AF_INET6)
        return;
    if (getnameinfo(
            entry.ai_addr, static_cast<socklen_t>(entry.ai_addrlen), text.data(),
            static_cast<socklen_t>(text.size()), nullptr, 0, NI_NUMERICHOST) != 0)
        return;
    std::string address = text.data();
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
        addresses.push_back(std::move(address));
}

} // namespace

bool is_numeric_address(const std::string &host)
{
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    if (inet_pton(AF_INET, host.c_str(), bytes.data()) == 1)
        return true;
    return inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), bytes.data()) == 1;
}

Status look_up(const std::string &host, std::vector<std::string> &out_addresses)
{
    out_addresses.clear();
    if (host.empty() || host.find('\0') != std::string::npos)
        return lookup_failed(host, "it is not a name");
    if (is_numeric_address(host)) {
        out_addresses.push_back(host);
        return {};
    }

    if (!start_sockets())
        return lookup_failed(host, "the system's sockets do not start");
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found);
    if (error != 0)
        return lookup_failed(host, lookup_reason(error));
    const std::unique_ptr<addrinfo, void (*)(addrinfo *)> owner(found, freeaddrinfo);

    for (const addrinfo *entry = found; entry; entry = entry->ai_next) {
        if (out_addresses.size() < kMaxAddresses)
            append_address(*entry, out_addresses);
    }
    if (out_addresses.empty())
        return lookup_failed(host, "the answer was empty");
    return {};
}

} // namespace gesso::core
