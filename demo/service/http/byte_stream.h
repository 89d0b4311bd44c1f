// SPDX-License-Identifier: MIT
// One connection as bytes, plain or TLS. Blocking; every wait is bounded by a timeout.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace loopback {

class ByteStream {
public:
    virtual ~ByteStream() = default;

    // Bytes read, 0 at the end of the stream, negative on an error or after 30 s of silence.
    virtual long read(char *buffer, size_t size) = 0;

    // All of it or false: the peer is gone or takes nothing for 30 s.
    virtual bool write(std::string_view bytes) = 0;

    // Waits that long unless the peer closes first; false means it has closed.
    virtual bool pause(int milliseconds) = 0;

    // Says goodbye as the protocol asks; the descriptor itself is closed by the destructor.
    virtual void finish() = 0;
};

// Takes over the descriptor.
std::unique_ptr<ByteStream> make_plain_stream(int descriptor);

// Waits for the peer to close, at most that long; false means it has closed.
bool pause_on_descriptor(int descriptor, int milliseconds);

} // namespace loopback
