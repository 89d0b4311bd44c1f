// SPDX-License-Identifier: MIT
// Small JSON documents. What is read must come back as the same text however often it is written
// and read again, and within the limits of the first reading.
#include "base/json.h"
#include "base/text.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace gesso::core;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const JsonLimits limits{size_t{1} << 20, 64};
    const std::string_view input(reinterpret_cast<const char *>(data), size);
    Json value;
    const Status status = parse_json(input, limits, value);
    if (!status.is_ok()) {
        const bool is_expected =
            status.code == StatusCode::malformed || status.code == StatusCode::limit_exceeded;
        if (!is_expected || !value.is_null() || status.message.empty())
            std::abort();
        return 0;
    }
    const std::string text = to_text(value);
    Json again;
    const Status second = parse_json(text, {SIZE_MAX, 64}, again);
    if (!second.is_ok() || to_text(again) != text || !is_valid_utf8(text))
        std::abort();
    Json indented;
    if (!parse_json(to_text(value, 2), {SIZE_MAX, 64}, indented).is_ok() ||
        to_text(indented) != text)
        std::abort();
    return 0;
}
