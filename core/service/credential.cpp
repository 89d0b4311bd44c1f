// SPDX-License-Identifier: MIT
#include "service/credential.h"

#include <openssl/crypto.h>

#include <cstring>
#include <new>
#include <utility>

namespace gesso::core {

namespace {

constexpr size_t kMaxSecretBytes = size_t{16} << 10; // signed tokens reach some kilobytes

} // namespace

SecretText::SecretText(std::string_view text)
{
    if (text.empty())
        return;
    text_ = static_cast<char *>(OPENSSL_secure_malloc(text.size()));
    if (!text_)
        throw std::bad_alloc();
    std::memcpy(text_, text.data(), text.size());
    size_ = text.size();
}

SecretText::SecretText(const SecretText &other) : SecretText(other.reveal()) {}

SecretText::SecretText(SecretText &&other) noexcept
    : text_(std::exchange(other.text_, nullptr)), size_(std::exchange(other.size_, 0))
{}

SecretText &SecretText::operator=(SecretText other) noexcept
{
    std::swap(text_, other.text_);
    std::swap(size_, other.size_);
    return *this;
}

SecretText::~SecretText()
{
    OPENSSL_secure_clear_free(text_, size_);
}

Status check_secret(const SecretText &secret)
{
    const std::string_view text = secret.reveal();
    if (text.empty())
        return {StatusCode::invalid_argument, "the key is empty"};
    if (text.size() > kMaxSecretBytes)
        return {StatusCode::invalid_argument, "the key is longer than 16 KiB"};
    for (const char c : text) {
        if (c == ' ') {
            return {
                StatusCode::invalid_argument,
                "the key contains a space; give the bare key, without a word before it"};
        }
        if (c < 0x21 || c > 0x7e) {
            return {
                StatusCode::invalid_argument,
                "the key contains a line break, a control character or a letter outside ASCII; "
                "it was probably not copied whole"};
        }
    }
    return {};
}

void wipe_secrets(std::vector<HttpField> &fields)
{
    for (HttpField &field : fields) {
        if (!field.is_secret)
            continue;
        OPENSSL_cleanse(field.value.data(), field.value.size());
        field.value.clear();
    }
}

} // namespace gesso::core
