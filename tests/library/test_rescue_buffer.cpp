// SPDX-License-Identifier: MIT
#include "library/rescue_buffer.h"
#include "support/catch.h"

#include <cstring>
#include <string>

using namespace gesso::core;

namespace {

Bytes bytes_of(std::string_view text)
{
    return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

std::string text_of(const RescueBuffer &buffer)
{
    return {buffer.bytes().begin(), buffer.bytes().end()};
}

} // namespace

TEST_CASE("a rescue buffer keeps what it is given, in order", "[rescue]")
{
    RescueBudget budget(10);
    RescueBuffer buffer(budget);
    CHECK(buffer.on_bytes(bytes_of("12345")).is_ok());
    CHECK(buffer.on_bytes({}).is_ok());
    CHECK(buffer.on_bytes(bytes_of("67890")).is_ok());
    CHECK(text_of(buffer) == "1234567890");
    CHECK(budget.left() == 0);
}

TEST_CASE("what does not fit is refused whole, before its memory is taken", "[rescue]")
{
    RescueBudget budget(10);
    RescueBuffer buffer(budget);
    CHECK(buffer.on_bytes(bytes_of("12345678")).is_ok());
    const Status status = buffer.on_bytes(bytes_of("901"));
    CHECK(status.code == StatusCode::limit_exceeded);
    CHECK(status.message.find("rescue_bytes") != std::string::npos);
    CHECK(buffer.bytes().empty());
    CHECK(budget.left() == 10);
    CHECK(buffer.on_bytes(bytes_of("1")).code == StatusCode::limit_exceeded);
    buffer.clear();
    CHECK(buffer.on_bytes(bytes_of("1")).is_ok());
}

TEST_CASE("buffers share their budget and give it back", "[rescue]")
{
    RescueBudget budget(10);
    {
        RescueBuffer first(budget);
        RescueBuffer second(budget);
        CHECK(first.on_bytes(bytes_of("123456")).is_ok());
        CHECK(second.on_bytes(bytes_of("12345")).code == StatusCode::limit_exceeded);
        first.clear();
        second.clear();
        CHECK(second.on_bytes(bytes_of("12345")).is_ok());
        CHECK(budget.left() == 5);
    }
    CHECK(budget.left() == 10);
}
