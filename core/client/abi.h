// SPDX-License-Identifier: MIT
// What every function of the C shell needs: the client behind the handle, the text of the last
// error, structs that may be older or newer than ours, and the end of all exceptions.
#pragma once

#include "base/status.h"
#include "client/client_core.h"

#include "gesso/gesso.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string_view>

struct gesso_client {
    std::shared_ptr<gesso::core::ClientCore> core;
    uint64_t process = 0; // generation of the process that made it
    std::atomic<uint64_t> last_service{0};

    // What the host described, for calls that answer at once; no thread of ours takes this lock.
    std::shared_ptr<const gesso::core::Service> find_service(uint64_t id)
    {
        const std::lock_guard lock(services_mutex);
        const auto found = services.find(id);
        return found == services.end() ? nullptr : found->second;
    }
    std::mutex services_mutex;
    std::map<uint64_t, std::shared_ptr<const gesso::core::Service>> services;
};

namespace gesso::core {

// Remembers `text` for gesso_last_error() of this thread, in fixed memory.
void set_last_error(std::string_view text);
const char *last_error();

// As above, and answers with the code.
gesso_result refuse(gesso_result result, std::string_view text);
gesso_result refuse(const Status &status);

// GESSO_OK when the client may be used here.
gesso_result check_client(const gesso_client *client);

// Starts the threads of a client, whatever clock and files it was given.
Status start_client(const std::shared_ptr<ClientCore> &core);

// Smallest struct we take: its size field. Largest: far beyond any of ours, so that memory that
// was never initialised is noticed.
inline constexpr uint32_t kMaxStructSize = 4096;

// A host's struct as this library knows it: a missing tail is zeros, an unknown tail is ignored.
template <typename T>
bool read_struct(const T *host, T &out_value)
{
    if (!host || host->struct_size < sizeof(uint32_t) || host->struct_size > kMaxStructSize)
        return false;
    out_value = T{};
    std::memcpy(&out_value, host, std::min<size_t>(host->struct_size, sizeof(T)));
    out_value.struct_size = static_cast<uint32_t>(sizeof(T));
    return true;
}

// Writes no more than the host has room for.
template <typename T>
bool write_struct(T value, T *out_host)
{
    if (!out_host || out_host->struct_size < sizeof(uint32_t) ||
        out_host->struct_size > kMaxStructSize)
        return false;
    value.struct_size = out_host->struct_size;
    std::memcpy(out_host, &value, std::min<size_t>(out_host->struct_size, sizeof(T)));
    return true;
}

// Runs the body of an exported function; nothing that is thrown crosses the boundary.
template <typename Body>
gesso_result guarded(Body body) noexcept
{
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return refuse(GESSO_ERROR_OUT_OF_MEMORY, "this machine has no memory left");
    } catch (...) {
        return refuse(GESSO_ERROR_RESOURCE, "the system refused a resource");
    }
}

} // namespace gesso::core
