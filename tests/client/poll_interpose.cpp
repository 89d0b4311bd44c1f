// SPDX-License-Identifier: MIT
// The allocator and the locks of this whole program, libraries included, with a counter a thread.
#include "client/poll_probe.h"

#include <dlfcn.h>
#include <pthread.h>

#include <cerrno>
#include <cstdlib>

namespace {

thread_local bool is_counting = false;
thread_local gesso_probe::Counters counters;

void note_allocation()
{
    counters.allocations += is_counting ? 1 : 0;
}

// The function that this program's own one hides. Looked up without a static's guard, which might
// lock.
template <typename Function>
Function *real(Function *&cached, const char *name)
{
    counters.locks += is_counting ? 1 : 0;
    if (!cached)
        cached = reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
    return cached;
}

using MutexFunction = int(pthread_mutex_t *);
using RwlockFunction = int(pthread_rwlock_t *);
MutexFunction *mutex_lock;
MutexFunction *mutex_trylock;
RwlockFunction *rwlock_rdlock;
RwlockFunction *rwlock_wrlock;

} // namespace

namespace gesso_probe {

void switch_counters_on()
{
    counters = {};
    is_counting = true;
}

Counters switch_counters_off()
{
    is_counting = false;
    return counters;
}

} // namespace gesso_probe

extern "C" {

int pthread_mutex_lock(pthread_mutex_t *mutex) noexcept
{
    return real(mutex_lock, "pthread_mutex_lock")(mutex);
}

int pthread_mutex_trylock(pthread_mutex_t *mutex) noexcept
{
    return real(mutex_trylock, "pthread_mutex_trylock")(mutex);
}

int pthread_rwlock_rdlock(pthread_rwlock_t *lock) noexcept
{
    return real(rwlock_rdlock, "pthread_rwlock_rdlock")(lock);
}

int pthread_rwlock_wrlock(pthread_rwlock_t *lock) noexcept
{
    return real(rwlock_wrlock, "pthread_rwlock_wrlock")(lock);
}

#if defined(__GLIBC__)
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

void *malloc(size_t size)
{
    note_allocation();
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    note_allocation();
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    note_allocation();
    return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size)
{
    note_allocation();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    note_allocation();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **out_block, size_t alignment, size_t size)
{
    note_allocation();
    *out_block = __libc_memalign(alignment, size);
    return *out_block ? 0 : ENOMEM;
}

// Freeing is the allocator's work too: its lock is the same.
void free(void *block)
{
    note_allocation();
    __libc_free(block);
}
#endif

} // extern "C"

bool gesso_probe::can_count()
{
#if defined(__GLIBC__)
    return true;
#else
    return false;
#endif
}
