// SPDX-License-Identifier: MIT
// gesso-viewer: see options.cpp for what it can be asked.
#include "viewer.h"

#include <cstdio>

int main(int count, char **values)
{
    viewer::Options options;
    const std::string problem = viewer::parse_options(count, values, options);
    if (!problem.empty()) {
        std::fprintf(stderr, "gesso-viewer: %s\n", problem.c_str());
        return 2;
    }
    if (options.is_help_wanted) {
        std::fputs(viewer::kHelp, stdout);
        return 0;
    }
    if (options.is_probe)
        return viewer::Window().open(64, 64, true).empty() ? 0 : 1;
    viewer::Viewer app(options);
    const std::string error = app.open();
    if (!error.empty()) {
        std::fprintf(stderr, "gesso-viewer: %s\n", error.c_str());
        return 1;
    }
    return app.run();
}
