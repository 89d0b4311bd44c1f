// SPDX-License-Identifier: MIT
// Every block of tests/wire/conversations is held with a scripted server.
#include "support/catch.h"
#include "wire/conversation.h"

using namespace gesso_test;

namespace {

void hold_all(const char *file)
{
    for (const Conversation &conversation : read_conversation_file(file)) {
        DYNAMIC_SECTION(conversation.name)
        {
            hold(conversation);
        }
    }
}

} // namespace

TEST_CASE("a generation is asked for as each form of service wants it", "[wire]")
{
    hold_all("forms");
}

TEST_CASE("an edit travels as a form whose every part is right, or as JSON", "[wire]")
{
    hold_all("edits");
}

TEST_CASE("a refusal or a failure ends as the catalogue says, with what to do next", "[wire]")
{
    hold_all("errors");
}

TEST_CASE("an operation is submitted, asked after, fetched and removed", "[wire]")
{
    hold_all("operations");
}

TEST_CASE("a picture at an address is fetched from there, without a key", "[wire]")
{
    hold_all("links");
}

TEST_CASE("what a service would refuse costs no POST", "[wire]")
{
    hold_all("refusals");
}
