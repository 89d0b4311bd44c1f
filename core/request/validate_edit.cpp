// SPDX-License-Identifier: MIT
#include "base/text.h"
#include "request/choices.h"
#include "request/data_url.h"
#include "request/edit.h"
#include "request/extra_json.h"

#include <string>
#include <utility>

namespace gesso::core {

namespace {

Status refused(std::string message)
{
    return {StatusCode::invalid_argument, std::move(message)};
}

std::string family_of(const ServiceRoute &route)
{
    const std::string family = route.rules ? std::string(route.rules->family) : "the service";
    return route.is_provider_azure ? family + " on Azure" : family;
}

std::string size_text(const ImageHeader &header)
{
    return std::to_string(header.width) + "x" + std::to_string(header.height);
}

std::string_view format_name(ImageFormat format)
{
    return media_type(format).substr(std::string_view("image/").size());
}

// Whether this service changes pictures at all.
Status check_service(const ServiceRoute &route)
{
    if (route.rules && route.rules->max_edit_images == 0 &&
        route.form != EndpointForm::azure_async) {
        return refused(
            "operation: " + family_of(route) +
            " cannot edit pictures; use a gpt-image model, or generate instead");
    }
    if (route.edit_target.empty())
        return refused("operation: " + route.edit_obstacle);
    return {};
}

Status check_json(const EditAsk &ask, const ServiceRoute &route)
{
    if (!ask.as_json || route.is_edit_json_understood)
        return {};
    return refused(
        "edit as JSON: " + family_of(route) +
        " takes edits as multipart/form-data only; leave it out");
}

// What is asked of every picture, the mask included. `what` is "image 1" or "mask".
Status check_file(
    const std::string &what, const EditFile &file, const EditAsk &ask, const ServiceRoute &route)
{
    if (file.bytes.empty())
        return refused(what + ": it is empty");
    if (file.header.format == ImageFormat::unknown)
        return refused(what + ": it is no PNG, JPEG or WebP file; convert it to PNG");
    const uint64_t url_size = data_url_size(file.header.format, file.bytes.size());
    if (ask.as_json && url_size > kMaxDataUrl) {
        return refused(
            what + ": it has " + std::to_string(url_size) + " characters as a data URL; at most " +
            std::to_string(kMaxDataUrl) + " are taken (some 15 MB of file); leave as_json out");
    }
    const ModelRules *rules = route.rules;
    if (!rules || file.bytes.size() < rules->max_edit_bytes)
        return {};
    return refused(
        what + ": it has " + std::to_string(file.bytes.size()) + " bytes; " + family_of(route) +
        " takes pictures of less than " + std::to_string(rules->max_edit_bytes >> 20) +
        " MB; make it smaller, or send it as JPEG where it needs no transparency");
}

Status check_format(const std::string &what, const EditFile &file, const ServiceRoute &route)
{
    const Choices formats = route.rules->edit_inputs;
    const std::string_view format = format_name(file.header.format);
    if (is_listed(format, formats))
        return {};
    return refused(
        what + ": it is " + std::string(format) + "; " + family_of(route) + " reads " +
        list_text(formats) + "; convert it to png");
}

Status check_images(const EditAsk &ask, const ServiceRoute &route)
{
    const size_t count = ask.images.size();
    if (count == 0)
        return refused("images: an edit needs at least one picture to change");
    const uint32_t most = route.rules ? route.rules->max_edit_images : kMaxEditImages;
    if (count > most) {
        return refused(
            "images: there are " + std::to_string(count) + "; " + family_of(route) +
            " takes at most " + std::to_string(most) + " in one edit");
    }
    for (size_t i = 0; i < count; ++i) {
        const std::string what = "image " + std::to_string(i + 1);
        GESSO_RETURN_IF_FAILED(check_file(what, ask.images[i], ask, route));
        if (route.rules)
            GESSO_RETURN_IF_FAILED(check_format(what, ask.images[i], route));
    }
    return {};
}

// DALL-E 2: square, and something must say where it may paint.
Status check_square(const EditAsk &ask, const ServiceRoute &route)
{
    const ImageHeader &header = ask.images[0].header;
    if (header.width == 0)
        return {};
    if (header.width != header.height) {
        return refused(
            "image 1: it is " + size_text(header) + "; " + family_of(route) +
            " edits square pictures; crop it, or use a gpt-image model");
    }
    if (ask.mask || header.has_alpha)
        return {};
    return refused(
        "mask: " + family_of(route) +
        " changes what is transparent; give a mask, or a picture with an alpha channel");
}

Status check_mask(const EditAsk &ask, const ServiceRoute &route)
{
    if (!ask.mask)
        return {};
    GESSO_RETURN_IF_FAILED(check_file("mask", *ask.mask, ask, route));
    if (!route.rules) // others read other masks
        return {};
    const ImageHeader &mask = ask.mask->header;
    const ImageHeader &base = ask.images[0].header;
    if (mask.format != ImageFormat::png) {
        return refused(
            "mask: it is " + std::string(format_name(mask.format)) +
            "; it must be a PNG whose transparent pixels mark what may change");
    }
    if (mask.width == 0)
        return {};
    if (!mask.has_alpha) {
        return refused("mask: it has no alpha channel; transparent pixels mark what may change");
    }
    if (base.width != 0 && (mask.width != base.width || mask.height != base.height)) {
        return refused(
            "mask: it is " + size_text(mask) + ", the first image " + size_text(base) +
            "; both must have one size");
    }
    return {};
}

Status check_fields(const EditAsk &ask, const ServiceRoute &route)
{
    if (!ask.fields.style.empty())
        return refused("style: edits do not take it; leave it out");
    if (!is_valid_utf8(ask.input_fidelity))
        return refused("input_fidelity: it is not valid UTF-8");
    Json extra;
    GESSO_RETURN_IF_FAILED(
        parse_extra_json(ask.fields.extra_json, route.form, Operation::edit, extra));
    GESSO_RETURN_IF_FAILED(validate_generation(ask.fields, route));
    if (!route.rules)
        return {};
    return check_choice(
        "input_fidelity", ask.input_fidelity, route.rules->fidelities, route.rules->family);
}

} // namespace

Status validate_edit(const EditAsk &ask, const ServiceRoute &route)
{
    GESSO_RETURN_IF_FAILED(check_service(route));
    GESSO_RETURN_IF_FAILED(check_fields(ask, route));
    GESSO_RETURN_IF_FAILED(check_json(ask, route));
    GESSO_RETURN_IF_FAILED(check_images(ask, route));
    if (route.rules && route.rules->is_edit_square)
        GESSO_RETURN_IF_FAILED(check_square(ask, route));
    return check_mask(ask, route);
}

} // namespace gesso::core
