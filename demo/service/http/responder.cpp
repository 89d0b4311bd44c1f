// SPDX-License-Identifier: MIT
#include "http/responder.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace loopback {

namespace {

constexpr size_t kFullSpeedPiece = size_t{64} << 10;
constexpr size_t kPacedPiece = size_t{16} << 10;

const char *reason_of(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 307:
        return "Temporary Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Payload Too Large";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Status";
    }
}

void add_header(std::string &head, std::string_view name, std::string_view value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

Response json_response(std::string body)
{
    Response response;
    response.body = std::move(body);
    return response;
}

bool Responder::send(const Response &response)
{
    return begin(response.status, response.content_type, response.headers, response.body.size()) &&
           write(response.body) && end();
}

bool Responder::begin(
    int status, std::string_view content_type, const Headers &headers,
    std::optional<uint64_t> length)
{
    std::string head = "HTTP/1.1 " + std::to_string(status) + " " + reason_of(status) + "\r\n";
    is_chunked_ = !length.has_value();
    if (status != 204) {
        add_header(head, "Content-Type", content_type);
    }
    if (length && status != 204) {
        add_header(head, "Content-Length", std::to_string(*length));
    }
    if (!length) {
        add_header(head, "Transfer-Encoding", "chunked");
    }
    add_header(head, "Connection", keeps_alive_ ? "keep-alive" : "close");
    for (const Headers *list : std::initializer_list<const Headers *>{&common_headers, &headers}) {
        for (const auto &[name, value] : *list) {
            add_header(head, name, value);
        }
    }
    head += "\r\n";
    pace_start_ = std::chrono::steady_clock::now();
    paced_bytes_ = 0;
    return is_open_ && (is_open_ = stream_.write(head));
}

bool Responder::wait_for_pace(size_t next_bytes)
{
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    using std::chrono::steady_clock;
    paced_bytes_ += next_bytes;
    const auto due =
        pace_start_ +
        std::chrono::microseconds(static_cast<int64_t>(
            static_cast<double>(paced_bytes_) * 1e6 / static_cast<double>(bytes_per_second_)));
    const auto left = duration_cast<milliseconds>(due - steady_clock::now()).count();
    return left <= 0 || pause(static_cast<int>(std::min<int64_t>(left, 600'000)));
}

bool Responder::write_piece(std::string_view piece)
{
    sent_bytes_ += piece.size();
    if (!is_chunked_) {
        return is_open_ = stream_.write(piece);
    }
    std::array<char, 24> size_line{};
    const int used = std::snprintf(size_line.data(), size_line.size(), "%zx\r\n", piece.size());
    std::string framed;
    framed.reserve(piece.size() + 32);
    framed.append(size_line.data(), static_cast<size_t>(used)).append(piece).append("\r\n");
    return is_open_ = stream_.write(framed);
}

bool Responder::write(std::string_view bytes)
{
    size_t limit = kFullSpeedPiece;
    if (bytes_per_second_ > 0) {
        limit = std::clamp<size_t>(bytes_per_second_ / 20, 1, kPacedPiece);
    }
    while (is_open_ && !bytes.empty()) {
        const std::string_view piece = bytes.substr(0, limit);
        if ((bytes_per_second_ > 0 && !wait_for_pace(piece.size())) || !write_piece(piece)) {
            return false;
        }
        bytes.remove_prefix(piece.size());
    }
    return is_open_;
}

bool Responder::end()
{
    if (is_open_ && is_chunked_) {
        is_open_ = stream_.write("0\r\n\r\n");
    }
    is_ended_ = true;
    return is_open_;
}

} // namespace loopback
