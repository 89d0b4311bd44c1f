// SPDX-License-Identifier: MIT
// What travels between the stages, and the sink each stage pushes into. Data goes down by calls;
// only a Status comes back up, and anything but ok stops the flow. No stage knows another.
//
//   transport --ResponseSink--> stream --ImageReplySink--> decode --RowSink--> texture
//                                            |
//                                            +--ByteSink--> library spool (original bytes)
#pragma once

#include "base/status.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gesso::core {

using Bytes = std::span<const uint8_t>;

// Takes bytes in order. Lifetime: the span is the caller's again when the call returns.
struct ByteSink {
    virtual Status on_bytes(Bytes bytes) = 0;

protected:
    ~ByteSink() = default; // sinks live on the worker's stack; never deleted through this
};

// ---- request -> transport ----------------------------------------------------------------------

// Where a request goes: compared field by field, never as text, before a secret is attached.
struct Origin {
    std::string scheme; // "http" or "https", lower case
    std::string host;   // lower case; an IPv6 literal without brackets
    uint16_t port = 0;

    bool operator==(const Origin &) const = default;
};

struct HttpField {
    std::string name;
    std::string value;
    bool is_secret = false; // never logged, never part of a message
};

// One piece of a body. Lent bytes stay the owner's and outlive the exchange.
struct BodyPiece {
    std::string owned;
    Bytes lent;

    Bytes bytes() const
    {
        return lent.empty() ? Bytes(reinterpret_cast<const uint8_t *>(owned.data()), owned.size())
                            : lent;
    }
};

struct HttpRequest {
    Origin origin;
    std::string method = "POST";
    std::string target; // path and query, percent-encoded, begins with '/'
    std::vector<HttpField> fields;
    std::string content_type;
    std::vector<BodyPiece> body;
};

// ---- transport -> stream -----------------------------------------------------------------------

struct ResponseHead {
    int status = 0;
    std::vector<HttpField> fields; // as received, in order

    // Value of the first field of that name (ASCII case-insensitive), or null.
    const std::string *find(std::string_view name) const;
};

enum class LinePhase : uint8_t { idle, connecting, sending, waiting, receiving, done };

// The transport's only way to talk. All calls come from the worker that runs the exchange.
struct ResponseSink {
    virtual void on_phase(LinePhase phase) = 0;
    virtual Status on_head(const ResponseHead &head) = 0;
    virtual Status on_body(Bytes bytes) = 0;

protected:
    ~ResponseSink() = default;
};

// ---- stream -> decode and library ---------------------------------------------------------------

// JSON may name the kind after the image, so an image can begin as unknown.
enum class PassKind : uint8_t { unknown, preview, final };

struct ImageStart {
    PassKind kind = PassKind::unknown; // what is known before the first byte
    uint32_t output = 0;               // index in data[] of a document; 0 in an event stream
};

// Known once the object that carried the image has ended. Text is as sent, cleaned of control
// characters and bounded, empty when absent.
struct ImageFacts {
    PassKind kind = PassKind::unknown;
    uint32_t output = 0;
    int64_t preview_index = -1; // 0-based; numbers previews, not images (wire.md 5.1)
    std::string size;
    std::string quality;
    std::string background;
    std::string output_format;
    std::string revised_prompt;
    int64_t created_unix = 0; // 0: not said
};

// Token counts as the service names them (wire.md 4.2); absent is unknown, never zero.
struct Usage {
    std::optional<int64_t> input_tokens;
    std::optional<int64_t> input_text_tokens;
    std::optional<int64_t> input_image_tokens;
    std::optional<int64_t> output_tokens;
    std::optional<int64_t> total_tokens;
};

// One line of a content filter's report, as the service names it.
struct FilterCategory {
    std::string name;     // "violence", "jailbreak"
    std::string severity; // "safe" to "high"; empty when there is none
    bool is_filtered = false;
};

enum class FilterStage : uint8_t { unknown, input, output };

// Why the service said no, from any of the envelopes of wire.md 6. Text is cleaned of control
// characters, bidi overrides and tags, and cut on a code-point border.
struct ServiceError {
    std::string message; // at most 512 code points
    std::string code;    // numeric codes as text
    std::string type;
    std::string param;
    bool is_envelope = false; // JSON in a known shape: no page or text of somebody in between
    bool is_content_filter = false;
    bool is_billing = false;                // quota or spend limit: waiting does not help
    std::string wanted_audience;            // a 401 may name the token audience it expects: a URL
    std::vector<FilterCategory> categories; // at most 32
    FilterStage stage = FilterStage::unknown;
};

struct ImageReplySink {
    // An image begins. Its encoded bytes follow, in order, until on_image_end.
    virtual Status on_image_begin(const ImageStart &start) = 0;
    virtual Status on_image_bytes(Bytes encoded) = 0;
    // The image's text is damaged: from here on it comes as it stands, base64 or not, in order.
    // on_image_end follows with `keep` false. What was decoded before is right.
    virtual Status on_damaged_text(Bytes /*text*/) { return {}; }
    // `keep` is false when the object turned out to be no image of ours (unknown event type,
    // "error" beside it): everything since on_image_begin is to be forgotten.
    virtual Status on_image_end(const ImageFacts &facts, bool keep) = 0;
    virtual Status on_usage(const Usage &usage) = 0;
    // What a document said of all its images: they may have ended before it did (wire.md 4.1 puts
    // most of it behind data[]). When the document ends; the image's own word rules.
    virtual Status on_document_facts(const ImageFacts & /*facts*/) { return {}; }
    // A data[] item or event that carries an error or a URL where an image was expected.
    // `output` is the index in data[], or nothing when the error concerns the whole reply.
    virtual Status on_service_error(const ServiceError &error, std::optional<uint32_t> output) = 0;
    // A whole image lies at an address; `facts` as for on_image_end. Never for data: addresses.
    virtual Status
    on_result_url(uint32_t output, std::string_view url, const ImageFacts &facts) = 0;

protected:
    ~ImageReplySink() = default;
};

// ---- decode -> composite -> texture
// --------------------------------------------------------------

enum class ImageFormat : uint8_t { unknown, png, jpeg, webp };

struct ImageHeader {
    ImageFormat format = ImageFormat::unknown;
    uint32_t width = 0;  // pixels, within the limits
    uint32_t height = 0; // pixels, within the limits
    bool has_alpha = false;
};

enum class PixelOrder : uint8_t { rgba, bgra }; // byte order in memory, 8 bits each

// Where the decoder puts row y: first_row + y * stride. A negative stride stores the bottom row
// first. Write-only for the decoder: the memory may be write-combined.
struct PixelTarget {
    uint8_t *first_row = nullptr;
    ptrdiff_t stride = 0; // bytes
    PixelOrder order = PixelOrder::rgba;
};

struct RowSink {
    // Once, before any pixel is written; the sink says where the pixels go.
    virtual Status on_header(const ImageHeader &header, PixelTarget &out_target) = 0;
    // Rows [y0, y1) are final. Bands come in order and cover the image without gap or overlap.
    virtual Status on_rows(uint32_t y0, uint32_t y1) = 0;

protected:
    ~RowSink() = default;
};

} // namespace gesso::core
