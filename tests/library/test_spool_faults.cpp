// SPDX-License-Identifier: MIT
#include "library/spool_disk.h"

using namespace gesso::core;

TEST_CASE("when every name is taken the save fails and says where", "[spool]")
{
    Disk disk;
    class Crowded final : public Files {
    public:
        explicit Crowded(FailingFiles &files) : files_(files) {}
        Status create(const std::string &path, std::unique_ptr<OutputFile> &out) override
        {
            return files_.create(path, out);
        }
        Status publish(const std::string & /*from*/, const std::string &to, bool &out) override
        {
            out = true;
            return {StatusCode::save_failed, to};
        }
        Status replace(const std::string &from, const std::string &to) override
        {
            return files_.replace(from, to);
        }
        Status remove(const std::string &path) override { return files_.remove(path); }
        Status make_directories(const std::string &path) override
        {
            return files_.make_directories(path);
        }
        Status remove_empty_directory(const std::string &path) override
        {
            return files_.remove_empty_directory(path);
        }
        Status read(const std::string &path, uint64_t max, ByteSink &sink) override
        {
            return files_.read(path, max, sink);
        }
        Status sync_directory(const std::string &path) override
        {
            return files_.sync_directory(path);
        }
        Status absolute(const std::string &path, std::string &out) override
        {
            return files_.absolute(path, out);
        }
        bool is_directory(const std::string &path) override { return files_.is_directory(path); }

    private:
        FailingFiles &files_;
    } crowded(disk.files);
    Spool spool(
        crowded, disk.clock, [] { return 1; }, {"/home", "", false}, 1);
    SpoolFile file(spool);
    std::string path;
    const Status status = save(file, "x", {}, path);
    CHECK(status.code == StatusCode::save_failed);
    CHECK(status.message.find("'/home'") != std::string::npos);
    TextSink rescued;
    CHECK(file.recover(rescued).is_ok());
    CHECK(rescued.text == "x");
    CHECK(disk.files.files.empty());
}

namespace {

// Saves in pieces up to the first failure; `out_taken` bytes were handed over.
Status save_in_pieces(SpoolFile &file, std::string_view whole, size_t &out_taken, std::string &path)
{
    out_taken = 0;
    GESSO_RETURN_IF_FAILED(file.begin());
    while (out_taken < whole.size()) {
        const std::string_view piece = whole.substr(out_taken, 30'000);
        out_taken += piece.size();
        GESSO_RETURN_IF_FAILED(file.on_bytes(bytes_of(piece)));
    }
    return file.commit({}, ImageFormat::png, path);
}

// What must hold after a failed save, once the disk answers again.
void check_failed_save(
    Disk &disk, SpoolFile &file, const Status &status, std::string_view whole, size_t taken)
{
    CHECK(status.code == StatusCode::save_failed);
    CHECK_FALSE(status.message.empty());
    TextSink rescued;
    disk.files.fail_at = FailingFiles::kNever;
    CHECK(file.recover(rescued).is_ok());
    CHECK(rescued.text == whole.substr(0, taken));
    CHECK_FALSE(has_temporary(disk.files));
    for (const auto &[path, content] : disk.files.files)
        CHECK((content == whole || content == "old"));
}

// Saves with a disk whose k-th call fails, for every k. Answers how many of the saves failed.
size_t fail_every_call(const SaveTarget &target, bool fails_on)
{
    const std::string whole = pattern(200'000);
    size_t failures = 0;
    for (size_t k = 0; k < 100; ++k) {
        CAPTURE(target.name, fails_on, k);
        Disk disk;
        disk.files.files["/home/wall.png"] = "old";
        disk.files.fail_at = k;
        disk.files.fails_on = fails_on;
        Spool spool = disk.spool(target);
        SpoolFile file(spool);
        size_t taken = 0;
        std::string path;
        const Status status = save_in_pieces(file, whole, taken, path);
        const bool has_failed = disk.files.calls.size() > k;
        if (status.is_ok()) { // every call has had its turn, or a second attempt went well
            CHECK(disk.files.files[path] == whole);
            if (!has_failed)
                return failures;
            continue;
        }
        ++failures;
        CHECK(path.empty());
        check_failed_save(disk, file, status, whole, taken);
        // A disk that is gone keeps the empty folder that it did not let us remove.
        const bool has_saved = disk.files.files.size() == 2;
        CHECK((fails_on || has_saved || disk.files.folders.count("/home/out") == 0));
    }
    FAIL("a save makes fewer than a hundred calls");
    return failures;
}

} // namespace

TEST_CASE("whichever call fails, nothing partial is seen and no byte is lost", "[spool]")
{
    for (const bool fails_on : {false, true}) {
        CHECK(fail_every_call({"/home/out", "", false}, fails_on) >= 10);
        CHECK(fail_every_call({"/home", "wall", false}, fails_on) >= 8);
    }
}

TEST_CASE("a disk that stays gone loses nothing but what it holds itself", "[spool]")
{
    const std::string whole = pattern(150'000);
    Disk disk;
    Spool spool = disk.spool({"/home", "", false});
    SpoolFile file(spool);
    REQUIRE(file.begin().is_ok());
    REQUIRE(file.on_bytes(bytes_of(whole)).is_ok());
    disk.files.fail_at = disk.files.calls.size();
    disk.files.fails_on = true;
    std::string path;
    CHECK(file.commit({}, ImageFormat::png, path).code == StatusCode::save_failed);
    TextSink rescued;
    CHECK(file.recover(rescued).code == StatusCode::save_failed);
}

TEST_CASE("after a failure later bytes are refused with the first reason", "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"/home", "", false});
    SpoolFile file(spool);
    REQUIRE(file.begin().is_ok());
    disk.files.fail_at = disk.files.calls.size();
    const Status first = file.on_bytes(bytes_of(pattern(70'000)));
    CHECK(first.code == StatusCode::save_failed);
    CHECK(file.on_bytes(bytes_of("more")).message == first.message);
    std::string path;
    CHECK(file.commit({}, ImageFormat::png, path).message == first.message);
    TextSink rescued;
    CHECK(file.recover(rescued).is_ok());
    CHECK(rescued.text == pattern(70'000));
}

TEST_CASE("a file in the way of a folder is neither removed nor replaced", "[spool]")
{
    Disk disk;
    disk.files.files["/home/out"] = "a file";
    Spool spool = disk.spool({"/home/out/a", "", false});
    SpoolFile file(spool);
    CHECK(file.begin().code == StatusCode::save_failed);
    CHECK(disk.files.files["/home/out"] == "a file");
    CHECK(disk.files.files.size() == 1);
}

TEST_CASE(
    "a whole file whose name may not survive a power cut is reported, kept and given back",
    "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"/home", "wall", false});
    SpoolFile file(spool);
    disk.files.fail_at = 6; // the folder's sync, after the file has its name
    std::string path;
    CHECK(save(file, "whole", {}, path).message.find("sync_directory") == 0);
    CHECK(path.empty());
    TextSink rescued;
    CHECK(file.recover(rescued).is_ok());
    CHECK(rescued.text == "whole");
    CHECK(disk.files.files["/home/wall.png"] == "whole");
}
