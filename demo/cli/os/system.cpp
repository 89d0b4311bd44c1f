// SPDX-License-Identifier: MIT
#include "os/system.h"

#include "environment.h"
#include "os/interrupt.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace gesso_cli {

namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor() { close(); }

    [[nodiscard]] int get() const { return number_; }
    bool close()
    {
        const int number = number_;
        number_ = -1;
        return number < 0 || ::close(number) == 0;
    }

private:
    int number_;
};

std::string reason_of(int error)
{
    return std::generic_category().message(error);
}

bool write_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<size_t>(written));
    }
    return true;
}

// Writes, makes durable and closes; on failure the file is gone and errno tells why.
bool fill_file(Descriptor &file, const std::string &path, std::string_view bytes)
{
    if (write_all(file.get(), bytes) && ::fsync(file.get()) == 0 && file.close()) {
        return true;
    }
    const int error = errno;
    ::unlink(path.c_str());
    errno = error;
    return false;
}

bool read_up_to(
    int descriptor, char *buffer, size_t capacity, size_t &out_size, std::string &out_reason)
{
    out_size = 0;
    if (descriptor < 0) {
        out_reason = reason_of(errno);
        return false;
    }
    while (out_size < capacity) {
        const ssize_t got = ::read(descriptor, buffer + out_size, capacity - out_size);
        if (got < 0 && errno == EINTR && !is_interrupted()) {
            continue;
        }
        if (got < 0) {
            out_reason = reason_of(errno);
            return false;
        }
        if (got == 0) {
            break;
        }
        out_size += static_cast<size_t>(got);
    }
    return true;
}

} // namespace

bool is_stdin_terminal()
{
    return ::isatty(STDIN_FILENO) == 1;
}

bool is_stderr_terminal()
{
    const std::string_view kind = variable("TERM");
    return ::isatty(STDERR_FILENO) == 1 && !kind.empty() && kind != "dumb";
}

int stderr_columns()
{
    winsize size{};
    const bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return is_known ? size.ws_col : 80;
}

std::string own_folder()
{
    std::array<char, 4096> path{};
    const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
    if (size <= 0 || static_cast<size_t>(size) == path.size()) {
        return {};
    }
    const std::string_view whole(path.data(), static_cast<size_t>(size));
    return std::string(whole.substr(0, whole.rfind('/')));
}

bool is_program(const std::string &path)
{
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) &&
           ::access(path.c_str(), X_OK) == 0;
}

std::string find_program(const std::string &name)
{
    std::string_view folders = variable("PATH");
    while (!folders.empty()) {
        const size_t end = folders.find(':');
        const std::string folder(folders.substr(0, end));
        folders.remove_prefix(end == std::string_view::npos ? folders.size() : end + 1);
        std::string path = (folder.empty() ? "." : folder) + "/" + name;
        if (is_program(path)) {
            return path;
        }
    }
    return {};
}

bool can_write_folder(const std::string &path)
{
    std::string probe = path + "/.gesso-probe-XXXXXX";
    const Descriptor file(::mkostemp(probe.data(), O_CLOEXEC));
    return file.get() >= 0 && ::unlink(probe.c_str()) == 0;
}

bool can_others_read(const std::string &path)
{
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) &&
           (facts.st_mode & (S_IRGRP | S_IROTH)) != 0;
}

bool read_whole_file(
    const std::string &path, size_t limit, std::string &out_bytes, std::string &out_reason)
{
    // A pipe without a writer must not hold the program up.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat facts {};
    if (file.get() < 0 || ::fstat(file.get(), &facts) != 0) {
        out_reason = reason_of(errno);
        return false;
    }
    if (!S_ISREG(facts.st_mode)) {
        out_reason = "it is not a file";
        return false;
    }
    if (static_cast<uint64_t>(facts.st_size) > limit) {
        out_reason = "it is larger than " + std::to_string(limit >> 20) + " MiB";
        return false;
    }
    out_bytes.resize(static_cast<size_t>(facts.st_size));
    size_t size = 0;
    const bool is_read =
        read_up_to(file.get(), out_bytes.data(), out_bytes.size(), size, out_reason);
    out_bytes.resize(size);
    return is_read;
}

bool read_file_start(
    const std::string &path, char *buffer, size_t capacity, size_t &out_size,
    std::string &out_reason)
{
    const Descriptor opened(path == "-" ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return read_up_to(
        path == "-" ? STDIN_FILENO : opened.get(), buffer, capacity, out_size, out_reason);
}
bool replace_file(const std::string &path, std::string_view bytes, std::string &out_reason)
{
    const std::string temporary = path + "." + std::to_string(::getpid()) + ".part";
    constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    Descriptor file(::open(temporary.c_str(), kFlags, 0666));
    const bool is_whole = file.get() >= 0 && fill_file(file, temporary, bytes);
    if (is_whole && ::rename(temporary.c_str(), path.c_str()) == 0) {
        return true;
    }
    out_reason = reason_of(errno);
    if (is_whole) {
        ::unlink(temporary.c_str());
    }
    return false;
}

bool write_rescue_file(std::string_view suffix, std::string_view bytes, std::string &out_path)
{
    const std::string_view folder = variable("TMPDIR");
    std::string path(folder.empty() ? "/tmp" : folder);
    path.append("/gesso-rescue-XXXXXX").append(suffix);
    Descriptor file(::mkostemps(path.data(), static_cast<int>(suffix.size()), O_CLOEXEC));
    if (file.get() < 0 || !fill_file(file, path, bytes)) {
        return false;
    }
    out_path = path;
    return true;
}

void wipe_memory(void *memory, size_t size)
{
    if (size > 0) {
        ::explicit_bzero(memory, size);
    }
}

} // namespace gesso_cli
