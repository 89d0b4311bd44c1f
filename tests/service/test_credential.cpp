// SPDX-License-Identifier: MIT
#include "service/credential.h"
#include "support/catch.h"

#include <string>
#include <utility>

using namespace gesso::core;

TEST_CASE("a secret is copied, moved and replaced like any value", "[credential]")
{
    SecretText first("one");
    SecretText second = first;
    CHECK(second.reveal() == "one");
    second = "two";
    CHECK(first.reveal() == "one");
    CHECK(second.reveal() == "two");
    const SecretText third = std::move(second);
    CHECK(third.reveal() == "two");
    CHECK(second.is_empty()); // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
    first = SecretText();
    CHECK(first.is_empty());
    CHECK(first.reveal().empty());
}

TEST_CASE("a key that no header can carry is refused without being shown", "[credential]")
{
    CHECK(check_secret("sk-abc_123.XYZ~+/=").is_ok());
    CHECK(check_secret(SecretText(std::string(16384, 'k'))).is_ok());
    for (const std::string &key :
         {std::string(), std::string("can ary"), std::string("Bearer canary"),
          std::string("canary\r\nX: y"), std::string("canary\n"), std::string("can\0ary", 7),
          std::string("canary\x7f"), std::string("canary\xc3\xa9"), std::string("\tcanary"),
          std::string(16385, 'k')}) {
        const Status status = check_secret(SecretText(key));
        CHECK(status.code == StatusCode::invalid_argument);
        CHECK(status.message.find("canary") == std::string::npos);
        CHECK(status.message.find("can ary") == std::string::npos);
    }
}

TEST_CASE("wiping empties secret fields and leaves the others", "[credential]")
{
    std::vector<HttpField> fields = {{"api-key", std::string(40, 'k'), true}, {"A", "b", false}};
    const char *memory = fields[0].value.data();
    wipe_secrets(fields);
    CHECK(fields[0].value.empty());
    CHECK(fields[1].value == "b");
    // The string keeps its buffer, so what the key left behind can be looked at.
    REQUIRE(fields[0].value.capacity() >= 40);
    for (size_t i = 1; i < fields[0].value.capacity() && i < 40; ++i)
        CHECK(memory[i] == 0);
}
