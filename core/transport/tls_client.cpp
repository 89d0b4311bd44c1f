// SPDX-License-Identifier: MIT
#include "transport/tls_client.h"

#include "base/text.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <utility>

namespace gesso::core {

namespace {

std::string reason_text(unsigned long error)
{
    const char *reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
    return reason ? reason : "";
}

Status not_set_up()
{
    return {
        StatusCode::tls_failed,
        "The TLS library could not be set up: " + reason_text(ERR_get_error())};
}

bool is_address_literal(const std::string &host)
{
    ASN1_OCTET_STRING *bytes = a2i_IPADDRESS(host.c_str());
    ASN1_OCTET_STRING_free(bytes);
    ERR_clear_error();
    return bytes != nullptr;
}

// Names are compared as RFC 9525 says: in the alternative names alone, a wildcard for one whole
// label, an address only with an address.
bool require_host(SSL_CTX *context, const std::string &host, bool is_address)
{
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_hostflags(
        param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (is_address)
        return X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str()) == 1;
    return X509_VERIFY_PARAM_set1_host(param, host.c_str(), host.size()) == 1;
}

bool trust_system(SSL_CTX *context)
{
#if defined(_WIN32) && OPENSSL_VERSION_NUMBER >= 0x30200000L
    return SSL_CTX_load_verify_store(context, "org.openssl.winstore://") == 1;
#else
    return SSL_CTX_set_default_verify_paths(context) == 1;
#endif
}

Status trust(SSL_CTX *context, const TlsSettings &tls)
{
    if (tls.ca_file.empty()) {
        if (!trust_system(context))
            return not_set_up();
        ERR_clear_error(); // a system without a store trusts nobody, and says so later
        return {};
    }
    if (SSL_CTX_load_verify_locations(context, tls.ca_file.c_str(), nullptr) != 1)
        return {
            StatusCode::tls_failed,
            "The CA file '" + clean_text(tls.ca_file, 512) + "' has no certificate that can be " +
                "read (" + reason_text(ERR_get_error()) +
                "). Correct the setting, or remove it to use the " + "system's trust store"};
    return {};
}

} // namespace

TlsClient::TlsClient(const Origin &origin, Context context)
    : host_(origin.host), is_address_(is_address_literal(origin.host)),
      context_(std::move(context)), session_(nullptr, SSL_free)
{}

std::unique_ptr<TlsClient>
TlsClient::make(const Origin &origin, const TlsSettings &tls, Status &out_status)
{
    ERR_clear_error();
    Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1 ||
        !require_host(context.get(), origin.host, is_address_literal(origin.host))) {
        out_status = not_set_up();
        return nullptr;
    }
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    out_status = trust(context.get(), tls);
    if (!out_status.is_ok())
        return nullptr;
    std::unique_ptr<TlsClient> client(new TlsClient(origin, std::move(context)));
    // OpenSSL reports the end of a connection in many ways, but a proper one only here.
    SSL_CTX_set_info_callback(client->context_.get(), [](const SSL *ssl, int where, int value) {
        auto *self = static_cast<TlsClient *>(SSL_get_app_data(ssl));
        if (where == SSL_CB_READ_ALERT && (value & 0xff) == SSL_AD_CLOSE_NOTIFY)
            self->is_goodbye_heard_ = true;
    });
    return client;
}

bool TlsClient::make_session(intptr_t socket)
{
    session_.reset(SSL_new(context_.get()));
    if (!session_ || SSL_set_fd(session_.get(), static_cast<int>(socket)) != 1)
        return false;
    SSL_set_app_data(session_.get(), this);
    return is_address_ || SSL_set_tlsext_host_name(session_.get(), host_.c_str()) == 1;
}

bool TlsClient::begin(intptr_t socket, RunWatch &watch)
{
    has_failed_ = true;
    if (!make_session(socket))
        return false;
    // A debugger that stops the process for a moment interrupts a wait, but not for ever.
    for (int tries = 0; tries < 10 && !watch.is_stopped(); ++tries) {
        const int result = SSL_connect(session_.get());
        if (result == 1) {
            has_failed_ = false;
            return true;
        }
        const int error = SSL_get_error(session_.get(), result);
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
            break;
    }
    const long verdict = SSL_get_verify_result(session_.get());
    if (verdict != X509_V_OK)
        refusal_ = X509_verify_cert_error_string(verdict);
    return false;
}

void TlsClient::end(bool is_polite)
{
    if (session_ && is_polite)
        SSL_shutdown(session_.get());
    session_.reset();
}

void TlsClient::reset()
{
    end(false);
    ERR_clear_error();
    refusal_.clear();
    has_failed_ = false;
    is_goodbye_heard_ = false;
}

std::string TlsClient::reason()
{
    std::string reason = reason_text(ERR_get_error());
    for (const char *end :
         {"unexpected eof while reading", "shutdown while in init",
          "application data after close notify", "protocol is shutdown"}) {
        if (reason == end)
            return {};
    }
    return reason;
}

} // namespace gesso::core
