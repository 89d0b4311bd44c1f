// SPDX-License-Identifier: MIT
// The C shell: clients and services.
#include "client/abi.h"
#include "client/conductor.h"
#include "client/intake.h"
#include "client/job_pool.h"
#include "platform/process_identity.h"
#include "platform/system_clock.h"
#include "platform/system_files.h"

#include <chrono>
#include <string>
#include <utility>

using namespace gesso::core;

namespace {

constexpr std::chrono::seconds kDestroyWait{2};

gesso_result check_version(uint32_t header_version)
{
    // 0.x: a minor version may change the ABI, a patch may not.
    if ((header_version >> 12) == (GESSO_VERSION >> 12))
        return GESSO_OK;
    return refuse(
        GESSO_ERROR_INVALID_ARGUMENT, "header " + std::to_string(header_version >> 22) + "." +
                                          std::to_string((header_version >> 12) & 0x3ff) +
                                          ", library " + gesso_version_string() +
                                          ": build the host against the library's own header");
}

gesso_result send_service(gesso_client *client, uint64_t id, std::shared_ptr<const Service> service)
{
    {
        const std::lock_guard lock(client->services_mutex);
        if (service)
            client->services[id] = service;
        else
            client->services.erase(id);
    }
    auto command = std::make_unique<ServiceCommand>();
    command->id = id;
    command->service = std::move(service);
    client->core->service_commands.push(command.release());
    client->core->wake->raise();
    return GESSO_OK;
}

gesso_result check_service_id(const gesso_client *client, gesso_service_id service)
{
    if (service.value != 0 && service.value <= client->last_service.load())
        return GESSO_OK;
    return refuse(GESSO_ERROR_STALE, "service: this client never made such a service");
}

} // namespace

Status gesso::core::start_client(const std::shared_ptr<ClientCore> &core)
{
    if (!core->wake->is_open())
        return {StatusCode::resource_exhausted, "the system has no descriptor left for a client"};
    auto conductor = std::make_shared<Conductor>(core);
    Status status = conductor->start_workers();
    if (status.is_ok())
        status = start_thread(core, "gesso conductor", [conductor] { conductor->run(); });
    if (!status.is_ok()) {
        conductor->stop_workers();
        end_threads(*core, kDestroyWait);
    }
    return status;
}

gesso_result gesso_client_create(
    uint32_t header_version, const gesso_client_desc *desc, gesso_client **out_client)
{
    return guarded([&] {
        if (!out_client)
            return refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_client is null");
        *out_client = nullptr;
        if (const gesso_result result = check_version(header_version); result != GESSO_OK)
            return result;
        gesso_client_desc known{};
        if (!read_struct(desc, known))
            return refuse(
                GESSO_ERROR_INVALID_ARGUMENT,
                "desc is null or its struct_size is not set: use gesso_client_desc_init()");
        CoreSettings settings;
        if (const Status status = take_client(known, settings); !status.is_ok())
            return refuse(status);
        auto client = std::make_unique<gesso_client>();
        client->process = process_generation();
        client->core = std::make_shared<ClientCore>(
            std::move(settings), make_system_clock(), make_system_files());
        if (const Status status = start_client(client->core); !status.is_ok())
            return refuse(status);
        *out_client = client.release();
        return gesso_result{GESSO_OK};
    });
}

gesso_result gesso_client_close(gesso_client *client, int32_t mode)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    if (mode != GESSO_CLOSE_DRAIN && mode != GESSO_CLOSE_ABORT)
        return refuse(GESSO_ERROR_INVALID_ARGUMENT, "mode must be one of GESSO_CLOSE_*");
    const Closing wanted = mode == GESSO_CLOSE_ABORT ? Closing::abort : Closing::drain;
    Closing now = client->core->closing.load();
    // A drain may become an abort, never the other way round.
    while (now < wanted && !client->core->closing.compare_exchange_weak(now, wanted)) {
    }
    client->core->wake->raise();
    return GESSO_OK;
}

gesso_result gesso_client_destroy(gesso_client *client, gesso_leftovers *out_left)
{
    if (!client)
        return GESSO_OK;
    return guarded([&] {
        if (const gesso_result result = check_client(client); result != GESSO_OK)
            return result;
        gesso_leftovers left{};
        if (out_left && !write_struct(left, out_left))
            return refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_left: struct_size is not set");
        const std::unique_ptr<gesso_client> owned(client);
        ClientCore &core = *owned->core;
        core.closing.store(Closing::abort);
        core.is_stopping.store(true);
        core.jobs->stop();
        core.wake->raise();
        left.threads = end_threads(core, kDestroyWait);
        core.lent.take_back_all();
        // From here on no thread that is left enters the host any more.
        core.gate.shut();
        left.threads += core.resolver_threads.load();
        core.images.collect(); // what was released since the last thread looked
        left.requests = core.slots.unpolled();
        left.images = core.images.live_images();
        if (out_left)
            write_struct(left, out_left);
        return gesso_result{GESSO_OK};
    });
}

gesso_result gesso_service_create(
    gesso_client *client, const gesso_service_desc *desc, gesso_service_id *out_service)
{
    return guarded([&] {
        if (const gesso_result result = check_client(client); result != GESSO_OK)
            return result;
        gesso_service_desc known{};
        if (!out_service || !read_struct(desc, known))
            return refuse(
                GESSO_ERROR_INVALID_ARGUMENT,
                "desc or out_service is null, or struct_size is not set");
        std::shared_ptr<const Service> service;
        if (const Status status = take_service(known, service); !status.is_ok())
            return refuse(status);
        out_service->value = client->last_service.fetch_add(1) + 1;
        return send_service(client, out_service->value, std::move(service));
    });
}

gesso_result
gesso_service_update(gesso_client *client, gesso_service_id service, const gesso_service_desc *desc)
{
    return guarded([&] {
        if (const gesso_result result = check_client(client); result != GESSO_OK)
            return result;
        if (const gesso_result result = check_service_id(client, service); result != GESSO_OK)
            return result;
        gesso_service_desc known{};
        if (!read_struct(desc, known))
            return refuse(
                GESSO_ERROR_INVALID_ARGUMENT, "desc is null or its struct_size is not set");
        std::shared_ptr<const Service> updated;
        if (const Status status = take_service(known, updated); !status.is_ok())
            return refuse(status);
        return send_service(client, service.value, std::move(updated));
    });
}

gesso_result gesso_service_destroy(gesso_client *client, gesso_service_id service)
{
    return guarded([&] {
        if (const gesso_result result = check_client(client); result != GESSO_OK)
            return result;
        if (const gesso_result result = check_service_id(client, service); result != GESSO_OK)
            return result;
        return send_service(client, service.value, nullptr);
    });
}
