// SPDX-License-Identifier: MIT
#pragma once

#include "base/json.h"

#include <string_view>
#include <vector>

namespace gesso::core {

// Collects the small values of a document into one value while it is scanned. What exceeds the
// budget is left out silently: a reply is judged by the few fields that are known, and they come
// long before a budget ends that no real reply has ever touched.
class JsonTree {
public:
    explicit JsonTree(size_t budget_bytes = size_t{1} << 20) : budget_(budget_bytes) {}

    void open(bool is_object);
    // The value that has ended, where it is kept now; null when it was left out. Lifetime: until
    // the next call.
    const Json *close();
    void key(std::string_view name);
    void add(Json value);

    size_t depth() const { return frames_.size(); }
    // A member of the root object, which may still be open; null when it is not known.
    const Json *find_in_root(std::string_view key) const;
    // Ends what is still open and hands the whole value over.
    Json take();

private:
    struct Frame {
        bool is_object = false;
        bool is_left_out = false;      // the whole container, or
        bool is_next_left_out = false; // the value of the key that was just read
        Json::Array items;
        Json::Object members;
    };

    bool pay(size_t bytes);
    const Json *attach(Json value);

    size_t budget_;
    std::vector<Frame> frames_;
    Json root_;
};

} // namespace gesso::core
