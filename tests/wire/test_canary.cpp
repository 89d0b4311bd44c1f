// SPDX-License-Identifier: MIT
// A key that a service repeats, in any place and any disguise, stops at the door (faults.md K1,
// K2).
#include "support/catch.h"
#include "wire/conversation.h"

using namespace gesso_test;

TEST_CASE("a key that comes back in any field or disguise reaches no text of ours", "[wire]")
{
    for (const Conversation &conversation : read_conversation_file("echoes")) {
        DYNAMIC_SECTION(conversation.name)
        {
            hold(conversation);
        }
    }
}

TEST_CASE("the search for the key finds each disguise", "[wire]")
{
    CHECK(has_canary("x" + canary() + "y"));
    CHECK(has_canary("cut " + canary().substr(0, 10)));
    CHECK_FALSE(has_canary("cAnary"));
    CHECK_FALSE(has_canary("[secret]"));
}
