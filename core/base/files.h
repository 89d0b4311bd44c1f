// SPDX-License-Identifier: MIT
// The file calls that a save needs, as an interface, so that tests can fail the k-th one.
#pragma once

#include "base/flow.h"

#include <cstdint>
#include <memory>
#include <string>

namespace gesso::core {

// A file being written by one thread. Destroying it closes it without a promise.
class OutputFile {
public:
    virtual ~OutputFile() = default;
    virtual Status write(Bytes bytes) = 0; // all of them, EINTR and short writes handled
    virtual Status sync() = 0;             // durable when it returns ok
    virtual Status close() = 0;
};

// Paths are UTF-8. Any thread. Every failure is save_failed with the path and the system's reason.
class Files {
public:
    virtual ~Files() = default;
    // Creates a file that must not exist yet, never following a link; mode 0666 less the umask.
    virtual Status create(const std::string &path, std::unique_ptr<OutputFile> &out_file) = 0;
    // Renames within one directory. Refuses to overwrite: `out_exists` is set and nothing changes.
    virtual Status publish(const std::string &from, const std::string &to, bool &out_exists) = 0;
    // As publish, but replaces what was there.
    virtual Status replace(const std::string &from, const std::string &to) = 0;
    virtual Status remove(const std::string &path) = 0; // ok when it is already gone
    virtual Status make_directories(const std::string &path) = 0;
    virtual Status remove_empty_directory(const std::string &path) = 0; // fails if not empty
    // Pushes at most `max_bytes` from the file's start; a failure of the sink ends it.
    virtual Status read(const std::string &path, uint64_t max_bytes, ByteSink &sink) = 0;
    virtual Status sync_directory(const std::string &path) = 0;
    // With '/' between its parts on every system.
    virtual Status absolute(const std::string &path, std::string &out_path) = 0;
    virtual bool is_directory(const std::string &path) = 0;
};

} // namespace gesso::core
