// SPDX-License-Identifier: MIT
// What `gesso generate` was asked for, and the table that its options come from.
#pragma once

#include "options.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gesso_cli {

enum class ServiceKind { loopback, openai, azure, azure_v1, azure_async, compatible };

// How a request proves who it is from. Automatic: the first that is there of an access token's
// variable, a key's, a sign-in.
enum class Auth { automatic, key, bearer, entra, none };

// What `gesso edit` is asked for besides.
struct EditSettings {
    std::vector<std::string> images; // files; the first is the base
    std::string mask;
    int32_t mask_meaning = 0; // GESSO_MASK_*
    int32_t crop = 0;         // GESSO_CROP_*
    int feather = 0;
    std::optional<int> crop_margin;
    std::string input_fidelity;
    bool wraps = false;
    bool is_raw = false;
    bool is_json = false;
};

// Texts are empty when not given.
struct GenerateSettings {
    ServiceKind service = ServiceKind::loopback;
    std::string endpoint;
    std::string deployment;
    std::string api_version;
    std::string model;
    std::string family;
    std::string organization;
    std::string project;
    Auth auth = Auth::automatic;
    std::string key_env;
    std::string key_file;
    std::string ca_file;
    bool allows_http = false;
    uint32_t toggles = 0;      // GESSO_SERVICE_*: how the server differs
    int images_per_minute = 0; // 0: as the service says

    std::string size;
    std::string quality;
    std::string format;
    std::string background;
    std::string style;
    std::string moderation;
    std::string end_user;
    std::optional<int> compression;
    std::optional<int> partials;
    int count = 1;
    bool asks_url = false; // the service's address of the picture instead of its bytes

    bool is_edit = false;
    EditSettings edit;

    std::string out;
    std::string contact_sheet;
    bool saves_partials = false;
    bool prints_json = false;
    bool prints_url = false;
    bool opens_viewer = false;
    bool is_verbose = false;
    bool is_dry_run = false;
    std::optional<int32_t> code_language;  // GESSO_CODE_*
    std::optional<double> timeout_seconds; // 0: no limit
    std::optional<int> retries;
    bool retries_maybe_billed = false;
};

std::span<const Option<GenerateSettings>> generate_options();

const char *service_name(ServiceKind kind);
const char *language_name(int32_t language); // GESSO_CODE_*
bool is_azure(ServiceKind kind);
bool needs_deployment(ServiceKind kind);
// What is wrong with the name, or nothing.
std::string parse_service(const std::string &name, ServiceKind &out_kind);
std::string parse_auth(const std::string &name, Auth &out_auth);

// Options that contradict each other or the service.
Failure check_settings(const GenerateSettings &settings);

} // namespace gesso_cli
