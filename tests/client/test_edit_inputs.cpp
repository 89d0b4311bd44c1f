// SPDX-License-Identifier: MIT
// What hosts hand in as pictures: right ones of every kind, and wrong ones, of which each is
// refused with its name before a byte is sent.
#include "client/edit_host.h"
#include "client/replies.h"
#include "support/fault_server.h"
#include "support/loopback.h"

using namespace gesso_test;
using gesso::test::Buffer;
using gesso::test::FaultServer;

namespace {

// A PNG that claims a size and holds nothing.
std::string claiming_png(uint32_t width, uint32_t height)
{
    gesso::test::PngSpec spec;
    spec.width = width;
    spec.height = height;
    Buffer file = gesso::test::png_signature();
    gesso::test::put_chunk(file, "IHDR", gesso::test::png_header_payload(spec));
    gesso::test::put_chunk(file, "IDAT", gesso::test::zlib_packed(Buffer(100)));
    gesso::test::put_chunk(file, "IEND", {});
    return {file.begin(), file.end()};
}

// Orientation 6: the camera was turned, the right column of the file is the top row.
const char kExif[] =
    "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0CANARY";

std::string turned_jpeg(const std::string &jpeg)
{
    const std::string payload(kExif, sizeof(kExif) - 1);
    const size_t size = payload.size() + 2;
    std::string segment("\xff\xe1", 2);
    segment += static_cast<char>(size >> 8);
    segment += static_cast<char>(size & 255);
    return jpeg.substr(0, 2) + segment + payload + jpeg.substr(2);
}

gesso_request_id edit_with(
    Host &host, gesso_service_id service, const std::vector<gesso_picture> &images,
    const gesso_picture *mask, const std::function<void(gesso_request_desc &)> &tweak = {})
{
    return host.submit(service, "moss", [&](auto &desc) {
        desc.operation = GESSO_OPERATION_EDIT;
        desc.images = images.data();
        desc.image_count = static_cast<uint32_t>(images.size());
        desc.mask = mask;
        desc.quality = "low";
        if (tweak)
            tweak(desc);
    });
}

} // namespace

TEST_CASE("a wrong picture is named, and nothing is sent", "[client]")
{
    const FaultServer server;
    Host host;
    const auto service =
        host.add_service("http://127.0.0.1:" + std::to_string(server.port("plain")) + "/silent");
    const Texture texture = noise_texture(64, 48, 1);
    const Texture other = noise_texture(48, 64, 1);
    const std::string good = texture.png();
    const std::string other_png = other.png();
    const std::string cut = good.substr(0, good.size() / 2);
    const std::string no_end = good.substr(0, good.size() - 12);
    const std::string huge = claiming_png(16000, 16000);
    const std::string empty = claiming_png(64, 48);
    const std::string words = "this is not a picture, it is a sentence about pictures, and long";
    const std::string gif = "GIF89a" + std::string(100, '\0');
    Texture black = box_mask(64, 48, 0, 0, 0, 0);
    Texture opaque = box_mask(64, 48, 0, 0, 64, 48);
    const std::string black_png = black.png();
    const Texture faint = [&] {
        Texture made = black;
        std::memset(made.at(5, 5), 90, 3);
        return made;
    }();

    const auto expect = [&](const char *says, const gesso_picture &first, const gesso_picture *mask,
                            const gesso_picture *second = nullptr, int32_t meaning = 0) {
        std::vector<gesso_picture> images{first};
        if (second)
            images.push_back(*second);
        const auto request = edit_with(
            host, service, images, mask, [&](auto &desc) { desc.mask_meaning = meaning; });
        const SeenRequest &seen = host.log.wait_for_end(request);
        const gesso_request_info info = host.info(request);
        INFO(info.message << " expected: " << says);
        CHECK(std::string(info.message).find(says) == 0);
        CHECK(
            (seen.end.as.end.result == GESSO_ERROR_BAD_REQUEST ||
             seen.end.as.end.result == GESSO_ERROR_LIMIT ||
             seen.end.as.end.result == GESSO_ERROR_UNSUPPORTED));
        CHECK(seen.end.as.end.billed == GESSO_BILLED_NO);
        CHECK(host.stats().posts == 0);
    };
    for (const std::string *file : {&cut, &no_end, &huge, &empty, &words, &gif}) {
        expect("images[0]: ", file_picture(*file), nullptr);
        const gesso_picture mask = file_picture(*file);
        expect("mask: ", file_picture(good), &mask);
    }
    for (const std::string *file : {&cut, &no_end, &huge, &words, &gif}) {
        const gesso_picture second = file_picture(*file);
        expect("images[1]: ", file_picture(good), nullptr, &second);
    }
    const gesso_picture tall = file_picture(other_png);
    expect("mask: ", file_picture(good), &tall);
    const gesso_picture nothing = file_picture(black_png);
    expect("mask: ", file_picture(good), &nothing);
    const gesso_picture all_opaque = opaque.picture();
    expect("mask: ", file_picture(good), &all_opaque, nullptr, GESSO_MASK_ALPHA_CLEAR_IS_EDIT);
    const gesso_picture too_faint = faint.picture();
    expect("mask: ", file_picture(good), &too_faint);
    CHECK(host.log.wait_until([&] { return host.stats().image_bytes == 0; }));
}

TEST_CASE("a file of 50 MB and more is refused before it is sent", "[client]")
{
    const FaultServer server;
    Host host;
    const auto service =
        host.add_service("http://127.0.0.1:" + std::to_string(server.port("plain")) + "/silent");
    const std::string good = noise_texture(64, 48, 1).png();
    Buffer ballast;
    gesso::test::put_chunk(ballast, "IDAT", Buffer(size_t{50} << 20));
    const std::string large = good.substr(0, good.size() - 12) +
                              std::string(ballast.begin(), ballast.end()) +
                              good.substr(good.size() - 12);
    ReleaseCount count;
    const auto request =
        edit_with(host, service, {file_picture(good), count.lend(file_picture(large))}, nullptr);
    host.log.wait_for_end(request);
    const std::string message = host.info(request).message;
    INFO(message);
    CHECK(message.find("images[1]: ") == 0);
    CHECK(message.find("50 MB") != std::string::npos);
    CHECK(count.releases == 1);
    CHECK(host.stats().posts == 0);
}

TEST_CASE("a photograph is turned upright, and where it was taken stays here", "[client]")
{
    const Scratch scratch;
    const Loopback service({"--record", scratch.path() + "/sent"});
    Host host;
    host.log.keep_images();
    const auto id = host.add_service(service.url() + "/v1");
    const auto made = host.submit(id, "oak planks", [&](auto &desc) {
        desc.size = "1536x1024";
        desc.quality = "low";
        desc.format = "jpeg";
        desc.save_to = scratch.path().c_str();
        desc.save_name = "photo";
    });
    const SeenRequest &seen = host.log.wait_for_end(made, 60'000);
    REQUIRE(seen.end.type == GESSO_EVENT_FINISHED);
    const Texture flat =
        pixels_of(host.client(), seen.events[seen.events.size() - 2].as.image.image);
    const std::string photo = turned_jpeg(read_file(host.output(made).path));

    const Texture mask = box_mask(1024, 1536, 100, 200, 400, 500);
    const gesso_picture mask_picture = mask.picture();
    ReleaseCount count;
    const auto edit = edit_with(
        host, id, {count.lend(file_picture(photo)), count.lend(file_picture(photo))},
        &mask_picture);
    const SeenRequest &edited = host.log.wait_for_end(edit, 60'000);
    INFO(host.info(edit).message);
    REQUIRE(edited.end.type == GESSO_EVENT_FINISHED);
    const Texture after =
        pixels_of(host.client(), edited.events[edited.events.size() - 2].as.image.image);
    REQUIRE(after.width == 1024);
    REQUIRE(after.height == 1536);
    size_t differences = 0;
    size_t inside = 0;
    for (uint32_t y = 0; y < 1536; ++y) {
        for (uint32_t x = 0; x < 1024; ++x) {
            const bool is_same = std::memcmp(after.at(x, y), flat.at(y, 1023 - x), 4) == 0;
            (mask.at(x, y)[0] == 0 ? differences : inside) += is_same ? 0 : 1;
        }
    }
    CHECK(differences == 0);
    CHECK(inside > 1000);
    CHECK(count.releases == 2);
    size_t bodies = 0;
    for (const std::string &name : scratch.files()) {
        if (name.find("/sent/") == std::string::npos)
            continue;
        ++bodies;
        const std::string sent = read_file(name);
        CHECK(sent.find("CANARY") == std::string::npos);
        CHECK(sent.find("Exif") == std::string::npos);
    }
    CHECK(bodies >= 4);
    // What the service painted is saved as it came, not as it was pasted.
    CHECK(host.output(edit).width == 1024);
}

TEST_CASE("raw rows are what the service sent, in its own size", "[client]")
{
    const Scratch replies;
    const std::string answer = noise_png(33, 21, 5);
    replies.write("x.http", json_reply("{\"data\":[{\"b64_json\":\"" + base64(answer) + "\"}]}"));
    const FaultServer server(replies.path());
    Host host;
    const auto service = host.add_service(
        "http://127.0.0.1:" + std::to_string(server.port("plain")) + "/reply/x.http");
    const Texture base = noise_texture(64, 48, 1);
    std::vector<uint64_t> hashes;
    for (const bool is_raw : {true, false}) {
        const auto request = edit_with(host, service, {base.picture()}, nullptr, [&](auto &desc) {
            if (is_raw)
                desc.flags = GESSO_REQUEST_RAW_ANSWER;
        });
        host.log.wait_for_end(request);
        INFO(host.info(request).message);
        CHECK(host.output(request).width == (is_raw ? 33u : 64u));
        CHECK(host.output(request).height == (is_raw ? 21u : 48u));
        // Original bytes, unchanged, in both.
        const uint8_t *data = nullptr;
        size_t size = 0;
        REQUIRE(gesso_output_get_bytes(host.client(), request, 0, &data, &size) == GESSO_OK);
        CHECK(std::string(reinterpret_cast<const char *>(data), size) == answer);
    }
}
