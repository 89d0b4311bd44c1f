// SPDX-License-Identifier: MIT
#include "loopback.h"

#include "environment.h"
#include "os/system.h"
#include "text.h"

#include <string_view>

namespace gesso_cli {

namespace {

constexpr const char *kProgram = "gesso-service";
constexpr std::string_view kListening = "listening ";
constexpr std::chrono::seconds kStartLimit(10);

Failure not_started(const std::string &what)
{
    return {kExitNetwork, "loopback: " + what + "; see gesso doctor"};
}

} // namespace

std::string find_loopback_program(std::string &out_looked_in)
{
    const std::string_view named = variable("GESSO_SERVICE");
    if (!named.empty()) {
        out_looked_in = "$GESSO_SERVICE (" + printable(named, 200) + ")";
        return is_program(std::string(named)) ? std::string(named) : std::string();
    }
    const std::string folder = own_folder();
    for (const char *place : {"/../service/", "/"}) {
        std::string path = folder + place + kProgram;
        if (!folder.empty() && is_program(path)) {
            return path;
        }
    }
    out_looked_in = folder + "/../service, " + folder + " and PATH";
    return find_program(kProgram);
}

Failure LoopbackService::start(const std::vector<std::string> &more)
{
    std::string looked_in;
    program_ = find_loopback_program(looked_in);
    if (program_.empty()) {
        return not_started(
            std::string("the program ") + kProgram + " was not found in " + looked_in +
            "; build the target gesso_loopback_service or set GESSO_SERVICE to its path");
    }
    std::string reason;
    std::vector<std::string> words = {program_, "--port", "0", "--exit-with-parent"};
    words.insert(words.end(), more.begin(), more.end());
    process_ = ChildProcess::start(words, reason);
    if (!process_) {
        return not_started(printable(program_, 200) + " could not be started (" + reason + ")");
    }
    return wait_for_address();
}

Failure LoopbackService::wait_for_address()
{
    const auto deadline = std::chrono::steady_clock::now() + kStartLimit;
    for (;;) {
        std::string line;
        switch (process_->read_line(deadline, line)) {
        case ChildProcess::Read::interrupted:
            return {kExitInterrupted, "interrupted"};
        case ChildProcess::Read::ended:
            return not_started(printable(program_, 200) + " ended before it listened");
        case ChildProcess::Read::too_late:
            return not_started(
                printable(program_, 200) + " did not listen within " +
                std::to_string(kStartLimit.count()) + " s");
        case ChildProcess::Read::line:
            break;
        }
        if (line.rfind(kListening, 0) == 0) {
            base_url_ = std::string(trim(line.substr(kListening.size()))) + "/v1";
            return {};
        }
    }
}

} // namespace gesso_cli
