// SPDX-License-Identifier: MIT
// A disk in memory, a clock that stands still and the few steps that every spool test takes.
#pragma once

#include "library/spool.h"
#include "support/catch.h"
#include "support/failing_files.h"

#include <string>
#include <string_view>

namespace gesso::core {

using gesso::test::FailingFiles;

class FixedClock final : public Clock {
public:
    int64_t now_ms() override { return 0; }
    int64_t unix_seconds() override { return 1795241460; } // 2026-11-21 06:11:00
};

class TextSink final : public ByteSink {
public:
    Status on_bytes(Bytes bytes) override
    {
        text.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        return {};
    }
    std::string text;
};

inline Bytes bytes_of(std::string_view text)
{
    return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

struct Disk {
    FailingFiles files;
    FixedClock clock;
    uint64_t chance = 0; // every call another number, unless `is_stuck`
    bool is_stuck = false;

    Spool spool(SaveTarget target, uint32_t output_count = 1)
    {
        return Spool(
            files, clock, [this] { return is_stuck ? 7 : chance += 1000; }, std::move(target),
            output_count);
    }
};

inline Status save(
    SpoolFile &file, std::string_view text, const SavedPass &pass, std::string &out_path,
    ImageFormat format = ImageFormat::png)
{
    GESSO_RETURN_IF_FAILED(file.begin());
    GESSO_RETURN_IF_FAILED(file.on_bytes(bytes_of(text)));
    return file.commit(pass, format, out_path);
}

inline std::string saved(
    Spool &spool, std::string_view text, const SavedPass &pass = {},
    ImageFormat format = ImageFormat::png)
{
    SpoolFile file(spool);
    std::string path;
    const Status status = save(file, text, pass, path, format);
    CAPTURE(status.message);
    REQUIRE(status.is_ok());
    return path;
}

inline bool has_temporary(const FailingFiles &files)
{
    for (const auto &file : files.files) {
        if (file.first.find(".part") != std::string::npos)
            return true;
    }
    return false;
}

inline bool ends_with(const std::string &text, std::string_view end)
{
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

inline std::string pattern(size_t size)
{
    std::string text(size, '\0');
    for (size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>(i * 131 + (i >> 8));
    return text;
}

} // namespace gesso::core
