// SPDX-License-Identifier: MIT
// Documents that carry images. The tokens must not depend on where the bytes were cut, and what
// the whole-document parser accepts must be accepted with the same values.
#include "base/json.h"
#include "base/text.h"
#include "fuzz/fuzz_cuts.h"
#include "stream/json_scanner.h"
#include "stream/json_tree.h"

#include <string>

using namespace gesso::core;
using namespace gesso::fuzz;

namespace {

class Recorder final : public JsonSink {
public:
    explicit Recorder(bool wants_pieces) : wants_pieces_(wants_pieces) {}

    Status on_open(bool is_object) override
    {
        key_.clear();
        tree_.open(is_object);
        return {};
    }
    Status on_close() override
    {
        require(tree_.depth() > 0);
        tree_.close();
        return {};
    }
    Status on_key(std::string_view key) override
    {
        key_ = key;
        tree_.key(key);
        return {};
    }
    Status on_value(Json value) override
    {
        tree_.add(std::move(value));
        return {};
    }
    bool wants_pieces() override { return wants_pieces_ && key_ == "b"; }
    Status on_piece(Bytes piece) override
    {
        require(!piece.empty());
        pieces.append(reinterpret_cast<const char *>(piece.data()), piece.size());
        return {};
    }
    Status on_pieces_end() override
    {
        pieces += '|';
        return {};
    }

    std::string take_text() { return to_text(tree_.take()); }

    std::string pieces;

private:
    const bool wants_pieces_;
    JsonTree tree_;
    std::string key_;
};

void compare_with_parser(Bytes bytes)
{
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    if (text.starts_with("\xEF\xBB\xBF"))
        return; // a byte order mark is the reader's business
    Recorder recorder(false);
    JsonScanner scanner({}, recorder);
    Status status = scanner.feed(text);
    if (status.is_ok())
        status = scanner.finish();
    Json value;
    const Status expected = parse_json(text, {size_t{1} << 20, 64}, value);
    if (!expected.is_ok())
        return; // it refuses lone surrogates, large numbers and bytes that are not UTF-8
    require(status.is_ok());
    // A number too small for a double is null to one and zero to the other.
    const std::string values = to_text(value);
    require(recorder.take_text() == values || values.find("0.0") != std::string::npos);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 4096)
        return 0;
    const Bytes bytes(data + 1, size - 1);
    Recorder whole(true);
    JsonScanner first({}, whole);
    const Status status = first.feed(bytes);
    const Status end = first.finish();
    Recorder cut(true);
    JsonScanner second({}, cut);
    require(feed_cut(bytes, data[0], [&](Bytes b) {
                return second.feed(b);
            }).message == status.message);
    require(second.finish().message == end.message);
    require(cut.pieces == whole.pieces);
    require(cut.take_text() == whole.take_text());
    compare_with_parser(bytes);
    return 0;
}
