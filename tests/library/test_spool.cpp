// SPDX-License-Identifier: MIT
#include "library/spool_disk.h"

using namespace gesso::core;

TEST_CASE("an image is saved under a dated name with the ending of its bytes", "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"/home", "", false});
    const std::string path = saved(spool, "PNG");
    CHECK(path.find("/home/gesso-20261121-061100-") == 0);
    CHECK(ends_with(path, ".png"));
    CHECK(disk.files.files[path] == "PNG");
    CHECK(disk.files.synced.count(path) == 1);
    CHECK(disk.files.files.size() == 1);
    CHECK(ends_with(saved(spool, "J", {}, ImageFormat::jpeg), ".jpg"));
    CHECK(ends_with(saved(spool, "W", {}, ImageFormat::webp), ".webp"));
    CHECK(ends_with(saved(spool, "?", {}, ImageFormat::unknown), ".bin"));
}

TEST_CASE(
    "the file is durable before it has its name, and the name before it is reported", "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"/home", "wall", false});
    saved(spool, "PNG");
    std::vector<std::string> verbs;
    for (const std::string &call : disk.files.calls)
        verbs.push_back(call.substr(0, call.find(' ')));
    CHECK(
        verbs == std::vector<std::string>{
                     "absolute", "create", "write", "sync", "close", "replace", "sync_directory"});
}

TEST_CASE("outputs and previews of one request have numbered names", "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"/home", "wall", true}, 3);
    CHECK(saved(spool, "a", {0, 0}) == "/home/wall-1.png");
    CHECK(saved(spool, "b", {2, 0}) == "/home/wall-3.png");
    CHECK(saved(spool, "c", {1, 2}, ImageFormat::webp) == "/home/wall-2-preview-2.webp");
    Spool single = disk.spool({"/home", "wall.v2", true}, 1);
    CHECK(saved(single, "d") == "/home/wall.v2.png");
    CHECK(saved(single, "e", {0, 1}) == "/home/wall.v2-preview-1.png");
}

TEST_CASE("an ending that the host chose is kept, whatever the bytes are", "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"/home", "wall.PNG", false});
    CHECK(saved(spool, "a", {}, ImageFormat::jpeg) == "/home/wall.PNG");
    Spool several = disk.spool({"/home", "wall.jpeg", false}, 2);
    CHECK(saved(several, "a", {1, 0}) == "/home/wall-2.jpeg");
}

TEST_CASE("a file of the host's name is replaced, one of our names never", "[spool]")
{
    Disk disk;
    disk.files.files["/home/wall.png"] = "old";
    Spool given = disk.spool({"/home", "wall", false});
    CHECK(saved(given, "new") == "/home/wall.png");
    CHECK(disk.files.files["/home/wall.png"] == "new");

    disk.is_stuck = true; // the same chance every time
    Spool first = disk.spool({"/home", "", false});
    Spool second = disk.spool({"/home", "", false});
    const std::string one = saved(first, "1");
    const std::string two = saved(second, "2");
    CHECK(one != two);
    CHECK(disk.files.files[one] == "1");
    CHECK(disk.files.files[two] == "2");
    CHECK_FALSE(has_temporary(disk.files));
}

TEST_CASE("many saves in one second get many names", "[spool]")
{
    Disk disk;
    std::set<std::string> paths;
    for (int i = 0; i < 100; ++i) {
        Spool spool = disk.spool({"/home", "", false});
        paths.insert(saved(spool, "x"));
    }
    CHECK(paths.size() == 100);
}

TEST_CASE("bytes arrive in any pieces and are written in large ones", "[spool]")
{
    const std::string whole = pattern(300'001);
    for (const size_t piece :
         {size_t{1}, size_t{1000}, size_t{65535}, size_t{65536}, size_t{65537}, size_t{200'000},
          whole.size()}) {
        CAPTURE(piece);
        Disk disk;
        Spool spool = disk.spool({"/home", "wall", false});
        SpoolFile file(spool);
        REQUIRE(file.begin().is_ok());
        for (size_t at = 0; at < whole.size(); at += piece)
            REQUIRE(file.on_bytes(bytes_of(std::string_view(whole).substr(at, piece))).is_ok());
        std::string path;
        REQUIRE(file.commit({}, ImageFormat::png, path).is_ok());
        CHECK(disk.files.files[path] == whole);
        const auto writes = std::count_if(
            disk.files.calls.begin(), disk.files.calls.end(),
            [](const std::string &call) { return call.find("write ") == 0; });
        CHECK(writes <= 6);
    }
}

TEST_CASE("an empty image is an empty file", "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"/home", "wall", false});
    CHECK(disk.files.files[saved(spool, "")].empty());
}

TEST_CASE("folders are made when the first image arrives and not before", "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"out/a/b//", "wall", false});
    SpoolFile file(spool);
    CHECK(disk.files.calls.empty());
    std::string path;
    REQUIRE(save(file, "x", {}, path).is_ok());
    CHECK(path == "/home/out/a/b/wall.png");
    // The new folders' own names are durable too.
    for (const char *folder : {"/home/out/a/b", "/home/out/a", "/home/out", "/home"}) {
        const std::string call = std::string("sync_directory ") + folder;
        CHECK(std::count(disk.files.calls.begin(), disk.files.calls.end(), call) == 1);
    }
}

TEST_CASE("an image that is abandoned leaves neither file nor folder", "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"out/a/b", "", false});
    {
        SpoolFile file(spool);
        REQUIRE(file.begin().is_ok());
        REQUIRE(file.on_bytes(bytes_of(pattern(100'000))).is_ok());
        CHECK(disk.files.folders.count("/home/out/a/b") == 1);
    }
    CHECK(disk.files.files.empty());
    CHECK(disk.files.folders == std::set<std::string>{"/", "/home"});
}

TEST_CASE("folders that were there, or that hold something, stay", "[spool]")
{
    Disk disk;
    disk.files.folders.insert("/home/out");
    Spool spool = disk.spool({"out/a/b", "", false}, 2);
    SpoolFile first(spool);
    SpoolFile second(spool);
    REQUIRE(first.begin().is_ok());
    REQUIRE(second.begin().is_ok());
    first.abandon();
    CHECK(disk.files.folders.count("/home/out/a/b") == 1); // the second is still in there
    second.abandon();
    CHECK(disk.files.folders == std::set<std::string>{"/", "/home", "/home/out"});

    REQUIRE(first.begin().is_ok());
    REQUIRE(second.begin().is_ok());
    std::string path;
    REQUIRE(first.commit({0, 0}, ImageFormat::png, path).is_ok());
    second.abandon();
    CHECK(disk.files.files.count(path) == 1);
}

TEST_CASE("a spool file is good for the next pass after any end of the last", "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"/home", "wall", true});
    SpoolFile file(spool);
    std::string path;
    REQUIRE(save(file, "preview", {0, 1}, path).is_ok());
    CHECK(path == "/home/wall-preview-1.png");
    REQUIRE(file.begin().is_ok());
    REQUIRE(file.on_bytes(bytes_of("forgotten")).is_ok());
    REQUIRE(save(file, "final", {0, 0}, path).is_ok()); // begins anew
    CHECK(disk.files.files["/home/wall.png"] == "final");
    CHECK(disk.files.files.size() == 2);
}

TEST_CASE("two requests share a folder without meeting", "[spool]")
{
    Disk disk;
    Spool one = disk.spool({"out", "", false});
    Spool two = disk.spool({"out", "", false});
    SpoolFile first(one);
    SpoolFile second(two);
    REQUIRE(first.begin().is_ok());
    REQUIRE(second.begin().is_ok());
    REQUIRE(first.on_bytes(bytes_of("1")).is_ok());
    REQUIRE(second.on_bytes(bytes_of("2")).is_ok());
    std::string path;
    REQUIRE(second.commit({}, ImageFormat::png, path).is_ok());
    first.abandon();
    CHECK(disk.files.files.size() == 1);
    CHECK(disk.files.files[path] == "2");
}

TEST_CASE("bytes and an end without a beginning are refused", "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"/home", "", false});
    SpoolFile file(spool);
    std::string path;
    CHECK(file.on_bytes(bytes_of("x")).code == StatusCode::save_failed);
    CHECK(file.commit({}, ImageFormat::png, path).code == StatusCode::save_failed);
    CHECK(disk.files.calls.empty());
}

TEST_CASE("the root folder is a folder like any other", "[spool]")
{
    Disk disk;
    Spool spool = disk.spool({"/", "wall", false});
    CHECK(saved(spool, "x") == "/wall.png");
}
