// SPDX-License-Identifier: MIT
// A conversation with a service as a block of text:
//
//   ## what it shows
//   service form=openai endpoint={server}/v1 model=gpt-image-2 key     what the host configures
//   request prompt="a wall" size=1024x1024 header="X-A: b"             what the host asks for
//   > POST /v1/images/generations                                      what must arrive, exactly
//   > Authorization: Bearer {key}                                      a field that must be there
//   > !api-key                                                         one that must not
//   > {"prompt":"a wall", ...}                                         the whole JSON body
//   > part prompt = a wall                                             or every part of a form
//   > part image = file image-1.png image/png 1024x1024
//   < 200                                                              what the service answers
//   < Content-Type: text/event-stream                                  (JSON unless it says so)
//   <                                                                  then the body
//   < {"data":[{"b64_json":"{png}"}]}
//   = image 0 16x16                                                    events: the outputs', then
//   the end = finished GESSO_OK billed=yes ? revised_prompt = A wall facts; ~ means "contains";
//   ? size/2 = 16x16                                                   of the third output
//
// Several exchanges follow each other. {server}, {key}, {png} and their like are filled in.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gesso_test {

struct ExpectedExchange {
    std::vector<std::string> request; // lines behind ">"
    std::vector<std::string> reply;   // lines behind "<"
};

struct Conversation {
    std::string name;
    std::map<std::string, std::string> service;
    std::map<std::string, std::string> request;
    std::vector<ExpectedExchange> exchanges;
    std::vector<std::string> events;
    std::vector<std::string> facts;
};

// Fails the test when the text is no conversation.
std::vector<Conversation> read_conversations(const std::string &text);
std::vector<Conversation> read_conversation_file(const std::string &name);

// Has it with a scripted server, through gesso.h, and checks everything that it says; beyond that,
// that one credential at most was sent, that the framing is plain, and that the key is in no text
// that comes back.
void hold(const Conversation &conversation);

// The key that is sent where `{key}` stands, and whether a text has it in any disguise.
const std::string &canary();
bool has_canary(const std::string &text);

} // namespace gesso_test
