// SPDX-License-Identifier: MIT
#include "blob_links.h"

#include "encode/encoders.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace loopback {

namespace {

constexpr size_t kMaxLinks = 64;
constexpr std::string_view kPrefix = "/__blob/";

Response storage_error(int status, const std::string &code)
{
    Response response;
    response.status = status;
    response.content_type = "application/xml";
    response.headers.emplace_back("x-ms-error-code", code);
    response.body = R"(<?xml version="1.0" encoding="utf-8"?><Error><Code>)" + code +
                    "</Code><Message>Blob storage of the loopback service.</Message></Error>";
    return response;
}

bool has_credential(const Request &request)
{
    constexpr std::array<std::string_view, 6> kCredentials{
        "authorization",       "api-key",       "ocp-apim-subscription-key", "cookie",
        "openai-organization", "openai-project"};
    return std::any_of(kCredentials.begin(), kCredentials.end(), [&request](auto name) {
        return request.header(name).has_value();
    });
}

std::string utc(int64_t seconds)
{
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case ':':
            out += "%3A";
            break;
        case '+':
            out += "%2B";
            break;
        case '/':
            out += "%2F";
            break;
        case '=':
            out += "%3D";
            break;
        default:
            out.push_back(c);
        }
    }
    return out;
}

std::string_view ending_of(std::string_view content_type)
{
    return content_type == "image/jpeg" ? "jpg" : content_type.substr(content_type.find('/') + 1);
}

} // namespace

std::string BlobLinks::publish(const SharedImage &image, int lifetime_seconds)
{
    Link link;
    link.id = random_hex(16);
    link.expiry_seconds = static_cast<int64_t>(std::time(nullptr)) + lifetime_seconds;
    link.expiry = utc(link.expiry_seconds);
    link.signature = encode_base64(random_hex(16));
    link.image = image;
    std::string path = std::string(kPrefix) + link.id + "/generated_00." +
                       std::string(ending_of(image->content_type)) + "?se=" + escaped(link.expiry) +
                       "&sp=r&sv=2021-08-06&sr=b&sig=" + escaped(link.signature);
    const std::scoped_lock lock(mutex_);
    links_.push_front(std::move(link));
    if (links_.size() > kMaxLinks) {
        links_.pop_back();
    }
    return path;
}

Response BlobLinks::get(const Request &request)
{
    if (has_credential(request)) {
        ++credentials_refused_;
        return storage_error(403, "AuthenticationFailed");
    }
    if (request.method != "GET") {
        return storage_error(405, "UnsupportedHttpVerb");
    }
    std::string_view rest = std::string_view(request.path).substr(kPrefix.size());
    const std::string_view id = rest.substr(0, rest.find('/'));
    const auto now = static_cast<int64_t>(std::time(nullptr));
    const std::scoped_lock lock(mutex_);
    links_.remove_if([now](const Link &link) { return link.expiry_seconds <= now; });
    const auto found = std::find_if(
        links_.begin(), links_.end(), [id](const Link &link) { return link.id == id; });
    if (found == links_.end()) {
        return storage_error(404, "BlobNotFound");
    }
    if (request.parameter("sig") != found->signature || request.parameter("se") != found->expiry) {
        return storage_error(403, "AuthenticationFailed");
    }
    ++served_;
    Response response;
    response.content_type = found->image->content_type;
    response.body = found->image->bytes;
    return response;
}

} // namespace loopback
