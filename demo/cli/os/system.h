// SPDX-License-Identifier: MIT
// The few things this program asks of the operating system.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gesso_cli {

bool is_stdin_terminal();
bool is_stderr_terminal(); // and one that understands "erase to the end of the line"
int stderr_columns();      // 80 when unknown

// The folder that holds this program, without a slash at its end; empty when unknown.
std::string own_folder();
bool is_program(const std::string &path);
// The program of that name in a folder of PATH, or empty.
std::string find_program(const std::string &name);
// Tried with a file that is gone at once: permissions alone do not tell.
bool can_write_folder(const std::string &path);
bool can_others_read(const std::string &path);

// Up to `capacity` bytes of a file, or of standard input for "-".
bool read_file_start(
    const std::string &path, char *buffer, size_t capacity, size_t &out_size,
    std::string &out_reason);

// All of a regular file of at most `limit` bytes; memory is taken only for what fits.
bool read_whole_file(
    const std::string &path, size_t limit, std::string &out_bytes, std::string &out_reason);

// Under a temporary name beside it, then renamed: `path` is old or whole, never half.
bool replace_file(const std::string &path, std::string_view bytes, std::string &out_reason);
// A new file in the system's temporary folder, for bytes that could not go where they should.
bool write_rescue_file(std::string_view suffix, std::string_view bytes, std::string &out_path);

// Cannot be optimised away.
void wipe_memory(void *memory, size_t size);

} // namespace gesso_cli
