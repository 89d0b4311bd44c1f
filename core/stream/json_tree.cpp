// SPDX-License-Identifier: MIT
#include "stream/json_tree.h"

namespace gesso::core {

void JsonTree::open(bool is_object)
{
    Frame frame;
    frame.is_object = is_object;
    if (!frames_.empty()) {
        const Frame &parent = frames_.back();
        frame.is_left_out = parent.is_left_out || parent.is_next_left_out;
    }
    frame.is_left_out = frame.is_left_out || !pay(sizeof(Frame));
    frames_.push_back(std::move(frame));
}

const Json *JsonTree::close()
{
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (frame.is_left_out)
        return nullptr;
    return attach(frame.is_object ? Json(std::move(frame.members)) : Json(std::move(frame.items)));
}

void JsonTree::key(std::string_view name)
{
    Frame &frame = frames_.back();
    frame.is_next_left_out = frame.is_left_out || !pay(sizeof(Json::Member) + name.size());
    if (!frame.is_next_left_out)
        frame.members.emplace_back(std::string(name), Json());
}

void JsonTree::add(Json value)
{
    const std::string *text = value.string();
    const bool is_affordable = pay(sizeof(Json) + (text ? text->size() : 0));
    if (is_affordable)
        attach(std::move(value));
}

const Json *JsonTree::find_in_root(std::string_view key) const
{
    if (frames_.empty())
        return root_.find(key);
    const Json *found = nullptr;
    for (const Json::Member &member : frames_.front().members)
        found = member.first == key ? &member.second : found;
    return found;
}

Json JsonTree::take()
{
    while (!frames_.empty())
        close();
    return std::move(root_);
}

bool JsonTree::pay(size_t bytes)
{
    if (bytes > budget_)
        return false;
    budget_ -= bytes;
    return true;
}

const Json *JsonTree::attach(Json value)
{
    if (frames_.empty()) {
        root_ = std::move(value);
        return &root_;
    }
    Frame &frame = frames_.back();
    if (frame.is_left_out || (frame.is_object && frame.is_next_left_out))
        return nullptr;
    if (!frame.is_object) {
        frame.items.push_back(std::move(value));
        return &frame.items.back();
    }
    frame.members.back().second = std::move(value);
    return &frame.members.back().second;
}

} // namespace gesso::core
