// SPDX-License-Identifier: MIT
#include "stream/operation_reply.h"
#include "support/catch.h"

using namespace gesso::core;
using State = OperationReply::State;

namespace {

OperationReply read(std::string_view body)
{
    OperationReply reply;
    const Status status = read_operation(body, reply);
    CAPTURE(body, status.message);
    REQUIRE(status.is_ok());
    return reply;
}

} // namespace

TEST_CASE("an operation that succeeded says where its pictures are and until when", "[operation]")
{
    const OperationReply reply =
        read(R"({"created":1686676595,"expires":1686762999,"id":"f508","status":"succeeded",)"
             R"("result":{"created":1686676595,"data":[{"url":"https://b.test/1?sig=x"},)"
             R"({"error":{"code":"contentFilter","message":"filtered"}},{"url":null}]}})");
    CHECK(reply.state == State::succeeded);
    CHECK(reply.created_unix == 1686676595);
    CHECK(reply.expires_unix == 1686762999);
    CHECK(reply.id == "f508");
    REQUIRE(reply.items.size() == 3);
    CHECK(reply.items[0].url == "https://b.test/1?sig=x");
    REQUIRE(reply.items[1].error);
    CHECK(reply.items[1].error->is_content_filter);
    CHECK(reply.items[2].url.empty());
    CHECK_FALSE(reply.items[2].error);
}

TEST_CASE("every end of an operation is one, in any case and spelling", "[operation]")
{
    for (const char *status :
         {"failed", "Failed", "FAILED", "canceled", "Canceled", "cancelled", "Cancelled", "deleted",
          "Deleted", " failed "}) {
        CAPTURE(status);
        const OperationReply reply = read(std::string(R"({"id":"1","status":")") + status + "\"}");
        CHECK(reply.state == State::failed);
        CHECK(reply.reason.code == StatusCode::service_failed);
        CHECK(reply.reason.message.size() > 10);
    }
    for (const char *status : {"succeeded", "Succeeded", "SUCCEEDED"})
        CHECK(
            read(std::string(R"({"status":")") + status + R"(","result":{"data":[]}})").state ==
            State::succeeded);
}

TEST_CASE("an operation goes on under every other status, known or not", "[operation]")
{
    for (const char *status : {"notRunning", "running", "Running", "queued", "hibernating", ""}) {
        CAPTURE(status);
        CHECK(
            read(std::string(R"({"id":"1","error":null,"status":")") + status + "\"}").state ==
            State::running);
    }
    CHECK(read("{}").state == State::running);
    CHECK(read(R"({"status":7})").state == State::running);
}

TEST_CASE("an error without a status is the end, and so is one inside a 200", "[operation]")
{
    const OperationReply reply =
        read(R"({"created":1698435368,"error":{"code":"contentFilter",)"
             R"("message":"Your task failed as a result of our safety system."}})");
    CHECK(reply.state == State::failed);
    CHECK(reply.error.is_content_filter);
    CHECK(reply.reason.message.find("safety system") != std::string::npos);
    CHECK(read(R"({"status":"running","error":{"message":"no"}})").state == State::failed);
}

TEST_CASE("what is no JSON object says nothing about an operation", "[operation]")
{
    OperationReply reply;
    for (const char *body : {"", "[]", "<html>", "{\"status\":", "null"})
        CHECK(read_operation(body, reply).code == StatusCode::protocol_error);
}
