// SPDX-License-Identifier: MIT
// The C shell: a request as code.
#include "client/abi.h"
#include "client/edit_prepare.h"
#include "client/intake.h"
#include "request/request_code.h"

#include <string>
#include <utility>
#include <vector>

using namespace gesso::core;

namespace {

Status invalid(const char *text)
{
    return {StatusCode::invalid_argument, text};
}

// A request's pictures, to be looked at and no more: whoever lent them keeps them.
class Borrowed {
public:
    Status take(const gesso_request_desc &desc)
    {
        if (!desc.images || desc.image_count < 1 || desc.image_count > kMaxEditImages)
            return invalid("images: an edit needs 1 to 16 pictures");
        const auto *at = reinterpret_cast<const uint8_t *>(desc.images);
        for (uint32_t i = 0; i < desc.image_count; ++i) {
            const auto *host = reinterpret_cast<const gesso_picture *>(at);
            GESSO_RETURN_IF_FAILED(take_one(host, images_.emplace_back()));
            at += host->struct_size;
        }
        has_mask_ = desc.mask != nullptr;
        return has_mask_ ? take_one(desc.mask, mask_) : Status();
    }

    void lend_to(gesso_request_desc &desc) const
    {
        desc.images = images_.data();
        desc.mask = has_mask_ ? &mask_ : nullptr;
    }

private:
    static Status take_one(const gesso_picture *host, gesso_picture &out_picture)
    {
        if (!read_struct(host, out_picture))
            return invalid("images: struct_size of a picture is not set");
        out_picture.release = nullptr;
        return {};
    }

    std::vector<gesso_picture> images_;
    gesso_picture mask_{};
    bool has_mask_ = false;
};

// The desc without what makes it an edit: the fields that both have are judged in one place.
gesso_request_desc as_generation(gesso_request_desc desc)
{
    desc.operation = GESSO_OPERATION_GENERATE;
    desc.images = nullptr;
    desc.image_count = 0;
    desc.mask = nullptr;
    desc.flags &= ~static_cast<uint32_t>(
        GESSO_REQUEST_RAW_ANSWER | GESSO_REQUEST_WRAP | GESSO_REQUEST_EDIT_AS_JSON);
    return desc;
}

Status take_fields(
    ClientCore &core, const gesso_request_desc &desc, ServiceRoute &route, GenerationAsk &out_ask)
{
    EditInputs none;
    std::unique_ptr<RequestRecord> record;
    GESSO_RETURN_IF_FAILED(take_request(core, as_generation(desc), none, record));
    out_ask = std::move(record->ask);
    route.fields.insert(
        route.fields.end(), record->extra_fields.begin(), record->extra_fields.end());
    return {};
}

// The pictures are made ready as for sending: that decides their formats and the size asked for.
Status write_edit(
    ClientCore &core, gesso_request_desc desc, const GenerationAsk &fields,
    const ServiceRoute &route, CodeLanguage language, std::string &out_code)
{
    Borrowed borrowed;
    GESSO_RETURN_IF_FAILED(borrowed.take(desc));
    borrowed.lend_to(desc);
    EditWish wish;
    GESSO_RETURN_IF_FAILED(take_edit_wish(desc, wish));
    EditInputs inputs;
    GESSO_RETURN_IF_FAILED(inputs.owe(desc));
    GESSO_RETURN_IF_FAILED(inputs.keep(core));
    if (!inputs.begin_reading())
        return {StatusCode::cancelled, "the client was destroyed"};
    PreparedEdit prepared(core.images);
    const auto never = [] { return false; };
    Status status =
        prepare_edit(inputs, wish, fields, route, core.settings.limits, never, prepared);
    inputs.end_reading();
    GESSO_RETURN_IF_FAILED(std::move(status));
    const EditAsk ask = prepared.ask(wish, fields);
    GESSO_RETURN_IF_FAILED(validate_edit(ask, route));
    return write_request_code(language, ask, route, "", out_code);
}

Status write_code(
    ClientCore &core, const gesso_request_desc &desc, ServiceRoute route, int32_t language,
    std::string &out_code)
{
    if (language < GESSO_CODE_CURL || language > GESSO_CODE_POWERSHELL)
        return invalid("language must be one of GESSO_CODE_*");
    const auto wanted = static_cast<CodeLanguage>(language);
    GenerationAsk fields;
    GESSO_RETURN_IF_FAILED(take_fields(core, desc, route, fields));
    if (desc.operation == GESSO_OPERATION_GENERATE && (desc.image_count != 0 || desc.mask))
        return invalid("images and mask belong to GESSO_OPERATION_EDIT");
    if (desc.operation == GESSO_OPERATION_GENERATE)
        return write_request_code(wanted, fields, route, "", out_code);
    if (desc.operation != GESSO_OPERATION_EDIT)
        return invalid("operation must be GESSO_OPERATION_GENERATE or GESSO_OPERATION_EDIT");
    return write_edit(core, desc, fields, route, wanted, out_code);
}

} // namespace

gesso_result gesso_request_code(
    gesso_client *client, const gesso_request_desc *desc, int32_t language, char *out_text,
    size_t size, size_t *out_needed)
{
    return guarded([&] {
        if (const gesso_result result = check_client(client); result != GESSO_OK)
            return result;
        gesso_request_desc known{};
        if (!out_needed || (!out_text && size != 0) || !read_struct(desc, known))
            return refuse(
                GESSO_ERROR_INVALID_ARGUMENT,
                "desc, out_text or out_needed is null, or struct_size is not set");
        const std::shared_ptr<const Service> service = client->find_service(known.service.value);
        if (!service)
            return refuse(GESSO_ERROR_STALE, "service: it was destroyed, or never was");
        std::string code;
        const Status status = write_code(*client->core, known, service->route, language, code);
        if (!status.is_ok())
            return refuse(status);
        *out_needed = code.size() + 1;
        if (size > 0) {
            const size_t copied = std::min(size - 1, code.size());
            std::memcpy(out_text, code.data(), copied);
            out_text[copied] = '\0';
        }
        return gesso_result{GESSO_OK};
    });
}
