// SPDX-License-Identifier: MIT
#include "rules/error_rows.h"
#include "rules/refusal.h"

namespace loopback {

namespace {

std::string string_or_null(std::string_view text)
{
    return text.empty() ? "null" : json_string(text);
}

std::string moderation_text(const ErrorBody &body)
{
    std::string violations;
    for (const char c : body.categories) {
        violations += c == '"' ? "" : std::string(1, c);
    }
    const std::string message =
        "Your request was rejected by the safety system. If you believe this is an error, " +
        std::string(body.message) + " and include the request ID {id}. safety_violations=[" +
        violations + "].";
    return R"({"error":{"message":)" + json_string(message) +
           R"(,"type":"image_generation_user_error","param":null,"code":"moderation_blocked",)"
           R"("moderation_details":{"moderation_stage":)" +
           json_string(body.stage) + R"(,"categories":[)" + std::string(body.categories) + "]}}}";
}

std::string page_text(std::string_view title)
{
    const std::string text(title);
    return "<html>\r\n<head><title>" + text + "</title></head>\r\n<body>\r\n<center><h1>" + text +
           "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
}

} // namespace

std::string text_of(const ErrorBody &body)
{
    switch (body.shape) {
    case ErrorBody::Shape::raw:
        break;
    case ErrorBody::Shape::openai:
        return R"({"error":{"message":)" + json_string(body.message) + R"(,"type":)" +
               string_or_null(body.type) + R"(,"param":null,"code":)" + string_or_null(body.code) +
               "}}";
    case ErrorBody::Shape::azure:
        return R"({"error":{"code":)" + json_string(body.code) + R"(,"message":)" +
               json_string(body.message) + "}}";
    case ErrorBody::Shape::moderation:
        return moderation_text(body);
    case ErrorBody::Shape::html:
        return page_text(body.message);
    }
    return std::string(body.message);
}

} // namespace loopback
