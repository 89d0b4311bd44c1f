// SPDX-License-Identifier: MIT
#include "exit_code.h"

namespace gesso_cli {

const char *const kExitCodeHelp =
    "Exit codes (with several prompts the highest one)\n"
    "    0  every image arrived and is saved\n"
    "    1  this machine: memory, threads, a missing program\n"
    "    2  usage: the command line is wrong; nothing was sent\n"
    "    3  refused: content filter, bad parameter, unknown deployment or model\n"
    "    4  authentication: no key, or the service refused it\n"
    "    5  network: the service was not reached; nothing was billed\n"
    "    6  service: it answered with an error, a rate limit or a spent quota\n"
    "    7  unknown outcome: sent, but no whole answer came back; it may have been\n"
    "       billed and is not sent again by itself\n"
    "    8  a file could not be written\n"
    "  130  interrupted (Ctrl-C cancels cleanly, a second one ends at once)\n";

namespace {

bool is_gateway_status(int32_t http_status)
{
    return http_status == 502 || http_status == 504 || http_status == 524;
}

// A gateway that gave up says nothing about the service behind it.
int answered(int32_t billed, int32_t http_status)
{
    const bool is_unknown = billed != GESSO_BILLED_NO && is_gateway_status(http_status);
    return is_unknown ? kExitUnknown : kExitService;
}

} // namespace

int exit_code_for(gesso_result result, int32_t billed, int32_t http_status)
{
    switch (result) {
    case GESSO_OK:
        return kExitOk;
    case GESSO_ERROR_INVALID_ARGUMENT:
    case GESSO_ERROR_UNSUPPORTED:
        return kExitUsage;
    case GESSO_ERROR_BAD_REQUEST:
    case GESSO_ERROR_REFUSED:
    case GESSO_ERROR_NOT_FOUND:
        return kExitRefused;
    case GESSO_ERROR_AUTH:
        return kExitAuth;
    case GESSO_ERROR_DNS:
    case GESSO_ERROR_CONNECT:
    case GESSO_ERROR_TLS:
    case GESSO_ERROR_TIMEOUT:
    case GESSO_ERROR_DISCONNECTED:
        return billed == GESSO_BILLED_NO ? kExitNetwork : kExitUnknown;
    case GESSO_ERROR_SERVICE:
        return answered(billed, http_status);
    case GESSO_ERROR_RATE_LIMITED:
    case GESSO_ERROR_BILLING:
    case GESSO_ERROR_REDIRECT:
    case GESSO_ERROR_DECODE:
        return kExitService;
    case GESSO_ERROR_PROTOCOL:
    case GESSO_ERROR_INCOMPLETE:
    case GESSO_ERROR_NO_IMAGE:
    case GESSO_ERROR_LIMIT:
        return billed == GESSO_BILLED_NO ? kExitService : kExitUnknown;
    case GESSO_ERROR_SAVE:
        return kExitSave;
    case GESSO_ERROR_CANCELLED:
        return kExitInterrupted;
    default:
        return kExitMachine;
    }
}

} // namespace gesso_cli
