// SPDX-License-Identifier: MIT
// Ctrl-C: the first one is a wish that the program carries out, the second one ends it.
#pragma once

namespace gesso_cli {

// SIGINT, SIGTERM and SIGHUP set the flag; SIGPIPE and SIGXFSZ are ignored, because neither a
// reader that goes away nor a file that grows too large may cost an image that is being paid for.
void watch_for_interrupts();
bool is_interrupted();

} // namespace gesso_cli
