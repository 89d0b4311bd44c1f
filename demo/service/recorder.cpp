// SPDX-License-Identifier: MIT
#include "recorder.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace loopback {

namespace {

constexpr std::string_view kHidden = "<credential>";

// The scheme stays: which of the ways was taken is what a test wants to know.
std::string without_credential(std::string_view name, const std::string &value)
{
    constexpr std::array<std::string_view, 5> kSecret{
        "api-key", "proxy-authorization", "cookie", "x-identity-header",
        "ocp-apim-subscription-key"};
    if (name == "authorization") {
        const size_t space = value.find(' ');
        const std::string scheme = space == std::string::npos ? "" : value.substr(0, space + 1);
        return scheme + std::string(kHidden);
    }
    const bool is_secret = std::find(kSecret.begin(), kSecret.end(), name) != kSecret.end();
    return is_secret ? std::string(kHidden) : value;
}

// The signature of a link is as good as a key.
std::string without_signature(std::string target)
{
    const size_t at = target.find("sig=");
    if (at != std::string::npos) {
        const size_t end = std::min(target.find('&', at), target.size());
        target.replace(at + 4, end - at - 4, kHidden);
    }
    return target;
}

std::string head_of(const Request &request)
{
    std::string head = request.method + " " + without_signature(request.target) + "\n";
    for (const auto &[name, value] : request.headers) {
        head += name + ": " + without_credential(name, value) + "\n";
    }
    return head;
}

} // namespace

bool Recorder::open(const std::string &folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    folder_ = std::filesystem::is_directory(folder, error) ? folder : std::string();
    return !folder_.empty();
}

void Recorder::record(const Request &request)
{
    const std::scoped_lock lock(mutex_);
    if (folder_.empty()) {
        return;
    }
    std::array<char, 16> number{};
    std::string path;
    std::error_code error;
    do {
        std::snprintf(number.data(), number.size(), "/%04d", ++count_);
        path = folder_ + number.data();
    } while (std::filesystem::exists(path + ".head", error));
    // The head comes last: whoever sees it finds the body complete.
    std::ofstream(path + ".body", std::ios::binary) << request.body;
    std::ofstream(path + ".head", std::ios::binary) << head_of(request);
}

} // namespace loopback
