// SPDX-License-Identifier: MIT
#include "generate_settings.h"

#include "text.h"

#include "gesso/gesso.h"

#include <algorithm>
#include <array>

namespace gesso_cli {

namespace {

using Settings = GenerateSettings;
using Row = Option<GenerateSettings>;

constexpr std::array<std::string_view, 6> kServiceNames = {"loopback", "openai",      "azure",
                                                           "azure-v1", "azure-async", "compatible"};
constexpr std::array<std::string_view, 5> kAuthNames = {
    "automatic", "key", "bearer", "entra", "none"};
constexpr std::array<std::string_view, 5> kLanguageNames = {
    "curl", "python", "cpp", "csharp", "powershell"}; // in the order of GESSO_CODE_*

template <std::string Settings::*Member>
std::string set_text(Settings &settings, const std::string &value)
{
    settings.*Member = value;
    return trim(value).empty() ? "its value is empty" : "";
}

template <bool Settings::*Member>
std::string set_switch(Settings &settings, const std::string &)
{
    settings.*Member = true;
    return {};
}

template <std::optional<int> Settings::*Member, int Low, int High>
std::string set_number(Settings &settings, const std::string &value)
{
    int number = 0;
    std::string problem = parse_whole_number(value, Low, High, number);
    settings.*Member = number;
    return problem;
}

std::string set_service(Settings &settings, const std::string &value)
{
    return parse_service(value, settings.service);
}

std::string set_auth(Settings &settings, const std::string &value)
{
    return parse_auth(value, settings.auth);
}

std::string set_language(Settings &settings, const std::string &value)
{
    const auto found = std::find(kLanguageNames.begin(), kLanguageNames.end(), to_lower(value));
    settings.code_language = static_cast<int32_t>(found - kLanguageNames.begin());
    return found == kLanguageNames.end() ? "it is one of curl, python, cpp, csharp, powershell"
                                         : "";
}

struct Toggle {
    std::string_view name;
    uint32_t flag; // GESSO_SERVICE_*
};
constexpr std::array kToggles = {
    Toggle{"no-stream", GESSO_SERVICE_NO_STREAM},
    Toggle{"no-model", GESSO_SERVICE_NO_MODEL},
    Toggle{"response-format", GESSO_SERVICE_SEND_RESPONSE_FORMAT},
    Toggle{"one-image", GESSO_SERVICE_ONE_IMAGE_PER_POST},
    Toggle{"image-plain", GESSO_SERVICE_IMAGE_FIELD_PLAIN},
    Toggle{"image-list", GESSO_SERVICE_IMAGE_FIELD_LIST}};

std::string set_toggle(Settings &settings, const std::string &value)
{
    const auto found = std::find_if(kToggles.begin(), kToggles.end(), [&](const Toggle &toggle) {
        return toggle.name == to_lower(value);
    });
    if (found == kToggles.end()) {
        return "it is one of no-stream, no-model, response-format, one-image, image-plain, "
               "image-list";
    }
    settings.toggles |= found->flag;
    return {};
}

std::string set_pace(Settings &settings, const std::string &value)
{
    return parse_whole_number(value, 1, 100'000, settings.images_per_minute);
}

std::string set_printed_url(Settings &settings, const std::string &)
{
    settings.asks_url = true;
    settings.prints_url = true;
    return {};
}

std::string set_count(Settings &settings, const std::string &value)
{
    return parse_whole_number(value, 1, 10, settings.count);
}

std::string set_timeout(Settings &settings, const std::string &value)
{
    double seconds = 0;
    std::string problem = parse_seconds(value, 0.001, 86'400, seconds);
    settings.timeout_seconds = seconds;
    return problem;
}

constexpr std::array kTable = {
    Row{{"", "", "Who is asked"}},
    Row{{"--service", "NAME",
         "loopback (default: painted here, free), openai, azure,\n"
         "azure-v1, azure-async (DALL-E 2, queued) or compatible"},
        set_service},
    Row{{"--endpoint", "URL", "base address, or the target URI that a portal shows"},
        set_text<&Settings::endpoint>},
    Row{{"--deployment", "D", "azure, azure-v1: the deployment's name, not the model's"},
        set_text<&Settings::deployment>},
    Row{{"--api-version", "V", "azure: such as 2025-04-01-preview"},
        set_text<&Settings::api_version>},
    Row{{"--model", "M", "openai, compatible: the model"}, set_text<&Settings::model>},
    Row{{"--family", "F",
         "whose rules apply, such as gpt-image-2, when the name of the\n"
         "deployment or model does not tell"},
        set_text<&Settings::family>},
    Row{{"--organization", "O", "openai: the organization that is billed"},
        set_text<&Settings::organization>},
    Row{{"--project", "P", "openai: the project that is billed"}, set_text<&Settings::project>},
    Row{{"--auth", "A",
         "key, bearer (an access token), entra or none (default: what\n"
         "is there: a token's variable, then a key's)"},
        set_auth},
    Row{{"--key-env", "NAME", "the variable that holds the key (never the key itself)"},
        set_text<&Settings::key_env>},
    Row{{"--key-file", "FILE|-", "the file that holds the key; - reads standard input"},
        set_text<&Settings::key_file>},
    Row{{"--ca", "FILE", "PEM certificates to trust instead of the system's"},
        set_text<&Settings::ca_file>},
    Row{{"--allow-http", "", "let a key travel unencrypted inside a private network"},
        set_switch<&Settings::allows_http>},
    Row{{"--toggle", "T",
         "compatible, repeated: no-stream, no-model, response-format\n"
         "(ask for base64), one-image (a POST each), image-plain or\n"
         "image-list (a form calls every picture image, or image[])"},
        set_toggle},

    Row{{"", "", "What is asked for (not given: the service's default)"}},
    Row{{"--size", "WxH", "such as 1024x1024"}, set_text<&Settings::size>},
    Row{{"--quality", "Q", "low, medium, high; DALL-E 3: standard, hd"},
        set_text<&Settings::quality>},
    Row{{"--format", "F", "png, jpeg or webp (default: as --out ends)"},
        set_text<&Settings::format>},
    Row{{"--background", "B", "transparent, opaque or auto"}, set_text<&Settings::background>},
    Row{{"--compression", "C", "0 to 100: quality of jpeg and webp"},
        set_number<&Settings::compression, 0, 100>},
    Row{{"--style", "S", "DALL-E 3: vivid or natural"}, set_text<&Settings::style>},
    Row{{"--moderation", "M", "auto or low"}, set_text<&Settings::moderation>},
    Row{{"--user", "U", "an opaque tag of your end user"}, set_text<&Settings::end_user>},
    Row{{"--n", "N", "images for each prompt, 1 to 10"}, set_count},
    Row{{"--partials", "K", "previews for each image, 0 to 3; each may cost extra"},
        set_number<&Settings::partials, 0, 3>},
    Row{{"--url", "",
         "DALL-E: ask for the picture's address instead of its bytes;\n"
         "the picture is fetched and saved all the same"},
        set_switch<&Settings::asks_url>},

    Row{{"", "", "Where it goes"}},
    Row{{"--out", "FILE|DIR",
         "the service's bytes, unchanged. A folder when it exists, ends\n"
         "in / or there are several prompts; NAME-1, NAME-2, ... for\n"
         "--n 2 and more (default: a new name in this folder)"},
        set_text<&Settings::out>},
    Row{{"--save-partials", "", "save the previews too"}, set_switch<&Settings::saves_partials>},
    Row{{"--contact-sheet", "FILE", "a PNG with all images and their prompts"},
        set_text<&Settings::contact_sheet>},
    Row{{"--print-url", "",
         "--url, and print the address instead of the path; how long it\n"
         "works is said on standard error"},
        set_printed_url},
    Row{{"--open", "", "show the images in this system's viewer"},
        set_switch<&Settings::opens_viewer>},
    Row{{"--dry-run", "", "check everything, say what would be sent, send nothing"},
        set_switch<&Settings::is_dry_run>},
    Row{{"--as", "LANGUAGE",
         "the request as a program: curl, python, cpp, csharp or\n"
         "powershell; alone with --dry-run, else after the paths"},
        set_language},
    Row{{"--json", "", "print each event as a line of JSON instead of the paths"},
        set_switch<&Settings::prints_json>},
    Row{{"--verbose", "", "say on standard error what happens"}, set_switch<&Settings::is_verbose>},

    Row{{"", "", "How long and how often"}},
    Row{{"--timeout", "S", "seconds for one attempt, 0: no limit (default 600)"}, set_timeout},
    Row{{"--retries", "N",
         "0 to 100 automatic ones, only where nothing was billed\n"
         "(default 2)"},
        set_number<&Settings::retries, 0, 100>},
    Row{{"--retry-maybe-billed", "", "retry every 5xx too: the same image may be paid for twice"},
        set_switch<&Settings::retries_maybe_billed>},
    Row{{"--images-per-minute", "N", "the deployment's pace (default: as the service says)"},
        set_pace},
};

Failure usage(std::string text)
{
    return {kExitUsage, std::move(text)};
}

Failure check_service(const Settings &settings)
{
    const ServiceKind kind = settings.service;
    const bool is_started_here = kind == ServiceKind::loopback && settings.endpoint.empty();
    if (!needs_deployment(kind) && !settings.deployment.empty()) {
        return usage("--deployment: only --service azure and azure-v1 have deployments; for "
                     "another service name a model with --model");
    }
    if (is_azure(kind) && !settings.model.empty()) {
        return usage("--model: Azure asks a deployment: name it with --deployment, and its model's "
                     "rules with --family");
    }
    if (!is_azure(kind) && !settings.api_version.empty()) {
        return usage("--api-version: only Azure has api versions; add --service azure");
    }
    if (settings.toggles != 0 && kind != ServiceKind::compatible) {
        return usage("--toggle: the other services are known; add --service compatible");
    }
    const uint32_t both = GESSO_SERVICE_IMAGE_FIELD_PLAIN | GESSO_SERVICE_IMAGE_FIELD_LIST;
    if ((settings.toggles & both) == both) {
        return usage("--toggle: image-plain and image-list contradict each other");
    }
    if (is_started_here && (!settings.key_env.empty() || !settings.key_file.empty())) {
        return usage("a key was named, but the loopback service needs none; name the service it is "
                     "for, such as --service openai");
    }
    return {};
}

} // namespace

std::span<const Row> generate_options()
{
    return kTable;
}

const char *service_name(ServiceKind kind)
{
    return kServiceNames[static_cast<size_t>(kind)].data();
}

const char *language_name(int32_t language)
{
    return kLanguageNames.at(static_cast<size_t>(language)).data();
}

bool is_azure(ServiceKind kind)
{
    return needs_deployment(kind) || kind == ServiceKind::azure_async;
}

bool needs_deployment(ServiceKind kind)
{
    return kind == ServiceKind::azure || kind == ServiceKind::azure_v1;
}

std::string parse_auth(const std::string &name, Auth &out_auth)
{
    // The first one is not for typing: it is what happens without the option.
    const auto found = std::find(kAuthNames.begin() + 1, kAuthNames.end(), to_lower(name));
    if (found == kAuthNames.end()) {
        return "it is one of key, bearer, entra, none";
    }
    out_auth = static_cast<Auth>(found - kAuthNames.begin());
    return {};
}

std::string parse_service(const std::string &name, ServiceKind &out_kind)
{
    for (size_t i = 0; i < kServiceNames.size(); ++i) {
        if (kServiceNames[i] == to_lower(name)) {
            out_kind = static_cast<ServiceKind>(i);
            return {};
        }
    }
    const std::string_view near = nearest_of(to_lower(name), kServiceNames);
    return "it is one of loopback, openai, azure, azure-v1, azure-async, compatible" +
           (near.empty() ? std::string() : "; did you mean " + std::string(near) + "?");
}

Failure check_settings(const Settings &settings)
{
    if (!settings.key_env.empty() && !settings.key_file.empty()) {
        return usage("--key-env and --key-file: one key is enough; name one of them");
    }
    if (settings.saves_partials && settings.partials.value_or(0) == 0) {
        return usage("--save-partials: there are no previews without --partials 1, 2 or 3");
    }
    if (!settings.contact_sheet.empty() && settings.contact_sheet == settings.out) {
        return usage("--contact-sheet: it is the same file as --out");
    }
    const bool names_key = !settings.key_env.empty() || !settings.key_file.empty();
    if (names_key && (settings.auth == Auth::none || settings.auth == Auth::entra)) {
        return usage("--auth: a key was named, but it would not be used; leave one of the two out");
    }
    return check_service(settings);
}

} // namespace gesso_cli
