// SPDX-License-Identifier: MIT
#include "base/json.h"
#include "request/data_url.h"
#include "request/edit_fixture.h"

using namespace gesso::core;

TEST_CASE("an edit is written to the letter as the documents print it", "[edit]")
{
    EditAsk ask = edit_ask(0);
    ask.fields.prompt = "add a red hat";
    ask.fields.quality = "high";
    ask.images.push_back(file_of("one", ImageFormat::png));
    ask.images.push_back(file_of("two", ImageFormat::jpeg));
    ask.mask = file_of("mask");
    const HttpRequest request = built_edit(ask, kOpenAi);
    const std::string mark = "--" + boundary_of(request) + "\r\n";
    const std::string form = "Content-Disposition: form-data; name=";
    CHECK(
        whole_body(request) == mark + form + "\"model\"\r\n\r\ngpt-image-2\r\n" +        //
                                   mark + form + "\"prompt\"\r\n\r\nadd a red hat\r\n" + //
                                   mark + form + "\"quality\"\r\n\r\nhigh\r\n" +         //
                                   mark + form +
                                   "\"image[]\"; filename=\"image-1.png\"\r\n" //
                                   "Content-Type: image/png\r\n\r\none\r\n" +  //
                                   mark +
                                   form +
                                   "\"image[]\"; filename=\"image-2.jpg\"\r\n" //
                                   "Content-Type: image/jpeg\r\n\r\ntwo\r\n" + //
                                   mark +
                                   form +
                                   "\"mask\"; filename=\"mask.png\"\r\n"       //
                                   "Content-Type: image/png\r\n\r\nmask\r\n" + //
                                   "--" +
                                   boundary_of(request) + "--\r\n");
    CHECK(request.method == "POST");
    CHECK(request.target == "/v1/images/edits");
    CHECK(request.fields[0].name == "Authorization");
    CHECK(request.fields[1].value == "application/json");
}

TEST_CASE("one picture is called image and several are called image[]", "[edit]")
{
    CHECK(form_value(built_edit(edit_ask(1), kOpenAi), "image") == "PNG bytes");
    CHECK(form_value(built_edit(edit_ask(1), kOpenAi), "image[]") == "(none)");
    const std::vector<FormPart> parts = form_parts(built_edit(edit_ask(16), kOpenAi));
    size_t named = 0;
    for (const FormPart &part : parts)
        named += part.head.find("name=\"image[]\"") != std::string::npos;
    CHECK(named == 16);
}

TEST_CASE("a server that wants one name for every picture gets it", "[edit]")
{
    ServiceRoute route = kOpenAi;
    const auto count = [&route](size_t images, const std::string &name) {
        size_t named = 0;
        for (const FormPart &part : form_parts(built_edit(edit_ask(images), route)))
            named += part.head.find("name=\"" + name + "\"") != std::string::npos;
        return named;
    };
    route.image_field = ImageField::plain;
    CHECK(count(3, "image") == 3);
    CHECK(count(1, "image") == 1);
    route.image_field = ImageField::list;
    CHECK(count(3, "image[]") == 3);
    CHECK(count(1, "image[]") == 1);
    CHECK(count(1, "image") == 0);
}

TEST_CASE("every field travels as text and only files have a type", "[edit]")
{
    EditAsk ask = edit_ask();
    ask.fields.prompt = "line\r\nbreak \"quoted\" \xc3\xa9 \xf0\x9f\x8e\xa8";
    ask.fields.size = "1024x1024";
    ask.fields.format = "jpeg";
    ask.fields.compression = 80;
    ask.fields.background = "opaque";
    ask.fields.moderation = "low";
    ask.fields.user = "u-1";
    ask.fields.n = 2;
    ask.input_fidelity = "high";
    HttpRequest request = built_edit(ask, kOpenAi);
    CHECK(form_value(request, "prompt") == ask.fields.prompt);
    CHECK(form_value(request, "n") == "2");
    CHECK(form_value(request, "size") == "1024x1024");
    CHECK(form_value(request, "quality") == "medium");
    CHECK(form_value(request, "input_fidelity") == "high");
    CHECK(form_value(request, "output_format") == "jpeg");
    CHECK(form_value(request, "output_compression") == "80");
    CHECK(form_value(request, "background") == "opaque");
    CHECK(form_value(request, "moderation") == "low");
    CHECK(form_value(request, "user") == "u-1");
    CHECK(form_value(request, "stream") == "(none)");
    for (const FormPart &part : form_parts(request)) {
        const bool is_file = contains(part.head, "filename=");
        CHECK(is_file == contains(part.head, "Content-Type"));
    }
    ask.fields.n = 1;
    ask.fields.wants_stream = true;
    ask.fields.partials = 2;
    request = built_edit(ask, kOpenAi);
    CHECK(form_value(request, "stream") == "true");
    CHECK(form_value(request, "partial_images") == "2");
    CHECK(request.fields.back().value == "text/event-stream, application/json");
}

TEST_CASE("the pictures' bytes are lent to the body and never copied", "[edit]")
{
    const std::string image(1 << 20, 'i');
    const std::string mask(1 << 10, 'm');
    EditAsk ask = edit_ask(0);
    ask.images.push_back(file_of(image));
    ask.images.push_back(file_of(image));
    ask.mask = file_of(mask);
    const HttpRequest request = built_edit(ask, kOpenAi);
    std::vector<const uint8_t *> lent;
    size_t owned = 0;
    for (const BodyPiece &piece : request.body) {
        if (!piece.lent.empty())
            lent.push_back(piece.lent.data());
        owned += piece.owned.size();
    }
    const auto *image_bytes = reinterpret_cast<const uint8_t *>(image.data());
    CHECK(
        lent == std::vector<const uint8_t *>{
                    image_bytes, image_bytes, reinterpret_cast<const uint8_t *>(mask.data())});
    CHECK(owned < 4096);
}

TEST_CASE("the boundary occurs in no part, not even in one made to contain it", "[edit]")
{
    EditAsk ask = edit_ask();
    const std::string first = boundary_of(built_edit(ask, kOpenAi));
    CHECK(first == boundary_of(built_edit(ask, kOpenAi)));
    const std::string hostile = "x" + first;
    ask.images[0] = file_of(hostile);
    const std::string second = boundary_of(built_edit(ask, kOpenAi));
    CHECK(second != first);
    ask.fields.prompt = "--" + second;
    const HttpRequest request = built_edit(ask, kOpenAi);
    CHECK(boundary_of(request) != second);
    CHECK(boundary_of(request) != first);
    CHECK(form_value(request, "image") == hostile);
    CHECK(form_value(request, "prompt") == ask.fields.prompt);
    std::string all;
    for (int i = 0; i < 100; ++i) {
        ask.fields.prompt = all;
        HttpRequest next;
        const Status status = build_edit(ask, kOpenAi, next);
        if (!status.is_ok()) {
            CHECK(contains(status.message, "images: "));
            return;
        }
        all += boundary_of(next);
    }
    FAIL("the number of boundaries tried is not bounded");
}

TEST_CASE("a name keeps what headers and folders take and gets its true ending", "[edit]")
{
    const std::pair<const char *, const char *> names[] = {
        {"", "image-1.png"},
        {"wall.png", "wall.png"},
        {"WALL.PNG", "WALL.png"},
        {"/home/me/secret place/wall.png", "wall.png"},
        {"C:\\me\\wall.png", "wall.png"},
        {"photo.jpg", "photo.png"},
        {"a\"; filename=\"b\r\n.png", "a___filename__b__.png"},
        {"-rf.png", "rf.png"},
        {"../..", "image-1.png"},
        {".png", "image-1.png"},
        {"caf\xc3\xa9", "caf__.png"},
        {"a.b.png", "a.b.png"},
        {"$(id)`id`.png", "id__id_.png"},
    };
    for (const auto &[name, expected] : names) {
        CAPTURE(name);
        EditAsk ask = edit_ask();
        ask.images[0].name = name;
        CHECK(edit_file_name(ask, 0) == expected);
    }
    EditAsk ask = edit_ask(2);
    ask.images[0].name = "a.jpeg";
    ask.images[0].header.format = ImageFormat::jpeg;
    ask.images[1].name = "b.png";
    CHECK(edit_file_name(ask, 0) == "a.jpeg");
    CHECK(edit_mask_name(ask) == "mask.png");
    CHECK(edit_file_name(ask, 2).empty());
    ask.images[1].name = "x/A.jpeg";
    ask.images[1].header.format = ImageFormat::jpeg;
    CHECK(edit_file_name(ask, 0) == "image-1.jpg"); // two of one name
    CHECK(edit_file_name(ask, 1) == "image-2.jpg");
}

TEST_CASE("an edit as JSON carries data URLs, each picture in a piece of its own", "[edit]")
{
    EditAsk ask = edit_ask(0);
    ask.images.push_back(file_of("M", ImageFormat::png));
    ask.images.push_back(file_of("Ma", ImageFormat::webp));
    ask.as_json = true;
    ask.input_fidelity = "low";
    HttpRequest request = built_edit(ask, kOpenAi);
    CHECK(
        whole_body(request) ==
        R"({"model":"gpt-image-2","prompt":"p","quality":"medium","input_fidelity":"low",)"
        R"("images":[{"image_url":"data:image/png;base64,TQ=="},)"
        R"({"image_url":"data:image/webp;base64,TWE="}]})");
    CHECK(request.content_type == "application/json");
    ask.mask = file_of("Man");
    request = built_edit(ask, kOpenAi);
    Json document;
    REQUIRE(parse_json(whole_body(request), JsonLimits(), document).is_ok());
    REQUIRE(document.find("mask"));
    CHECK(*document.find("mask")->find("image_url")->string() == "data:image/png;base64,TWFu");
    CHECK(document.find("images")->array()->size() == 2);
    CHECK(request.body.size() == 7);
}

TEST_CASE("base64 of every length agrees with the alphabet", "[edit]")
{
    const std::pair<const char *, const char *> texts[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xff\xfe\xfb", "//77"}};
    for (const auto &[text, expected] : texts) {
        CHECK(to_base64(bytes_of(text)) == expected);
        CHECK(
            data_url_size(ImageFormat::png, std::string_view(text).size()) ==
            std::string_view("data:image/png;base64,").size() + std::string_view(expected).size());
    }
}

TEST_CASE("the host's own members become parts, and never its pictures", "[edit]")
{
    EditAsk ask = edit_ask();
    ask.fields.extra_json = R"({"quality":"auto","flag":true,"seed":7,"list":["a"],"no":null})";
    const HttpRequest request = built_edit(ask, kOpenAi);
    CHECK(form_value(request, "quality") == "auto");
    CHECK(form_value(request, "flag") == "true");
    CHECK(form_value(request, "seed") == "7");
    CHECK(form_value(request, "list") == R"(["a"])");
    CHECK(form_value(request, "no") == "(none)");
    for (const char *extra :
         {R"({"image":"x"})", R"({"image[]":"x"})", R"({"images":[]})", R"({"mask":1})",
          R"({"n":2})", R"({"stream":true})", R"({"a\"\r\nX: y":1})", R"({"":1})"}) {
        CAPTURE(extra);
        ask.fields.extra_json = extra;
        CHECK(contains(edit_verdict(ask, kOpenAi), "extra_json: "));
        HttpRequest none;
        CHECK_FALSE(build_edit(ask, kOpenAi, none).is_ok());
        CHECK(none.body.empty());
    }
}
