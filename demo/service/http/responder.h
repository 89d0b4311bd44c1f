// SPDX-License-Identifier: MIT
// Writes one response. Every write reaches the socket before it returns; a rate paces body bytes.
#pragma once

#include "http/byte_stream.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loopback {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Response {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    Headers headers;
    std::string error_code; // of a JSON error, for those forms that repeat it in a header
};

Response json_response(std::string body);

class Responder {
public:
    Responder(
        ByteStream &stream, bool keeps_alive, uint64_t bytes_per_second,
        std::atomic<uint64_t> &sent_bytes)
        : stream_(stream), keeps_alive_(keeps_alive), bytes_per_second_(bytes_per_second),
          sent_bytes_(sent_bytes)
    {}

    // Each of these answers false once the peer is gone; what follows may then be left out.
    bool send(const Response &response);
    bool begin(
        int status, std::string_view content_type, const Headers &headers,
        std::optional<uint64_t> length);
    bool write(std::string_view bytes);
    bool end();
    bool pause(int milliseconds) { return is_open_ && (is_open_ = stream_.pause(milliseconds)); }

    // Breaks the connection off where it stands.
    void cut() { is_open_ = false; }

    // True when the connection can carry another request.
    [[nodiscard]] bool is_reusable() const { return is_open_ && is_ended_ && keeps_alive_; }

    // An answer of the caller's choice, added to the head of every response of this request.
    Headers common_headers;

private:
    bool write_piece(std::string_view piece);
    bool wait_for_pace(size_t next_bytes);

    ByteStream &stream_;
    bool keeps_alive_;
    bool is_chunked_ = false;
    bool is_open_ = true;
    bool is_ended_ = false;
    uint64_t bytes_per_second_;
    uint64_t paced_bytes_ = 0;
    std::chrono::steady_clock::time_point pace_start_;
    std::atomic<uint64_t> &sent_bytes_;
};

} // namespace loopback
