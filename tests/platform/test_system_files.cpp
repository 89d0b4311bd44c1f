// SPDX-License-Identifier: MIT
#include "platform/system_files.h"
#include "platform/thread_setup.h"
#include "support/catch.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace gesso::core;

namespace {

struct Scratch {
    std::string path = std::filesystem::temp_directory_path().string() + "/gesso-files-XXXXXX";
    std::unique_ptr<Files> files = make_system_files();

    Scratch() { REQUIRE(mkdtemp(path.data())); }
    ~Scratch()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }

    std::string at(const std::string &name) const { return path + '/' + name; }

    void make(const std::string &name, const std::string &text) const
    {
        std::unique_ptr<OutputFile> file;
        REQUIRE(files->create(at(name), file).is_ok());
        REQUIRE(file->write({reinterpret_cast<const uint8_t *>(text.data()), text.size()}).is_ok());
        REQUIRE(file->sync().is_ok());
        REQUIRE(file->close().is_ok());
    }

    std::string text_of(const std::string &name) const
    {
        std::ifstream in(at(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

struct Collected final : ByteSink {
    std::string text;
    Status on_bytes(Bytes bytes) override
    {
        text.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        return {};
    }
};

bool is_failure_about(const Status &status, const std::string &path)
{
    return status.code == StatusCode::save_failed && status.message.find(path) != std::string::npos;
}

} // namespace

TEST_CASE("a file is written whole, published under its name and read back")
{
    const Scratch scratch;
    const std::string text(300'000, 'p');
    scratch.make("temporary", text);
    bool is_taken = true;
    CHECK(scratch.files->publish(scratch.at("temporary"), scratch.at("final"), is_taken).is_ok());
    CHECK_FALSE(is_taken);
    CHECK(scratch.files->sync_directory(scratch.path).is_ok());
    CHECK_FALSE(std::filesystem::exists(scratch.at("temporary")));
    CHECK(scratch.text_of("final") == text);

    Collected whole;
    CHECK(scratch.files->read(scratch.at("final"), UINT64_MAX, whole).is_ok());
    CHECK(whole.text == text);
    Collected part;
    CHECK(scratch.files->read(scratch.at("final"), 100'001, part).is_ok());
    CHECK(part.text.size() == 100'001);
}

TEST_CASE("publishing never overwrites; replacing does")
{
    const Scratch scratch;
    scratch.make("old", "old");
    scratch.make("new", "new");
    bool is_taken = false;
    const Status status = scratch.files->publish(scratch.at("new"), scratch.at("old"), is_taken);
    CHECK(is_taken);
    CHECK(is_failure_about(status, scratch.at("old")));
    CHECK(scratch.text_of("old") == "old");
    CHECK(scratch.text_of("new") == "new");
    CHECK(scratch.files->replace(scratch.at("new"), scratch.at("old")).is_ok());
    CHECK(scratch.text_of("old") == "new");
}

TEST_CASE("creating refuses what is there already: a file, a folder, a link to anywhere")
{
    const Scratch scratch;
    std::unique_ptr<OutputFile> file;
    scratch.make("file", "mine");
    REQUIRE(symlink(scratch.at("target").c_str(), scratch.at("link").c_str()) == 0);
    for (const char *name : {"file", ".", "link"}) {
        CHECK(is_failure_about(scratch.files->create(scratch.at(name), file), scratch.at(name)));
        CHECK(file == nullptr);
    }
    CHECK_FALSE(std::filesystem::exists(scratch.at("target")));
    CHECK(scratch.text_of("file") == "mine");
}

TEST_CASE("reading refuses links, pipes, devices and folders without waiting")
{
    const Scratch scratch;
    scratch.make("file", "mine");
    REQUIRE(symlink(scratch.at("file").c_str(), scratch.at("link").c_str()) == 0);
    REQUIRE(mkfifo(scratch.at("pipe").c_str(), 0600) == 0);
    for (const std::string &path :
         {scratch.at("link"), scratch.at("pipe"), scratch.path, scratch.at("missing"),
          std::string("/dev/zero")}) {
        Collected text;
        CHECK(is_failure_about(scratch.files->read(path, 10, text), path));
        CHECK(text.text.empty());
    }
}

TEST_CASE("folders are made with their parents, and a file in the way is named")
{
    const Scratch scratch;
    CHECK(scratch.files->make_directories(scratch.at("a/b//c/")).is_ok());
    CHECK(scratch.files->is_directory(scratch.at("a/b/c")));
    CHECK(scratch.files->make_directories(scratch.at("a/b/c")).is_ok());
    scratch.make("a/file", "x");
    CHECK(is_failure_about(
        scratch.files->make_directories(scratch.at("a/file/d")), scratch.at("a/file")));
    CHECK_FALSE(scratch.files->is_directory(scratch.at("a/file")));
    CHECK_FALSE(scratch.files->is_directory(scratch.at("nothing")));
    CHECK(scratch.files->remove_empty_directory(scratch.at("a/b/c")).is_ok());
    CHECK_FALSE(scratch.files->remove_empty_directory(scratch.at("a")).is_ok());
}

TEST_CASE("removing what is gone is fine, removing a folder is not")
{
    const Scratch scratch;
    scratch.make("file", "x");
    CHECK(scratch.files->remove(scratch.at("file")).is_ok());
    CHECK(scratch.files->remove(scratch.at("file")).is_ok());
    CHECK_FALSE(scratch.files->remove(scratch.path).is_ok());
}

TEST_CASE("a path is made absolute without asking the file system")
{
    const Scratch scratch;
    std::string path;
    CHECK(scratch.files->absolute("out/../out/./image.png", path).is_ok());
    CHECK(path == std::filesystem::current_path().generic_string() + "/out/image.png");
    CHECK_FALSE(scratch.files->absolute("", path).is_ok());
}

TEST_CASE("a path with a NUL would name another file, so it names none")
{
    const Scratch scratch;
    const std::string path = scratch.at(std::string("a\0b", 3));
    std::unique_ptr<OutputFile> file;
    CHECK_FALSE(scratch.files->create(path, file).is_ok());
    CHECK_FALSE(scratch.files->remove(path).is_ok());
    CHECK_FALSE(std::filesystem::exists(scratch.at("a")));
}

TEST_CASE("a full quota is an answer, not a signal that ends the process")
{
    const Scratch scratch;
    const pid_t child = fork();
    if (child == 0) {
        const rlimit limit{1000, 1000};
        setrlimit(RLIMIT_FSIZE, &limit);
        int result = 1;
        std::thread worker([&] {
            prepare_worker_thread("quota");
            std::unique_ptr<OutputFile> file;
            const std::string bytes(5000, 'q');
            if (scratch.files->create(scratch.at("quota"), file).is_ok()) {
                const Status status =
                    file->write({reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()});
                result = is_failure_about(status, scratch.at("quota")) ? 0 : 2;
            }
            finish_worker_thread();
        });
        worker.join();
        _exit(result);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(scratch.text_of("quota").size() == 1000);
}

TEST_CASE("a full disk is told with the path")
{
    const Scratch scratch;
    if (access("/dev/full", W_OK) != 0)
        return;
    const std::string path = scratch.at("full");
    REQUIRE(symlink("/dev/full", path.c_str()) == 0);
    std::unique_ptr<OutputFile> file;
    CHECK_FALSE(scratch.files->create(path, file).is_ok()); // a link is not followed
    CHECK_FALSE(scratch.files->create("/dev/full", file).is_ok());
}

TEST_CASE("a read-only folder is told with the path")
{
    if (geteuid() == 0)
        return; // the superuser may write anywhere
    const Scratch scratch;
    REQUIRE(chmod(scratch.path.c_str(), 0500) == 0);
    std::unique_ptr<OutputFile> file;
    CHECK(is_failure_about(scratch.files->create(scratch.at("x"), file), scratch.at("x")));
    chmod(scratch.path.c_str(), 0700);
}

TEST_CASE("descriptors do not leak into a child program")
{
    const Scratch scratch;
    std::unique_ptr<OutputFile> file;
    REQUIRE(scratch.files->create(scratch.at("held"), file).is_ok());
    const std::string command =
        "ls -l /proc/self/fd 2>/dev/null | grep -q '" + scratch.at("held") + "'";
    CHECK(std::system(command.c_str()) != 0); // NOLINT(concurrency-mt-unsafe): one thread
}
