// SPDX-License-Identifier: MIT
#include "library/spool.h"

#include "base/text.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gesso::core {

namespace {

// Large enough that a write's own cost disappears, small beside any image.
constexpr size_t kBufferBytes = size_t{64} << 10;
constexpr uint32_t kNameAttempts = 32;
constexpr size_t kChanceLetters = 6;

std::string letters(uint64_t bits, size_t count)
{
    constexpr std::string_view kLetters = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string text;
    for (size_t i = 0; i < count; ++i) {
        text += kLetters[bits % kLetters.size()];
        bits /= kLetters.size();
    }
    return text;
}

std::string join(const std::string &directory, const std::string &name)
{
    return directory.back() == '/' ? directory + name : directory + "/" + name;
}

// The folder that holds `path`, which is absolute and ends in no slash; "/" holds itself.
std::string parent_of(const std::string &path)
{
    const size_t slash = path.rfind('/');
    if (slash == std::string::npos)
        return path;
    return path.substr(0, std::max<size_t>(slash, 1));
}

// Counts what passes, so that a file that shrank in the meantime is not taken for whole.
class CountingSink final : public ByteSink {
public:
    explicit CountingSink(ByteSink &sink) : sink_(sink) {}

    Status on_bytes(Bytes bytes) override
    {
        count_ += bytes.size();
        return sink_.on_bytes(bytes);
    }
    uint64_t count() const { return count_; }

private:
    ByteSink &sink_;
    uint64_t count_ = 0;
};

} // namespace

// ---- Spool -------------------------------------------------------------------------------------

Spool::Spool(
    Files &files, Clock &clock, RandomBits random, SaveTarget target, uint32_t output_count)
    : files_(files), random_(std::move(random)), target_(std::move(target)),
      output_count_(output_count), dated_stem_(dated_stem(clock.unix_seconds())), chance_(random_())
{}

std::string Spool::our_name(uint32_t attempt, const SavedPass &pass, ImageFormat format) const
{
    // A source of chance that repeats itself must still lead to another name.
    const uint64_t bits = attempt == 0 ? chance_ : random_() + attempt;
    const std::string stem = dated_stem_ + "-" + letters(bits, kChanceLetters);
    return file_name(stem, ending_of(format), pass, output_count_);
}

Status Spool::publish(
    const std::string &directory, const std::string &from, const SavedPass &pass,
    ImageFormat format, std::string &out_path) const
{
    if (!target_.name.empty()) {
        const NameParts parts = split_name(target_.name);
        const std::string_view ending = parts.ending.empty() ? ending_of(format) : parts.ending;
        out_path = join(directory, file_name(parts.stem, ending, pass, output_count_));
        return files_.replace(from, out_path);
    }
    for (uint32_t attempt = 0; attempt < kNameAttempts; ++attempt) {
        out_path = join(directory, our_name(attempt, pass, format));
        bool is_taken = false;
        Status status = files_.publish(from, out_path, is_taken);
        if (!is_taken)
            return status;
    }
    return {
        StatusCode::save_failed,
        "Could not find a free name in '" + clean_text(directory, 1024) + "'"};
}

// ---- SpoolFile ---------------------------------------------------------------------------------

Status SpoolFile::begin()
{
    abandon();
    std::string directory;
    if (Status status = files_.absolute(spool_.target_.directory, directory); !status.is_ok())
        return fail(std::move(status));
    while (directory.size() > 1 && directory.back() == '/')
        directory.pop_back();
    directory_ = std::move(directory);

    Status status = make_folders();
    if (status.is_ok())
        status = create_temporary();
    // Another output of this request may have taken its empty folders away just now.
    if (!status.is_ok() && !files_.is_directory(directory_)) {
        status = make_folders();
        if (status.is_ok())
            status = create_temporary();
    }
    if (status.is_ok())
        return status;
    remove_made_folders();
    return fail(std::move(status));
}

Status SpoolFile::make_folders()
{
    uint32_t missing = 0;
    for (std::string path = directory_; path.size() > 1 && !files_.is_directory(path);) {
        ++missing;
        std::string parent = parent_of(path);
        if (parent.size() == path.size())
            break;
        path = std::move(parent);
    }
    if (missing == 0)
        return {};
    uint32_t made = spool_.made_folders_.load();
    while (made < missing && !spool_.made_folders_.compare_exchange_weak(made, missing))
        continue;
    return files_.make_directories(directory_);
}

Status SpoolFile::create_temporary()
{
    std::string path = join(directory_, ".gesso-" + letters(spool_.random_(), 12) + ".part");
    GESSO_RETURN_IF_FAILED(files_.create(path, file_));
    path_ = std::move(path);
    return {};
}

Status SpoolFile::write(Bytes bytes)
{
    GESSO_RETURN_IF_FAILED(file_->write(bytes));
    written_bytes_ += bytes.size();
    return {};
}

Status SpoolFile::flush()
{
    if (pending_.empty())
        return {};
    GESSO_RETURN_IF_FAILED(write(pending_));
    pending_.clear();
    return {};
}

Status SpoolFile::fail(Status status)
{
    failure_ = std::move(status);
    return failure_;
}

Status SpoolFile::on_bytes(Bytes bytes)
{
    if (!failure_.is_ok())
        return failure_;
    if (!file_)
        return {StatusCode::save_failed, "A save was continued that had not begun"};
    const bool is_large = bytes.size() >= kBufferBytes;
    Status status;
    if (is_large || pending_.size() + bytes.size() > kBufferBytes)
        status = flush();
    if (status.is_ok() && is_large)
        status = write(bytes);
    if (!is_large || !status.is_ok())
        pending_.insert(pending_.end(), bytes.begin(), bytes.end());
    return status.is_ok() ? status : fail(std::move(status));
}

Status SpoolFile::commit(const SavedPass &pass, ImageFormat format, std::string &out_path)
{
    if (!failure_.is_ok())
        return failure_;
    if (!file_)
        return {StatusCode::save_failed, "A save was ended that had not begun"};
    Status status = finish(pass, format, out_path);
    if (!status.is_ok()) {
        out_path.clear();
        return fail(std::move(status));
    }
    reset();
    return status;
}

Status SpoolFile::finish(const SavedPass &pass, ImageFormat format, std::string &out_path)
{
    GESSO_RETURN_IF_FAILED(flush());
    GESSO_RETURN_IF_FAILED(file_->sync());
    GESSO_RETURN_IF_FAILED(file_->close());
    file_.reset();
    GESSO_RETURN_IF_FAILED(spool_.publish(directory_, path_, pass, format, out_path));
    path_ = out_path;
    is_published_ = true;
    return sync_folders();
}

// The name itself is durable when its folder is, and a new folder when its own parent is.
Status SpoolFile::sync_folders()
{
    std::string path = directory_;
    GESSO_RETURN_IF_FAILED(files_.sync_directory(path));
    for (uint32_t made = spool_.made_folders_.load(); made > 0 && path.size() > 1; --made) {
        path = parent_of(path);
        GESSO_RETURN_IF_FAILED(files_.sync_directory(path));
    }
    return {};
}

Status SpoolFile::recover(ByteSink &sink)
{
    file_.reset();
    Status status;
    if (written_bytes_ > 0) {
        CountingSink counter(sink);
        status = files_.read(path_, written_bytes_, counter);
        if (status.is_ok() && counter.count() != written_bytes_)
            status = {StatusCode::save_failed, "A file was cut short while it was being saved"};
    }
    if (status.is_ok() && !pending_.empty())
        status = sink.on_bytes(pending_);
    abandon();
    return status;
}

void SpoolFile::abandon()
{
    file_.reset();
    if (!path_.empty() && !is_published_) {
        // Nothing is left to do about a temporary file that cannot be removed; its name tells.
        if (files_.remove(path_).is_ok())
            remove_made_folders();
    }
    reset();
}

void SpoolFile::remove_made_folders()
{
    std::string path = directory_;
    for (uint32_t made = spool_.made_folders_.load(); made > 0 && path.size() > 1; --made) {
        if (!files_.remove_empty_directory(path).is_ok())
            return;
        path = parent_of(path);
    }
}

void SpoolFile::reset()
{
    file_.reset();
    path_.clear();
    is_published_ = false;
    written_bytes_ = 0;
    pending_.clear();
    failure_ = Status();
}

} // namespace gesso::core
