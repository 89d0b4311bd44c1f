// SPDX-License-Identifier: MIT
// One HTTP/1.1 request, read whole: the bodies this service takes fit in memory.
#pragma once

#include "http/byte_stream.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loopback {

struct Request {
    std::string method;
    std::string path;   // percent-encoding undone
    std::string target; // as it came, for messages
    std::vector<std::pair<std::string, std::string>> query;
    std::vector<std::pair<std::string, std::string>> headers; // names in lower case
    std::string body;
    bool keeps_alive = true;

    [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_name) const;
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

enum class ReadResult { ok, closed, bad_request, too_large };

// Reads requests of one connection one after another; keeps what was read too far.
class RequestReader {
public:
    explicit RequestReader(ByteStream &stream) : stream_(stream) {}
    ReadResult read(Request &out_request);

private:
    bool fill();
    ReadResult read_head(Request &out_request);
    ReadResult read_body(Request &request);
    ReadResult read_sized_body(Request &request, std::string_view length);
    ReadResult read_chunked_body(Request &request);
    bool take_line(std::string &out_line);

    ByteStream &stream_;
    std::string buffer_;
};

std::string to_lower(std::string_view text);
std::string_view trim(std::string_view text);

} // namespace loopback
