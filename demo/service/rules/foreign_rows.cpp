// SPDX-License-Identifier: MIT
#include "rules/error_rows.h"

#include <algorithm>
#include <array>

namespace loopback {

namespace {

constexpr std::array kRows{
    ErrorRow{
        "string-error", kEverywhere, 400, raw_body(R"({"error":"the size is not known"})"), "",
        "{\"error\":\"text\"}, as small servers have it"},
    ErrorRow{
        "string-and-message", kEverywhere, 500,
        raw_body(R"({"error":"server_error","message":"the model is not loaded"})"), "",
        "{\"error\":\"code\",\"message\":\"text\"}"},
    ErrorRow{
        "detail", kEverywhere, 503, raw_body(R"({"detail":"the engine is not ready"})"), "",
        "detail"},
    ErrorRow{
        "detail-list", kEverywhere, 422,
        raw_body(R"({"detail":[{"loc":["body","size"],"msg":"not a size","type":"value_error"}]})"),
        "", "a list of details"},
    ErrorRow{
        "message", kEverywhere, 402, raw_body(R"({"message":"the account has no credit"})"), "",
        "402 with a message alone"},
    ErrorRow{
        "numeric-code", kEverywhere, 404,
        raw_body(R"({"error":{"code":404,"message":"no such route","type":null,"param":null}})"),
        "", "a code that is a number"},
    ErrorRow{
        "errors-list", kEverywhere, 400,
        raw_body(
            R"({"errors":[{"code":7000,"message":"no route for that address"}],"success":false})"),
        "", "a list of errors"},
    ErrorRow{
        "success-false", kEverywhere, 400,
        raw_body(
            R"({"success":false,"error":{"code":"bad_size","message":"that is not made here"}})"),
        "", "success: false"},
    ErrorRow{
        "nested", kEverywhere, 400,
        raw_body(R"({"error":{"message":"litellm.BadRequestError: OpenAIException - {\"error\":)"
                 R"({\"message\":\"Invalid size.\",\"code\":\"invalid_value\"}}","type":null,)"
                 R"("param":null,"code":"400"}})"),
        "", "an error inside an error's message"},
    ErrorRow{
        "plain-text", kEverywhere, 500,
        raw_body("upstream connect error or disconnect/reset before headers"), "", "a text",
        "text/plain"},
    ErrorRow{"empty-body", kEverywhere, 500, raw_body(""), "", "nothing at all", "text/plain"},
    ErrorRow{
        "broken-json", kEverywhere, 500, raw_body(R"({"error":{"message":"the serv)"), "",
        "JSON that ends early"},
    ErrorRow{
        "bad-utf8", kEverywhere, 500, raw_body("{\"error\":{\"message\":\"bad \xff\xfe bytes\"}}"),
        "", "bytes that are not UTF-8"},
    ErrorRow{
        "no-images", kEverywhere, 200, raw_body(R"({"created":{created},"data":[]})"), "",
        "200 without an image; [null-image] with one that is null"},
    ErrorRow{
        "null-image", kEverywhere, 200,
        raw_body(
            R"({"created":{created},"data":[{"b64_json":null,"url":null,"revised_prompt":null}]})"),
        "", ""},
};

} // namespace

std::span<const ErrorRow> foreign_rows()
{
    return kRows;
}

const ErrorRow *find_row(std::string_view tag, Players asker)
{
    for (const auto rows : {filter_rows(), access_rows(), trouble_rows(), foreign_rows()}) {
        const auto found = std::find_if(rows.begin(), rows.end(), [&](const ErrorRow &row) {
            const bool is_cloud = (row.players & asker & (kOpenai | kAzure)) != 0;
            return row.tag == tag && is_cloud && (row.players & asker & kFamilies) != 0;
        });
        if (found != rows.end()) {
            return &*found;
        }
    }
    return nullptr;
}

} // namespace loopback
