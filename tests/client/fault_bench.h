// SPDX-License-Identifier: MIT
// One faulty server for the whole program (making its certificates takes seconds), with replies
// that the tests write into its folder.
#pragma once

#include "client/host.h"
#include "client/replies.h"
#include "support/fault_server.h"

namespace gesso_test {

inline Scratch &fault_replies()
{
    static Scratch folder;
    return folder;
}

inline gesso::test::FaultServer &fault_bench_server()
{
    static gesso::test::FaultServer server(fault_replies().path());
    return server;
}

inline std::string fault_url(const std::string &target, const char *port = "plain")
{
    return "http://127.0.0.1:" + std::to_string(fault_bench_server().port(port)) + target;
}

// A reply that is the picture itself.
inline std::string picture_reply(const std::string &bytes)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: " +
           std::to_string(bytes.size()) + "\r\n\r\n" + bytes;
}

inline std::string link_reply(const std::string &url, const std::string &more = "")
{
    return json_reply("{\"created\":1700000000,\"data\":[{\"url\":\"" + url + "\"" + more + "}]}");
}

} // namespace gesso_test
