// SPDX-License-Identifier: MIT
#include "image_writer.h"

#include <ctime>

namespace loopback {

struct ImageWriter::Work {
    const Generation &generation;
    const std::string &id;
    Responder &responder;
    Mischief mischief;
};

namespace {

constexpr int kSlowMilliseconds = 5000;

std::string background_field(const Generation &generation)
{
    return R"(,"background":")" +
           std::string(generation.is_transparent ? "transparent" : "opaque") + '"';
}

// As an event has them.
std::string resolved_fields(const Generation &generation)
{
    return R"(,"size":")" + generation.size + R"(","quality":")" + generation.quality + '"' +
           background_field(generation) + R"(,"output_format":")" +
           std::string(name_of(generation.format)) + '"';
}

// The document's usage names the parts of the output, the event's does not.
std::string usage_json(const Generation &generation, int images, bool is_document)
{
    const Usage one = usage_of(generation);
    const int64_t text = one.text_tokens * images;
    const int64_t input_image = one.input_image_tokens * images;
    const int64_t image = one.image_tokens * images;
    std::string out = R"({"input_tokens":)" + std::to_string(text + input_image) +
                      R"(,"input_tokens_details":{"image_tokens":)" + std::to_string(input_image) +
                      R"(,"text_tokens":)" + std::to_string(text) + R"(},"output_tokens":)" +
                      std::to_string(image);
    if (is_document) {
        out += R"(,"output_tokens_details":{"image_tokens":)" + std::to_string(image) +
               R"(,"text_tokens":0})";
    }
    return out + R"(,"total_tokens":)" + std::to_string(text + input_image + image) + "}";
}

constexpr std::string_view kAzureFilterResults =
    R"({"hate":{"filtered":false,"severity":"safe"},)"
    R"("self_harm":{"filtered":false,"severity":"safe"},)"
    R"("sexual":{"filtered":false,"severity":"safe"},)"
    R"("violence":{"filtered":false,"severity":"safe"}})";

// The model writes every prompt anew; the style is the part of it that was asked for.
std::string revised_prompt(const Generation &generation)
{
    const bool is_natural = generation.style == "natural";
    return (is_natural ? "A plain, natural picture: " : "A vivid, dramatic picture: ") +
           generation.prompt;
}

// What stands behind the image inside its element of `data`.
std::string element_tail(const Generation &generation)
{
    std::string out = "\"";
    if (generation.model->family == Family::dalle3) {
        out += R"(,"revised_prompt":)" + json_string(revised_prompt(generation));
        if (is_azure(generation.form)) {
            out += R"(,"content_filter_results":)" + std::string(kAzureFilterResults);
            out += R"(,"prompt_filter_results":)" + std::string(kAzureFilterResults);
        }
    }
    return out + "}";
}

int64_t now_seconds()
{
    return static_cast<int64_t>(std::time(nullptr));
}

// In the order of recorded replies: only the background stands in front of the images.
std::string document_head(const Generation &generation)
{
    return R"({"created":)" + std::to_string(now_seconds()) +
           (generation.model->is_gpt() ? background_field(generation) : "") + R"(,"data":[)";
}

std::string document_tail(const Generation &generation)
{
    if (!generation.model->is_gpt()) {
        return "]}";
    }
    return R"(],"output_format":")" + std::string(name_of(generation.format)) + R"(","quality":")" +
           generation.quality + R"(","size":")" + generation.size + R"(","usage":)" +
           usage_json(generation, generation.n, true) + "}";
}

Response out_of_memory()
{
    return make_error(503, {"The loopback service is out of memory.", "server_error"});
}

} // namespace

std::string publish_link(
    const WriterSettings &settings, BlobLinks &links, const Generation &generation,
    const SharedImage &image)
{
    constexpr int kHour = 3600;
    const int usual = is_azure(generation.form) ? 24 * kHour : kHour;
    const bool is_over = PromptTags::mischief_of(generation.prompt).expires_links;
    const int seconds = is_over ? 0 : settings.link_seconds > 0 ? settings.link_seconds : usual;
    return settings.base_url + links.publish(image, seconds);
}

bool ImageWriter::think(const Work &work, int parts)
{
    const int slow = work.mischief.is_slow ? kSlowMilliseconds : 0;
    return work.responder.pause((settings_.think_milliseconds + slow) / parts);
}

bool ImageWriter::write(const Generation &generation, const std::string &id, Responder &responder)
{
    Work work{generation, id, responder, PromptTags::mischief_of(generation.prompt)};
    const bool is_streamed = generation.is_streamed && !work.mischief.ignores_stream;
    return is_streamed ? write_stream(work) : write_document(work);
}

bool ImageWriter::write_base64(Work &work, const EncodedImage &image, int index, Pass pass)
{
    std::string_view rest = image.base64;
    if (pass.is_first && settings_.is_gated) {
        const size_t tenth = rest.size() / 10;
        if (!work.responder.write(rest.substr(0, tenth)) ||
            !gate_.wait(work.id, index, tenth, rest.size(), settings_.gate_limit, [&work] {
                return work.responder.pause(1);
            })) {
            work.responder.cut();
            return false;
        }
        rest.remove_prefix(tenth);
    }
    if (work.mischief.cuts_image && pass.is_final && index + 1 == work.generation.n) {
        work.responder.write(rest.substr(0, rest.size() / 2));
        work.responder.cut();
        return false;
    }
    return work.responder.write(rest);
}

bool ImageWriter::write_document(Work &work)
{
    const Generation &generation = work.generation;
    if (!think(work, 1)) {
        return false;
    }
    std::vector<SharedImage> images;
    std::vector<std::string> heads;
    const std::string tail = element_tail(generation);
    const std::string end = document_tail(generation);
    uint64_t length = end.size();
    for (int i = 0; i < generation.n; ++i) {
        images.push_back(store_.get(generation, i, 0));
        if (!images.back()) {
            return work.responder.send(out_of_memory());
        }
        std::string head = i > 0 ? "," : document_head(generation);
        head += generation.is_url_wanted
                    ? R"({"url":")" + publish_link(settings_, links_, generation, images.back())
                    : R"({"b64_json":")";
        length += head.size() + tail.size() +
                  (generation.is_url_wanted ? 0 : images.back()->base64.size());
        heads.push_back(std::move(head));
    }
    Responder &responder = work.responder;
    if (!responder.begin(200, "application/json", {}, length)) {
        return false;
    }
    for (int i = 0; i < generation.n; ++i) {
        const auto at = static_cast<size_t>(i);
        if (!responder.write(heads[at]) ||
            (!generation.is_url_wanted && !write_base64(work, *images[at], i, {true, true})) ||
            !responder.write(tail)) {
            return false;
        }
        ++images_;
    }
    return responder.write(end) && responder.end();
}

bool ImageWriter::write_event(Work &work, int index, int preview, int64_t created)
{
    const Generation &generation = work.generation;
    const bool is_final = preview == generation.partial_images;
    if (!think(work, generation.partial_images + 1)) {
        return false;
    }
    if (is_final && !work.mischief.stream_error.empty()) {
        return work.responder.write(work.mischief.stream_error);
    }
    if (is_final && work.mischief.ends_early) {
        return true;
    }
    const SharedImage image =
        store_.get(generation, index, is_final ? 0 : generation.partial_images - preview);
    const std::string type = std::string(generation.edit ? "image_edit" : "image_generation") +
                             (is_final ? ".completed" : ".partial_image");
    if (!image) {
        work.responder.cut();
        return false;
    }
    std::string tail = R"(","created_at":)" + std::to_string(created) + resolved_fields(generation);
    if (is_final) {
        tail += R"(,"usage":)" + usage_json(generation, 1, false);
    } else {
        tail += R"(,"partial_image_index":)" + std::to_string(preview);
    }
    return work.responder.write(
               "event: " + type + "\ndata: {\"type\":\"" + type + R"(","b64_json":")") &&
           write_base64(work, *image, index, {preview == 0, is_final}) &&
           work.responder.write(tail + "}\n\n");
}

bool ImageWriter::write_events_of_image(Work &work, int index)
{
    const int64_t created = now_seconds();
    for (int preview = 0; preview <= work.generation.partial_images; ++preview) {
        if (!write_event(work, index, preview, created)) {
            return false;
        }
    }
    ++images_;
    return true;
}

bool ImageWriter::write_stream(Work &work)
{
    if (!work.responder.begin(
            200, "text/event-stream; charset=utf-8", {{"Cache-Control", "no-cache"}},
            std::nullopt)) {
        return false;
    }
    for (int index = 0; index < work.generation.n; ++index) {
        if (!write_events_of_image(work, index)) {
            return false;
        }
        if (!work.mischief.stream_error.empty() || work.mischief.ends_early) {
            return work.responder.end();
        }
    }
    if (work.mischief.ends_in_done && !work.responder.write("data: [DONE]\n\n")) {
        return false;
    }
    return work.responder.end();
}

} // namespace loopback
