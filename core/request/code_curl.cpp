// SPDX-License-Identifier: MIT
// A POSIX shell script round curl. What curl sends is the recorded body to the byte; of a form the
// parts are, under a boundary of curl's own.
#include "request/code_plan.h"
#include "request/data_url.h"

namespace gesso::core {

namespace {

// Linux takes words of less than 128 KiB on a command line; builtin printf has no such limit.
constexpr size_t kMaxWord = 100'000;

constexpr const char *kNext = " \\\n  ";

bool is_large(const std::string &text)
{
    return text.size() > kMaxWord;
}

std::string piped(const std::string &text)
{
    return "printf '%s' " + shell_word(text) + " |\n";
}

// `input` is what has to stand before the command; `arguments` begin with kNext each.
struct CurlBody {
    std::string input;
    std::string arguments;
};

CurlBody json_body(const CodePlan &plan)
{
    const std::string body = to_text(plan.members);
    CurlBody written;
    written.arguments = std::string(kNext) + "-H 'Content-Type: application/json'" + kNext;
    if (is_large(body)) {
        written.input = piped(body);
        written.arguments += "--data-binary @-";
    } else {
        written.arguments += "--data-raw " + shell_word(body);
    }
    return written;
}

// Base64 of files is put into the document on its way to curl.
CurlBody json_edit_body(const CodePlan &plan)
{
    CurlBody written;
    written.input = "{\n";
    for (const JsonEditPiece &piece : json_edit_pieces(plan.members, plan.files)) {
        written.input += "  printf '%s' " + shell_word(piece.text) + "\n";
        if (piece.file)
            written.input += "  base64 < " + piece.file->name + " | tr -d '\\n'\n";
    }
    written.input += "} |\n";
    written.arguments =
        std::string(kNext) + "-H 'Content-Type: application/json'" + kNext + "--data-binary @-";
    return written;
}

CurlBody form_body(const CodePlan &plan)
{
    CurlBody written;
    for (const FormField &field : form_fields(plan.members)) {
        written.arguments += kNext;
        if (is_large(field.value) && written.input.empty()) {
            written.input = piped(field.value);
            written.arguments += "-F " + shell_word(field.name + "=<-");
        } else {
            written.arguments += "--form-string " + shell_word(field.name + "=" + field.value);
        }
    }
    for (const FormFile &file : plan.files) {
        const std::string type(media_type(file.file->header.format));
        written.arguments += kNext;
        written.arguments +=
            "-F " +
            shell_word(file.field + "=@" + file.name + ";type=" + type + ";filename=" + file.name);
    }
    return written;
}

std::string header_arguments(const CodePlan &plan, const char *joint)
{
    std::string arguments;
    for (const auto &header : plan.headers)
        arguments += joint + ("-H " + shell_word(header_line(header)));
    return arguments;
}

// Asks until the operation has ended, whatever became of it, for ten minutes at most; and only the
// service itself, since the key travels with the question.
std::string poll_loop(const CodePlan &plan)
{
    return "case $operation in\n" + shell_word(plan.site + "/") +
           "*) ;;\n"
           "*) echo \"no operation of this service: $operation\" >&2; exit 1 ;;\n"
           "esac\n"
           "tries=0\n"
           "status=running\n"
           "while [ \"$status\" = running ] || [ \"$status\" = notrunning ]; do\n"
           "  tries=$((tries + 1))\n"
           "  [ \"$tries\" -le 600 ] || { echo 'still not done, given up' >&2; exit 1; }\n"
           "  sleep 1\n"
           "  curl --silent --show-error --output response.json" +
           header_arguments(plan, " ") +
           " \"$operation\" || exit\n"
           "  status=$(tr -d ' \\r\\n' < response.json | tr 'A-Z' 'a-z' |\n"
           "    sed -n 's/.*\"status\":\"\\([a-z]*\\)\".*/\\1/p')\n"
           "done\n"
           "cat response.json\n"
           "[ \"$status\" = succeeded ]\n";
}

} // namespace

std::string curl_code(const CodePlan &plan)
{
    const CurlBody body = plan.is_form() ? form_body(plan)
                          : plan.edit    ? json_edit_body(plan)
                                         : json_body(plan);
    // In [::1] curl would see a range of addresses.
    const bool has_bracket = plan.site.find('[') != std::string::npos;
    std::string command = "curl " + std::string(has_bracket ? "--globoff " : "") +
                          shell_word(plan.url) + header_arguments(plan, kNext);
    // Without this curl waits a second for a "100 Continue" that many gateways never send.
    command += std::string(kNext) + "-H 'Expect:'" + body.arguments;
    std::string code = plan.preamble("# ");
    if (plan.is_polled()) {
        command += std::string(kNext) + "--silent --show-error --output submitted.json" + kNext +
                   "--dump-header submitted.txt || exit\n";
        return code + body.input + command +
               "operation=$(tr -d '\\r' < submitted.txt |\n"
               "  awk 'tolower($1) == \"operation-location:\" { print $2 }')\n" +
               poll_loop(plan);
    }
    code += body.input + command + kNext;
    code += plan.is_streamed ? "--no-buffer\n" : "--output response.json\n";
    return code;
}

} // namespace gesso::core
