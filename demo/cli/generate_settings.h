// SPDX-License-Identifier: MIT
// What `gesso generate` was asked for, and the table that its options come from.
#pragma once

#include "options.h"

#include <optional>
#include <span>
#include <string>

namespace gesso_cli {

enum class ServiceKind { loopback, openai, azure, azure_v1, compatible };

// Texts are empty when not given.
struct GenerateSettings {
    ServiceKind service = ServiceKind::loopback;
    std::string endpoint;
    std::string deployment;
    std::string api_version;
    std::string model;
    std::string family;
    std::string key_env;
    std::string key_file;
    std::string ca_file;

    std::string size;
    std::string quality;
    std::string format;
    std::string background;
    std::string style;
    std::string end_user;
    std::optional<int> compression;
    std::optional<int> partials;
    int count = 1;

    std::string out;
    std::string contact_sheet;
    bool saves_partials = false;
    bool prints_json = false;
    bool is_verbose = false;
    std::optional<double> timeout_seconds; // 0: no limit
    std::optional<int> retries;
};

std::span<const Option<GenerateSettings>> generate_options();

const char *service_name(ServiceKind kind);
// What is wrong with the name, or nothing.
std::string parse_service(const std::string &name, ServiceKind &out_kind);

// Options that contradict each other or the service.
Failure check_settings(const GenerateSettings &settings);

} // namespace gesso_cli
