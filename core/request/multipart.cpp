// SPDX-License-Identifier: MIT
#include "request/multipart.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace gesso::core {

namespace {

constexpr std::string_view kLineEnd = "\r\n";
// Each is as unlikely to be met as any other 64-bit number; only a picture that was made for it
// contains them all.
constexpr uint32_t kBoundaries = 16;

// splitmix64: 16 hexadecimal digits that look like nothing else.
std::string candidate(uint32_t index)
{
    uint64_t bits = (uint64_t{index} + 1) * 0x9e3779b97f4a7c15ULL;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
    bits ^= bits >> 31;
    std::string text = "----gesso-form-data-";
    for (int shift = 60; shift >= 0; shift -= 4)
        text += "0123456789abcdef"[(bits >> shift) & 15];
    return text;
}

} // namespace

void MultipartBody::add_text(std::string_view name, std::string value)
{
    Part part;
    part.head = "Content-Disposition: form-data; name=\"";
    part.head += name;
    part.head += "\"";
    part.text = std::move(value);
    parts_.push_back(std::move(part));
}

void MultipartBody::add_file(
    std::string_view name, std::string_view file_name, std::string_view type, Bytes bytes)
{
    Part part;
    part.head = "Content-Disposition: form-data; name=\"";
    part.head += name;
    part.head += "\"; filename=\"";
    part.head += file_name;
    part.head += "\"\r\nContent-Type: ";
    part.head += type;
    part.bytes = bytes;
    parts_.push_back(std::move(part));
}

bool MultipartBody::contains(std::string_view text) const
{
    const std::boyer_moore_horspool_searcher search(text.begin(), text.end());
    return std::any_of(parts_.begin(), parts_.end(), [&search](const Part &part) {
        const auto *first = reinterpret_cast<const char *>(part.bytes.data());
        const auto *last = first + part.bytes.size();
        return std::search(part.text.begin(), part.text.end(), search) != part.text.end() ||
               std::search(first, last, search) != last;
    });
}

Status MultipartBody::choose_boundary(std::string &out_boundary) const
{
    for (uint32_t i = 0; i < kBoundaries; ++i) {
        out_boundary = candidate(i);
        if (!contains(out_boundary))
            return {};
    }
    return {
        StatusCode::invalid_argument,
        "images: they contain every separator that this library puts between the parts of a "
        "request; write the pictures anew and send those"};
}

Status MultipartBody::finish(HttpRequest &out_request)
{
    std::string boundary;
    GESSO_RETURN_IF_FAILED(choose_boundary(boundary));
    const std::string separator = "--" + boundary;
    std::vector<BodyPiece> body;
    std::string text; // what lies between two files
    for (Part &part : parts_) {
        text += separator;
        text += kLineEnd;
        text += part.head;
        text += kLineEnd;
        text += kLineEnd;
        text += part.text;
        if (!part.bytes.empty()) {
            body.push_back({std::exchange(text, {}), {}});
            body.push_back({{}, part.bytes});
        }
        text += kLineEnd;
    }
    text += separator + "--";
    text += kLineEnd;
    body.push_back({std::move(text), {}});
    out_request.body = std::move(body);
    out_request.content_type = "multipart/form-data; boundary=" + boundary;
    return {};
}

} // namespace gesso::core
