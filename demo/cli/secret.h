// SPDX-License-Identifier: MIT
// A key or token on its way from the environment or a file to the library.
#pragma once

#include "exit_code.h"

#include <string>
#include <string_view>

namespace gesso_cli {

// Wipes its memory when it ends. Not copyable: one place to wipe.
class Secret {
public:
    Secret() = default;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;
    ~Secret() { wipe(); }

    void assign(std::string_view text);
    void wipe();

    [[nodiscard]] bool is_empty() const { return text_.empty(); }
    // An access token (a JWT) rather than a key.
    [[nodiscard]] bool is_token() const;
    [[nodiscard]] const char *reveal() const { return text_.c_str(); }

private:
    std::string text_;
};

// From the variable that --key-env names. What was typed is quoted only where it cannot be a key.
Failure read_secret_variable(const std::string &name, Secret &out_secret);
// From a file, or "-" for standard input. Warns when others can read the file.
Failure read_secret_file(const std::string &path, Secret &out_secret, std::string &out_warning);

} // namespace gesso_cli
