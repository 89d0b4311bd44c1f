// SPDX-License-Identifier: MIT
#include "client/abi.h"

namespace {

struct ResultText {
    gesso_result result;
    const char *text;
};

constexpr ResultText kTexts[] = {
    {GESSO_OK, "It worked."},
    {GESSO_EMPTY, "Nothing to report now. Poll again next frame."},
    {GESSO_ERROR_INVALID_ARGUMENT,
     "The call breaks the contract. The host's code: gesso_last_error() names the field."},
    {GESSO_ERROR_STALE, "The object has ended or never was. Forget the id."},
    {GESSO_ERROR_QUEUE_FULL,
     "limits.max_requests outputs are held. The host's pace: release ended requests or raise it."},
    {GESSO_ERROR_CLOSED, "The client is closing. Make a new one."},
    {GESSO_ERROR_FORKED,
     "This is a fork child; the client belongs to its parent. Make a new one here."},
    {GESSO_ERROR_UNSUPPORTED,
     "Legal, but this version, build or service cannot do it. The text says what is missing."},
    {GESSO_ERROR_NOT_READY, "Not known yet. Wait for the event that announces it."},
    {GESSO_ERROR_OUT_OF_MEMORY, "This machine has no memory left. Free some and try again."},
    {GESSO_ERROR_RESOURCE,
     "The system refused a thread or a descriptor. Close clients or lower limits."},
    {GESSO_ERROR_SAVE,
     "The image could not be saved. This machine's disk; the bytes are in memory: save elsewhere."},
    {GESSO_ERROR_LIMIT, "A reply outgrew a limit. Raise the named limit if you trust the service."},
    {GESSO_ERROR_DNS, "The service's name has no address. Check the endpoint and the network."},
    {GESSO_ERROR_CONNECT,
     "No connection to the service. Check endpoint, port, firewall and network; nothing billed."},
    {GESSO_ERROR_TLS, "No trusted TLS connection. Check the host name, the clock and the CA file; "
                      "nothing was sent."},
    {GESSO_ERROR_TIMEOUT, "A clock ran out; the text names it. The service may still finish and "
                          "bill: ask before retry."},
    {GESSO_ERROR_DISCONNECTED,
     "The line broke before the reply was whole. It may have been billed: ask before retry."},
    {GESSO_ERROR_AUTH, "The service refused the credential. Check key, role and network rules."},
    {GESSO_ERROR_NOT_FOUND,
     "The service knows no such deployment, model or path. Check deployment name and api-version."},
    {GESSO_ERROR_BAD_REQUEST,
     "A parameter was refused. The text names it; change it and resubmit."},
    {GESSO_ERROR_REFUSED,
     "The content filter refused the prompt or the picture. Rephrase the prompt."},
    {GESSO_ERROR_RATE_LIMITED, "Too many requests. Wait, or raise the deployment's quota."},
    {GESSO_ERROR_BILLING, "A quota or spend limit is used up. The account's owner must raise it; "
                          "waiting does not help."},
    {GESSO_ERROR_SERVICE, "The service failed. Its fault: try again later, quote the request id."},
    {GESSO_ERROR_REDIRECT,
     "The service redirected the request; never followed, the key might leak. Fix the endpoint."},
    {GESSO_ERROR_PROTOCOL,
     "The answer is not the image API's. Check the endpoint; a proxy may stand in between."},
    {GESSO_ERROR_INCOMPLETE,
     "The reply ended before the image did. It may have been billed: ask before retry."},
    {GESSO_ERROR_NO_IMAGE, "A whole reply without an image. The service's fault; see its text."},
    {GESSO_ERROR_DECODE, "The image cannot be read. The service's fault; its bytes are kept."},
    {GESSO_ERROR_CANCELLED, "Cancelled by the host."},
};

} // namespace

const char *gesso_result_text(gesso_result result)
{
    for (const ResultText &entry : kTexts) {
        if (entry.result == result)
            return entry.text;
    }
    return "A code this library does not know. The header and the library may differ.";
}

const char *gesso_last_error(void)
{
    return gesso::core::last_error();
}

uint32_t gesso_version(void)
{
    return GESSO_VERSION;
}

const char *gesso_version_string(void)
{
    return "0.1.0";
}
