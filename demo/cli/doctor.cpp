// SPDX-License-Identifier: MIT
// `gesso doctor`: looks, sends nothing, and never prints a value that could be a key.
#include "commands.h"
#include "credential_choice.h"
#include "environment.h"
#include "loopback.h"
#include "os/interrupt.h"
#include "os/system.h"
#include "service_variables.h"
#include "text.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>

namespace gesso_cli {

namespace {

struct DoctorSettings {
    std::optional<ServiceKind> service;
    Auth auth = Auth::automatic;
};

std::string set_service(DoctorSettings &settings, const std::string &value)
{
    ServiceKind kind = ServiceKind::loopback;
    std::string problem = parse_service(value, kind);
    settings.service = kind;
    return problem;
}

std::string set_auth(DoctorSettings &settings, const std::string &value)
{
    return parse_auth(value, settings.auth);
}

constexpr Option<DoctorSettings> kOptions[] = {
    {{"--service", "NAME", ""}, set_service}, {{"--auth", "A", ""}, set_auth}};

constexpr const char *kTrustFiles[] = {
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    "/etc/ssl/ca-bundle.pem"};

std::string line(const char *state, const std::string &what, const std::string &found)
{
    std::string out = state;
    out.resize(9, ' ');
    out += what;
    out.resize(std::max<size_t>(out.size() + 1, 40), ' ');
    return out + found + "\n";
}

bool exists(const std::string &path)
{
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

std::string trust_line()
{
    for (const char *name : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) {
        const std::string_view path = variable(name);
        if (!path.empty()) {
            const bool is_there = exists(std::string(path));
            return line(
                is_there ? "ok" : "missing", "certificates to trust",
                std::string(name) + (is_there ? " names a place that exists"
                                              : " names a place that does not exist"));
        }
    }
    for (const char *path : kTrustFiles) {
        if (exists(path)) {
            return line("ok", "certificates to trust", path);
        }
    }
    return line(
        "missing", "certificates to trust",
        "install ca-certificates, or name a file with --ca (https services need them)");
}

std::string loopback_line(bool &out_works)
{
    LoopbackService service;
    const auto start = std::chrono::steady_clock::now();
    const Failure failure = service.start();
    out_works = !failure.is_set();
    if (!out_works) {
        return line("missing", "loopback service", failure.text);
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start);
    return line(
        "ok", "loopback service",
        printable(service.program(), 300) + " (started in " + std::to_string(took.count()) +
            " ms)");
}

GenerateSettings settings_for(ServiceKind kind, Auth auth)
{
    GenerateSettings settings;
    settings.service = kind;
    settings.auth = auth;
    return settings;
}

bool has_credential(ServiceKind kind, Auth auth)
{
    const auto sources = credential_sources(settings_for(kind, auth));
    return auth == Auth::none ||
           std::any_of(
               sources.begin(), sources.end(), [](const auto &source) { return source.is_used; });
}

// A required variable counts as there when any of the same meaning is.
std::vector<ServiceVariable> missing_of(ServiceKind kind, Auth auth)
{
    std::map<std::string_view, bool> has_meaning;
    for (const ServiceVariable &entry : service_variables()) {
        if (entry.service == kind && entry.is_required) {
            has_meaning[entry.meaning] |= !variable(entry.name).empty();
        }
    }
    has_meaning[kMeansKey] = has_credential(kind, auth);
    std::vector<ServiceVariable> missing;
    for (const ServiceVariable &entry : service_variables()) {
        const bool is_first = entry.service == kind && entry.is_required && *entry.example != '\0';
        if (is_first && !has_meaning[entry.meaning]) {
            missing.push_back(entry);
        }
    }
    return missing;
}

std::string variable_lines(std::optional<ServiceKind> focus)
{
    std::map<std::string_view, std::string> services;
    std::vector<std::string_view> order;
    for (const ServiceVariable &entry : service_variables()) {
        if (focus && entry.service != *focus) {
            continue;
        }
        std::string &names = services[entry.name];
        if (names.empty()) {
            order.emplace_back(entry.name);
        }
        names += (names.empty() ? "" : ", ") + std::string(service_name(entry.service));
    }
    std::string out;
    for (const std::string_view name : order) {
        const bool is_set = !variable(std::string(name).c_str()).empty();
        out += line(is_set ? "set" : "-", std::string(name), "for " + services[name]);
    }
    return out;
}

// "AZURE_OPENAI_AD_TOKEN (bearer); ignored: AZURE_OPENAI_API_KEY (key)"
std::string credential_line(ServiceKind kind, Auth auth)
{
    std::string used;
    std::string ignored;
    for (const CredentialSource &source : credential_sources(settings_for(kind, auth))) {
        const bool is_bearer = source.how == Auth::bearer || kind == ServiceKind::openai;
        std::string &list = source.is_used ? used : ignored;
        list += (list.empty() ? "" : ", ") + source.name + (is_bearer ? " (bearer)" : " (key)");
    }
    if (used.empty() && ignored.empty()) {
        return {};
    }
    return line(
        used.empty() ? "-" : "ok", std::string("  who asks ") + service_name(kind),
        (used.empty() ? "nobody" : used) + (ignored.empty() ? "" : "; ignored: " + ignored));
}

std::string service_line(ServiceKind kind, Auth auth)
{
    std::string names;
    for (const ServiceVariable &entry : missing_of(kind, auth)) {
        names += (names.empty() ? "" : ", ") + std::string(entry.name);
    }
    const std::string use = std::string("gesso generate PROMPT --service ") + service_name(kind);
    return names.empty() ? line("ok", service_name(kind), use)
                         : line("missing", service_name(kind), "needs " + names + " or its option");
}

std::string export_lines(ServiceKind kind, Auth auth)
{
    const std::vector<ServiceVariable> missing = missing_of(kind, auth);
    if (missing.empty()) {
        return {};
    }
    std::string shell;
    std::string windows;
    for (const ServiceVariable &entry : missing) {
        shell += std::string("  export ") + entry.name + "='" + entry.example + "'\n";
        windows += std::string("  setx ") + entry.name + " \"" + entry.example + "\"\n";
    }
    return std::string("\nTo use ") + service_name(kind) + ", in this terminal:\n" + shell +
           "On Windows, for terminals opened later:\n" + windows;
}

std::string machine_lines()
{
    const bool can_write = can_write_folder(".");
    std::string out = line(
        "ok", "versions",
        "gesso " + std::to_string(GESSO_VERSION_MAJOR) + "." + std::to_string(GESSO_VERSION_MINOR) +
            "." + std::to_string(GESSO_VERSION_PATCH) + ", library " + gesso_version_string());
    out += line(
        can_write ? "ok" : "missing", "this folder",
        can_write ? "images can be saved here" : "cannot be written; name another with --out");
    out += line(
        is_stderr_terminal() ? "ok" : "-", "terminal",
        is_stderr_terminal() ? std::to_string(stderr_columns()) + " columns, progress is shown"
                             : "standard error is none, progress is not shown");
    return out + trust_line();
}

std::string report_text(const DoctorSettings &settings, bool &out_works)
{
    constexpr ServiceKind kPaid[] = {
        ServiceKind::openai, ServiceKind::azure, ServiceKind::azure_v1, ServiceKind::azure_async,
        ServiceKind::compatible};
    const std::optional<ServiceKind> focus = settings.service;
    const Auth auth = settings.auth;
    std::string out = machine_lines();
    std::string exports;
    out_works = true;
    if (!focus || *focus == ServiceKind::loopback) {
        out += loopback_line(out_works);
    }
    for (const ServiceKind kind : kPaid) {
        if (focus && *focus != kind) {
            continue;
        }
        out += service_line(kind, auth) + credential_line(kind, auth);
        const bool repeats_azure = !focus && is_azure(kind) && kind != ServiceKind::azure;
        exports += repeats_azure ? std::string() : export_lines(kind, auth);
        out_works = focus ? missing_of(kind, auth).empty() : out_works;
    }
    return out + variable_lines(focus) + exports;
}

} // namespace

int run_doctor(Words words)
{
    watch_for_interrupts();
    DoctorSettings settings;
    Arguments arguments;
    Failure failure =
        read_options(std::span<const Option<DoctorSettings>>(kOptions), words, settings, arguments);
    if (!failure.is_set() && !arguments.operands.empty()) {
        failure = {kExitUsage, "doctor takes no operand; did you mean --service NAME?"};
    }
    if (failure.is_set()) {
        return report(failure.exit_code, failure.text);
    }
    bool works = false;
    const int printed = print_text(report_text(settings, works));
    return printed != kExitOk ? printed : works ? kExitOk : kExitMachine;
}

} // namespace gesso_cli
