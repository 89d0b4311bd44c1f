// SPDX-License-Identifier: MIT
// A disk in memory whose k-th call fails, so that a test can fail every call in turn.
#pragma once

#include "base/files.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace gesso::test {

class FailingFiles final : public core::Files {
public:
    static constexpr size_t kNever = SIZE_MAX;

    // 0-based. With `fails_on` every later call fails too, as on a disk that is gone.
    size_t fail_at = kNever;
    bool fails_on = false;

    std::map<std::string, std::string> files; // path to content
    std::set<std::string> synced;             // paths whose content is durable
    std::set<std::string> folders = {"/", "/home"};
    std::vector<std::string> calls; // "write /home/x", in order

    core::Status
    create(const std::string &path, std::unique_ptr<core::OutputFile> &out_file) override
    {
        GESSO_RETURN_IF_FAILED(count("create", path));
        if (files.count(path) || !folders.count(parent_of(path)))
            return failed("create", path);
        files[path] = "";
        out_file = std::make_unique<File>(*this, path);
        return {};
    }

    core::Status publish(const std::string &from, const std::string &to, bool &out_exists) override
    {
        out_exists = false;
        GESSO_RETURN_IF_FAILED(count("publish", to));
        out_exists = files.count(to) || folders.count(to);
        return out_exists ? failed("publish", to) : move(from, to);
    }

    core::Status replace(const std::string &from, const std::string &to) override
    {
        GESSO_RETURN_IF_FAILED(count("replace", to));
        return folders.count(to) ? failed("replace", to) : move(from, to);
    }

    core::Status remove(const std::string &path) override
    {
        GESSO_RETURN_IF_FAILED(count("remove", path));
        files.erase(path);
        return {};
    }

    core::Status make_directories(const std::string &path) override
    {
        GESSO_RETURN_IF_FAILED(count("make_directories", path));
        for (size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
            if (files.count(path.substr(0, end)))
                return failed("make_directories", path);
            folders.insert(path.substr(0, end));
            if (end == std::string::npos)
                return {};
        }
    }

    core::Status remove_empty_directory(const std::string &path) override
    {
        GESSO_RETURN_IF_FAILED(count("remove_empty_directory", path));
        if (has_entry_under(path) || files.count(path))
            return failed("remove_empty_directory", path);
        folders.erase(path);
        return {};
    }

    core::Status read(const std::string &path, uint64_t max_bytes, core::ByteSink &sink) override
    {
        GESSO_RETURN_IF_FAILED(count("read", path));
        const std::string content = files[path].substr(0, max_bytes);
        return sink.on_bytes({reinterpret_cast<const uint8_t *>(content.data()), content.size()});
    }

    core::Status sync_directory(const std::string &path) override
    {
        GESSO_RETURN_IF_FAILED(count("sync_directory", path));
        return folders.count(path) ? core::Status() : failed("sync_directory", path);
    }

    core::Status absolute(const std::string &path, std::string &out_path) override
    {
        GESSO_RETURN_IF_FAILED(count("absolute", path));
        out_path = path[0] == '/' ? path : "/home/" + path;
        return {};
    }

    bool is_directory(const std::string &path) override { return folders.count(path) > 0; }

private:
    class File final : public core::OutputFile {
    public:
        File(FailingFiles &disk, std::string path) : disk_(disk), path_(std::move(path)) {}

        core::Status write(core::Bytes bytes) override
        {
            const std::string text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
            core::Status status = disk_.count("write", path_);
            // A write that fails has often written something.
            disk_.files[path_] += status.is_ok() ? text : text.substr(0, text.size() / 2);
            disk_.synced.erase(path_);
            return status;
        }

        core::Status sync() override
        {
            GESSO_RETURN_IF_FAILED(disk_.count("sync", path_));
            disk_.synced.insert(path_);
            return {};
        }

        core::Status close() override { return disk_.count("close", path_); }

    private:
        FailingFiles &disk_;
        std::string path_;
    };

    static std::string parent_of(const std::string &path)
    {
        return path.substr(0, std::max<size_t>(path.rfind('/'), 1));
    }

    static core::Status failed(const char *call, const std::string &path)
    {
        return {core::StatusCode::save_failed, std::string(call) + " " + path + ": failed"};
    }

    core::Status count(const char *call, const std::string &path)
    {
        const size_t index = calls.size();
        calls.push_back(std::string(call) + " " + path);
        const bool fails = index == fail_at || (fails_on && index > fail_at);
        return fails ? failed(call, path) : core::Status();
    }

    core::Status move(const std::string &from, const std::string &to)
    {
        if (!files.count(from))
            return failed("move", from);
        files[to] = files[from];
        files.erase(from);
        if (synced.erase(from))
            synced.insert(to);
        return {};
    }

    bool has_entry_under(const std::string &path) const
    {
        const auto is_under = [prefix = path + "/"](const std::string &other) {
            return other.compare(0, prefix.size(), prefix) == 0;
        };
        return std::any_of(folders.begin(), folders.end(), is_under) ||
               std::any_of(
                   files.begin(), files.end(), [&](const auto &f) { return is_under(f.first); });
    }
};

} // namespace gesso::test
