// SPDX-License-Identifier: MIT
// Original bytes on their way to disk while they arrive: a temporary name, then durable, then the
// real name. An image is never seen half-written, and a failed save gives its bytes back.
//
// Requirement: after an error at any call nothing partial is visible under the real name.
// Requirement: what on_bytes() took is either in the file or comes out of recover().
#pragma once

#include "base/clock.h"
#include "base/files.h"
#include "library/save_target.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gesso::core {

// One request's save target. Its outputs may arrive on several threads at once, each through its
// own SpoolFile. The constructor touches no disk.
class Spool {
public:
    using RandomBits = std::function<uint64_t()>; // called from any thread

    // `target` has passed check_save_target().
    Spool(Files &files, Clock &clock, RandomBits random, SaveTarget target, uint32_t output_count);

    const SaveTarget &target() const { return target_; }

private:
    friend class SpoolFile;
    Status publish(
        const std::string &directory, const std::string &from, const SavedPass &pass,
        ImageFormat format, std::string &out_path) const;
    std::string our_name(uint32_t attempt, const SavedPass &pass, ImageFormat format) const;

    Files &files_;
    RandomBits random_;
    const SaveTarget target_;
    const uint32_t output_count_;
    const std::string dated_stem_;
    const uint64_t chance_; // makes our stem unlike any other request's
    // How many folders at the end of the directory's path this request has made.
    std::atomic<uint32_t> made_folders_{0};
};

// One pass being saved, by one thread. May be used again for the next pass.
class SpoolFile final : public ByteSink {
public:
    explicit SpoolFile(Spool &spool) : spool_(spool), files_(spool.files_) {}
    ~SpoolFile() { abandon(); }
    SpoolFile(const SpoolFile &) = delete;
    SpoolFile &operator=(const SpoolFile &) = delete;

    // Creates the folder when it is missing, and the temporary file in it.
    Status begin();
    // The bytes of the call that fails are kept for recover(). Later calls take nothing and answer
    // with the same failure: the rest of the image belongs where recover() put its start.
    Status on_bytes(Bytes bytes) override;
    // Makes the file durable and gives it its name. On success `out_path` is absolute.
    Status commit(const SavedPass &pass, ImageFormat format, std::string &out_path);
    // After a failure: pushes all bytes taken since begin() into `sink`, those that reached the
    // disk read back from there, then abandons. An image whose file is whole and has its name, but
    // may not survive a power cut, keeps the file too.
    Status recover(ByteSink &sink);
    // Removes the temporary file, and folders made for it that are empty again.
    void abandon();

private:
    Status make_folders();
    Status create_temporary();
    Status write(Bytes bytes);
    Status flush();
    Status fail(Status status);
    Status finish(const SavedPass &pass, ImageFormat format, std::string &out_path);
    Status sync_folders();
    void remove_made_folders();
    void reset();

    Spool &spool_;
    Files &files_;
    std::string directory_; // absolute
    std::string path_;      // of the file as it is called now, or empty
    bool is_published_ = false;
    std::unique_ptr<OutputFile> file_;
    uint64_t written_bytes_ = 0; // by calls that did not fail
    std::vector<uint8_t> pending_;
    Status failure_;
};

} // namespace gesso::core
