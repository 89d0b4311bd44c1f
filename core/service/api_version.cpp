// SPDX-License-Identifier: MIT
#include "service/api_version.h"

#include <algorithm>

namespace gesso::core {

namespace {

constexpr std::string_view kSubmitDefault = "2023-06-01-preview";
constexpr std::string_view kDallE3Default = "2024-02-01"; // the last its manuals name
constexpr std::string_view kGptImageDefault = "2025-04-01-preview";

// Dates compare as text. Deployments make images from this one on; before it there was only the
// form that is polled.
constexpr std::string_view kFirstDeployments = "2023-12-01";
// The first with edits: 2025-03-01-preview still answers them with "Resource not found".
constexpr std::string_view kFirstEdits = "2025-04-01";

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// "2024-02-01" or "2024-02-01-preview".
bool is_dated(std::string_view version)
{
    constexpr std::string_view kShape = "dddd-dd-dd";
    if (version.size() < kShape.size())
        return false;
    for (size_t i = 0; i < kShape.size(); ++i) {
        if (kShape[i] == 'd' ? !is_digit(version[i]) : version[i] != '-')
            return false;
    }
    return version.size() == kShape.size() || version[kShape.size()] == '-';
}

} // namespace

Status check_api_version(std::string_view version)
{
    const bool is_plain = std::all_of(version.begin(), version.end(), [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '.' || c == '_';
    });
    if (!is_plain || version.size() > 64)
        return {StatusCode::invalid_argument, "api-version: it must look like 2025-04-01-preview"};
    return {};
}

std::string_view default_api_version(EndpointForm form, std::string_view family)
{
    if (form == EndpointForm::azure_async)
        return kSubmitDefault;
    if (form != EndpointForm::azure_deployments)
        return {};
    if (family == "flux")
        return "preview";
    return family == "dall-e-3" ? kDallE3Default : kGptImageDefault;
}

Status check_version_has_images(std::string_view version, EndpointForm form)
{
    if (!is_dated(version))
        return {};
    if (form == EndpointForm::azure_v1) {
        return {
            StatusCode::invalid_argument,
            "api-version " + std::string(version) +
                ": the Azure v1 form has no dated versions; leave it out, or choose the Azure "
                "deployments form"};
    }
    const bool is_before_deployments = version < kFirstDeployments;
    const std::string named = "api-version " + std::string(version);
    if (form == EndpointForm::azure_async && !is_before_deployments) {
        return {
            StatusCode::invalid_argument,
            named + ": the polled form of DALL-E 2 ended before it; leave the version out for " +
                std::string(kSubmitDefault) + ", or choose the Azure deployments form"};
    }
    if (form == EndpointForm::azure_deployments && is_before_deployments) {
        return {
            StatusCode::invalid_argument,
            named + ": deployments make images from 2023-12-01-preview on; leave the version out, "
                    "or choose the polled form (azure-async) for DALL-E 2"};
    }
    return {};
}

std::string edit_obstacle_of(std::string_view version)
{
    if (!is_dated(version) || version >= kFirstEdits)
        return {};
    return "api-version " + std::string(version) + " has no image edits; set it to " +
           std::string(kGptImageDefault) + " or choose the Azure v1 form";
}

} // namespace gesso::core
