// SPDX-License-Identifier: MIT
// TLS for the loopback service: an authority and a certificate made anew at every start.
#pragma once

#include "http/byte_stream.h"

#include <memory>
#include <string>

namespace loopback {

class TlsServer {
public:
    virtual ~TlsServer() = default;

    // Nothing where OpenSSL refuses; the certificate is for 127.0.0.1, ::1 and localhost.
    static std::unique_ptr<TlsServer> create();

    // What a client must trust, as PEM. Its private key is forgotten at once.
    [[nodiscard]] virtual const std::string &authority_pem() const = 0;

    // Shakes hands and takes over the descriptor; nothing when the handshake fails.
    virtual std::unique_ptr<ByteStream> accept(int descriptor) = 0;
};

} // namespace loopback
