// SPDX-License-Identifier: MIT
#pragma once

namespace gesso::core {

// First call of every thread of ours. Names it (at most 15 bytes are kept) and blocks every signal
// that can be blocked without hiding a crash: a host's handlers run on the host's threads, a
// connection that ends while we write raises no SIGPIPE, a full quota no SIGXFSZ. The disposition
// of a signal belongs to the host and is never touched.
void prepare_worker_thread(const char *name);

// Last call of such a thread: takes a SIGPIPE or SIGXFSZ that stayed pending, so that it cannot
// strike if the mask is ever opened again.
void finish_worker_thread();

} // namespace gesso::core
