// SPDX-License-Identifier: MIT
#include "http/multipart.h"

#include "http/field_value.h"
#include "http/request.h"

#include <algorithm>

namespace loopback {

namespace {

using Text = std::string_view;

constexpr size_t kMaxParts = 256;
constexpr size_t kMaxPartHead = size_t{16} << 10;
constexpr size_t kMaxBoundary = 70;

// The rest of a boundary's line: "--" behind the last one, spaces, the line's end.
enum class AfterBoundary { part, end, broken };

AfterBoundary take_after_boundary(Text &rest)
{
    const bool is_last = rest.starts_with("--");
    rest.remove_prefix(is_last ? 2 : 0);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    if (is_last) {
        return rest.empty() || rest.starts_with("\r\n") ? AfterBoundary::end
                                                        : AfterBoundary::broken;
    }
    if (!rest.starts_with("\r\n")) {
        return AfterBoundary::broken;
    }
    rest.remove_prefix(2);
    return AfterBoundary::part;
}

class Form {
public:
    Form(Text body, const std::string &boundary, std::string &out_complaint)
        : rest_(body), boundary_("--" + boundary), complaint_(out_complaint)
    {}

    bool read(std::vector<Part> &out_parts)
    {
        if (!skip_preamble()) {
            return complain("the form does not start with its boundary");
        }
        for (;;) {
            const AfterBoundary what = take_after_boundary(rest_);
            if (what == AfterBoundary::end) {
                return true;
            }
            if (what == AfterBoundary::broken) {
                return complain("a boundary is followed by neither a line's end nor \"--\"");
            }
            if (out_parts.size() == kMaxParts) {
                return complain("the form has too many parts");
            }
            Part part;
            if (!read_part(part)) {
                return false;
            }
            out_parts.push_back(std::move(part));
        }
    }

private:
    bool complain(const char *what)
    {
        complaint_ = complaint_.empty() ? what : complaint_;
        return false;
    }

    bool skip_preamble()
    {
        if (rest_.starts_with(boundary_)) {
            rest_.remove_prefix(boundary_.size());
            return true;
        }
        const size_t at = rest_.find("\r\n" + boundary_);
        if (at == Text::npos) {
            return false;
        }
        rest_.remove_prefix(at + 2 + boundary_.size());
        return true;
    }

    bool read_part(Part &out)
    {
        // A part without headers starts with the empty line itself.
        const size_t head_end =
            rest_.starts_with("\r\n") ? 0 : rest_.substr(0, kMaxPartHead).find("\r\n\r\n");
        if (head_end == Text::npos) {
            return complain("a part's header does not end");
        }
        if (!read_head(rest_.substr(0, head_end), out)) {
            return false;
        }
        rest_.remove_prefix(head_end + (head_end == 0 ? 2 : 4));
        const std::string delimiter = "\r\n" + boundary_;
        const size_t end = rest_.find(delimiter);
        if (end == Text::npos) {
            return complain("the form ends before its last boundary");
        }
        out.bytes = rest_.substr(0, end);
        rest_.remove_prefix(end + delimiter.size());
        return true;
    }

    bool read_head(Text head, Part &out)
    {
        bool has_disposition = false;
        while (!head.empty()) {
            const size_t end = std::min(head.find("\r\n"), head.size());
            const Text line = head.substr(0, end);
            head.remove_prefix(std::min(end + 2, head.size()));
            const size_t colon = line.find(':');
            if (colon == Text::npos || colon == 0) {
                return complain("a part has a header without a colon");
            }
            const std::string name = to_lower(line.substr(0, colon));
            const Text value = trim(line.substr(colon + 1));
            if (name == "content-disposition") {
                if (has_disposition || !read_disposition(value, out)) {
                    return complain("a part's Content-Disposition is not that of a form");
                }
                has_disposition = true;
            } else if (name == "content-type") {
                out.content_type = to_lower(trim(value.substr(0, value.find(';'))));
            } else if (name == "content-transfer-encoding" && !is_plain(value)) {
                return complain("a part has a Content-Transfer-Encoding");
            }
        }
        return has_disposition || complain("a part has no Content-Disposition");
    }

    static bool is_plain(Text encoding)
    {
        const std::string name = to_lower(encoding);
        return name == "binary" || name == "7bit" || name == "8bit";
    }

    static bool read_disposition(Text text, Part &out)
    {
        const auto value = parse_field_value(text);
        if (!value || value->value != "form-data") {
            return false;
        }
        const std::string *name = value->find("name");
        if (name == nullptr || name->empty()) {
            return false;
        }
        out.name = *name;
        if (const std::string *plain = value->find("filename")) {
            out.filename = *plain;
        }
        if (const std::string *extended = value->find("filename*")) {
            out.filename = decode_extended(*extended);
            return out.filename.has_value();
        }
        return true;
    }

    Text rest_;
    std::string boundary_;
    std::string &complaint_;
};

} // namespace

std::optional<std::vector<Part>>
parse_multipart(std::string_view content_type, std::string_view body, std::string &out_complaint)
{
    out_complaint.clear();
    const auto type = parse_field_value(content_type);
    const std::string *boundary = type ? type->find("boundary") : nullptr;
    if (boundary == nullptr || boundary->empty() || boundary->size() > kMaxBoundary ||
        boundary->find_first_of("\r\n") != std::string::npos) {
        out_complaint = "the Content-Type has no boundary";
        return std::nullopt;
    }
    std::vector<Part> parts;
    if (!Form(body, *boundary, out_complaint).read(parts)) {
        return std::nullopt;
    }
    return parts;
}

} // namespace loopback
