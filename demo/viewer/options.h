// SPDX-License-Identifier: MIT
// What the viewer's command line asks for.
#pragma once

#include "cli/generate_settings.h"

#include <cstdint>
#include <string>
#include <vector>

namespace viewer {

struct Options {
    bool is_offscreen = false;
    bool is_help_wanted = false;
    bool is_probe = false;   // only find out whether a window can be opened
    std::string out = "out"; // where images are saved
    std::string script;      // empty: none, or offscreen the built-in one
    std::string layout;      // file that says where the controls are; empty: none
    int width = 1440, height = 900;
    int samples = 4;           // a pixel
    float scale = 0;           // of the controls; 0: the display's
    uint64_t upload_bytes = 0; // a frame; 0: 512 KiB, or 2 MiB offscreen
    // How the demo's own service paces itself, so that one sees the rows arrive.
    std::vector<std::string> service_words = {
        "--bytes-per-second", "1000000", "--think-ms", "1200"};
    gesso_cli::GenerateSettings service; // the loopback service unless one was asked for
};

// Empty, or what is wrong.
std::string parse_options(int count, char **values, Options &out_options);
extern const char *const kHelp;

} // namespace viewer
