// SPDX-License-Identifier: MIT
#include "http/tls_server.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace loopback {

namespace {

struct Free {
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
    void operator()(X509 *certificate) const { X509_free(certificate); }
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
    void operator()(SSL *session) const { SSL_free(session); }
    void operator()(BIO *bio) const { BIO_free(bio); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

class TlsStream final : public ByteStream {
public:
    TlsStream(int descriptor, Owned<SSL> session)
        : descriptor_(descriptor), session_(std::move(session))
    {}
    ~TlsStream() override
    {
        session_.reset();
        ::close(descriptor_);
    }
    TlsStream(const TlsStream &) = delete;
    TlsStream &operator=(const TlsStream &) = delete;

    long read(char *buffer, size_t size) override
    {
        size_t got = 0;
        if (SSL_read_ex(session_.get(), buffer, size, &got) == 1) {
            return static_cast<long>(got);
        }
        const int error = SSL_get_error(session_.get(), 0);
        ERR_clear_error();
        return error == SSL_ERROR_ZERO_RETURN ? 0 : -1;
    }

    bool write(std::string_view bytes) override
    {
        size_t sent = 0;
        const bool is_sent =
            bytes.empty() ||
            (SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &sent) == 1 &&
             sent == bytes.size());
        ERR_clear_error();
        return is_sent;
    }

    bool pause(int milliseconds) override { return pause_on_descriptor(descriptor_, milliseconds); }
    void finish() override
    {
        SSL_shutdown(session_.get());
        ERR_clear_error();
    }

private:
    int descriptor_;
    Owned<SSL> session_;
};

bool add_extension(X509 *certificate, X509 *issuer, int kind, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
    const bool is_added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return is_added;
}

// Signed by `issuer_key`; self-signed where `issuer` is null.
Owned<X509> make_certificate(EVP_PKEY *key, const char *name, X509 *issuer, EVP_PKEY *issuer_key)
{
    Owned<X509> made(X509_new());
    if (!made) {
        return made;
    }
    uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof(serial));
    X509 *certificate = made.get();
    X509 *signer = issuer != nullptr ? issuer : certificate;
    X509_NAME *subject = X509_get_subject_name(certificate);
    bool is_good = X509_set_version(certificate, 2) == 1 &&
                   ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1 &&
                   X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) != nullptr &&
                   X509_gmtime_adj(X509_getm_notAfter(certificate), 30L * 24 * 3600) != nullptr &&
                   X509_set_pubkey(certificate, key) == 1 &&
                   X509_NAME_add_entry_by_txt(
                       subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>(name),
                       -1, -1, 0) == 1 &&
                   X509_set_issuer_name(certificate, X509_get_subject_name(signer)) == 1;
    is_good = is_good && add_extension(certificate, signer, NID_subject_key_identifier, "hash");
    if (issuer == nullptr) {
        is_good = is_good &&
                  add_extension(certificate, signer, NID_basic_constraints, "critical,CA:TRUE") &&
                  add_extension(certificate, signer, NID_key_usage, "critical,keyCertSign,cRLSign");
    } else {
        is_good =
            is_good &&
            add_extension(certificate, signer, NID_authority_key_identifier, "keyid:always") &&
            add_extension(certificate, signer, NID_basic_constraints, "critical,CA:FALSE") &&
            add_extension(certificate, signer, NID_ext_key_usage, "serverAuth") &&
            add_extension(
                certificate, signer, NID_subject_alt_name,
                "IP:127.0.0.1,IP:0:0:0:0:0:0:0:1,DNS:localhost");
    }
    is_good = is_good && X509_sign(certificate, issuer_key, EVP_sha256()) > 0;
    return is_good ? std::move(made) : Owned<X509>();
}

std::string pem_of(X509 *certificate)
{
    const Owned<BIO> bio(BIO_new(BIO_s_mem()));
    if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) {
        return {};
    }
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return size > 0 ? std::string(data, static_cast<size_t>(size)) : std::string();
}

class OpensslServer final : public TlsServer {
public:
    OpensslServer(Owned<SSL_CTX> context, std::string authority)
        : context_(std::move(context)), authority_(std::move(authority))
    {}

    const std::string &authority_pem() const override { return authority_; }

    std::unique_ptr<ByteStream> accept(int descriptor) override
    {
        Owned<SSL> session(SSL_new(context_.get()));
        if (!session || SSL_set_fd(session.get(), descriptor) != 1 ||
            SSL_accept(session.get()) != 1) {
            ERR_clear_error();
            ::close(descriptor);
            return nullptr;
        }
        return std::make_unique<TlsStream>(descriptor, std::move(session));
    }

private:
    Owned<SSL_CTX> context_;
    std::string authority_;
};

} // namespace

std::unique_ptr<TlsServer> TlsServer::create()
{
    const Owned<EVP_PKEY> authority_key(EVP_EC_gen("P-256"));
    const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    if (!authority_key || !key) {
        return nullptr;
    }
    const Owned<X509> authority = make_certificate(
        authority_key.get(), "Gesso loopback authority", nullptr, authority_key.get());
    if (!authority) {
        return nullptr;
    }
    const Owned<X509> certificate =
        make_certificate(key.get(), "localhost", authority.get(), authority_key.get());
    Owned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
    if (!certificate || !context ||
        SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1 ||
        SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) {
        return nullptr;
    }
    SSL_CTX_set_mode(context.get(), SSL_MODE_AUTO_RETRY);
    return std::make_unique<OpensslServer>(std::move(context), pem_of(authority.get()));
}

} // namespace loopback
