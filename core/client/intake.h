// SPDX-License-Identifier: MIT
// From the host's structs to ours: the only place where a zero becomes a default and where a
// host's argument is judged. Messages name the field.
#pragma once

#include "client/client_core.h"
#include "client/edit_inputs.h"

#include "gesso/gesso.h"

#include <memory>

namespace gesso::core {

Status take_client(const gesso_client_desc &desc, CoreSettings &out_settings);
// "Name: value" lines, null-terminated; null is none.
Status parse_header_lines(const char *const *lines, std::vector<HttpField> &out_fields);
// As above, checked, and without a name that could prove who is asking.
Status take_request_headers(const char *const *lines, std::vector<HttpField> &out_fields);
Status take_service(const gesso_service_desc &desc, std::shared_ptr<const Service> &out_service);
// The pixel_order, row_order and row_alignment of a request or a job.
Status take_layout(
    int32_t pixel_order, int32_t row_order, uint32_t row_alignment, PixelLayout &out_layout);
// `inputs` owes the pictures of `desc`, and goes into the record of an edit.
Status take_request(
    ClientCore &core, const gesso_request_desc &desc, EditInputs &inputs,
    std::unique_ptr<RequestRecord> &out_record);

} // namespace gesso::core
