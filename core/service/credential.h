// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"
#include "base/status.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace gesso::core {

// A key or token. Its memory is wiped when it is replaced or destroyed, and lies in OpenSSL's
// secure heap (locked, kept out of core dumps) when the host process has set one up. Best effort:
// a header being sent is a copy, see wipe_secrets().
class SecretText {
public:
    SecretText() = default;
    SecretText(std::string_view text);
    SecretText(const char *text) : SecretText(std::string_view(text)) {}
    SecretText(const SecretText &other);
    SecretText(SecretText &&other) noexcept;
    SecretText &operator=(SecretText other) noexcept;
    ~SecretText();

    bool is_empty() const { return size_ == 0; }
    // Valid until this object changes. For a header only: never for a log, a message or a file.
    std::string_view reveal() const { return {text_, size_}; }

private:
    char *text_ = nullptr;
    size_t size_ = 0;
};

// Whether it can be the value of a header: visible ASCII. The message never contains any of it.
Status check_secret(const SecretText &secret);

// Overwrites the values of all fields marked secret, then empties them.
void wipe_secrets(std::vector<HttpField> &fields);

} // namespace gesso::core
