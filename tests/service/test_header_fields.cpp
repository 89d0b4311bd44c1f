// SPDX-License-Identifier: MIT
#include "service/route_fixture.h"

using namespace gesso::core;

TEST_CASE("each form proves who is asking in exactly one header", "[route]")
{
    const struct {
        EndpointForm form;
        CredentialKind kind;
        const char *name;
        std::string value;
    } cases[] = {
        {EndpointForm::azure_deployments, CredentialKind::api_key, "api-key", kCanary},
        {EndpointForm::azure_v1, CredentialKind::api_key, "api-key", kCanary},
        {EndpointForm::azure_deployments, CredentialKind::bearer, "Authorization",
         std::string("Bearer ") + kCanary},
        {EndpointForm::openai, CredentialKind::api_key, "Authorization",
         std::string("Bearer ") + kCanary},
        {EndpointForm::openai, CredentialKind::bearer, "Authorization",
         std::string("Bearer ") + kCanary},
        {EndpointForm::compatible, CredentialKind::api_key, "Authorization",
         std::string("Bearer ") + kCanary},
    };
    for (const auto &expected : cases) {
        ServiceSettings settings = settings_for(expected.form, "https://h", "d");
        settings.credential = expected.kind;
        settings.secret = kCanary;
        const ServiceRoute route = resolved(settings);
        REQUIRE(route.fields.size() == 1);
        CHECK(route.fields[0].name == expected.name);
        CHECK(route.fields[0].value == expected.value);
        CHECK(route.fields[0].is_secret);
    }
}

TEST_CASE("a key without a kind, or a kind without a key, is refused", "[route]")
{
    ServiceSettings settings;
    settings.secret = kCanary;
    CHECK(contains(refusal(settings), "credential"));
    settings.secret = "";
    settings.credential = CredentialKind::api_key;
    CHECK(contains(refusal(settings), "key"));
    settings.secret = (std::string(kCanary) + "\r\nX-Evil: 1").c_str();
    CHECK(contains(refusal(settings), "key"));
}

TEST_CASE("organization and project are headers of OpenAI alone", "[route]")
{
    ServiceSettings settings;
    settings.organization = "org-1";
    settings.project = "proj-1";
    const ServiceRoute route = resolved(settings);
    REQUIRE(route.fields.size() == 2);
    CHECK(route.fields[0].name == "OpenAI-Organization");
    CHECK(route.fields[1].value == "proj-1");
    settings.form = EndpointForm::compatible;
    settings.endpoint = "https://h";
    CHECK(resolved(settings).fields.empty());
    settings.form = EndpointForm::openai;
    settings.project = "a\r\nb";
    CHECK(contains(refusal(settings), "project"));
}

TEST_CASE("extra headers pass unless they break the request or prove someone twice", "[route]")
{
    ServiceSettings settings = settings_for(EndpointForm::compatible, "https://h");
    settings.extra_headers = {{"X-Title", "gesso", false}, {"X-Api-Key", kCanary, false}};
    const ServiceRoute route = resolved(settings);
    REQUIRE(route.fields.size() == 2);
    CHECK_FALSE(route.fields[0].is_secret);
    CHECK(route.fields[1].is_secret);

    const std::pair<const char *, const char *> bad[] = {
        {"Host", "h"},
        {"content-length", "1"},
        {"Transfer-Encoding", "chunked"},
        {"X A", "b"},
        {"", "b"},
        {"X:", "b"},
        {"X", "a\r\nY: b"},
        {"X", " a"},
        {"X", "\xc3\xa9"},
        {"Accept-Encoding", ""}};
    for (const auto &[name, value] : bad) {
        CAPTURE(name, value);
        settings.extra_headers = {{name, value, false}};
        CHECK(contains(refusal(settings), "extra header"));
    }
    settings.extra_headers = {{"X", "1", false}, {"x", "2", false}};
    CHECK(contains(refusal(settings), "twice"));
    settings.extra_headers = {{"authorization", kCanary, false}, {"Api-Key", kCanary, false}};
    CHECK(contains(refusal(settings), "two proofs"));
    settings.credential = CredentialKind::bearer;
    settings.secret = kCanary;
    settings.extra_headers = {{"api-key", kCanary, false}};
    CHECK(contains(refusal(settings), "two proofs"));
    settings.extra_headers.assign(65, {"X", "1", false});
    CHECK(contains(refusal(settings), "more than 64"));
}

TEST_CASE("a key travels in clear text only within this machine", "[route]")
{
    ServiceSettings settings = settings_for(EndpointForm::compatible, "");
    settings.credential = CredentialKind::api_key;
    settings.secret = kCanary;
    for (const char *endpoint :
         {"http://models.example.com", "http://8.8.8.8", "http://localhost.evil.com",
          "http://192.168.0.9:8080", "http://[2001:db8::1]"}) {
        CAPTURE(endpoint);
        settings.endpoint = endpoint;
        CHECK(contains(refusal(settings), "http://"));
    }
    for (const char *endpoint :
         {"http://localhost:8080", "http://127.0.0.1", "http://[::1]:80", "https://h"}) {
        CAPTURE(endpoint);
        settings.endpoint = endpoint;
        CHECK(resolved(settings).fields.size() == 1);
    }
    settings.allow_http = true;
    settings.endpoint = "http://192.168.0.9:8080";
    CHECK(resolved(settings).fields.size() == 1);
    settings.endpoint = "http://8.8.8.8";
    CHECK(contains(refusal(settings), "http://"));
    // A key that the host hides in a header of its own is a key all the same.
    settings.credential = CredentialKind::none;
    settings.secret = SecretText();
    settings.extra_headers = {{"Authorization", kCanary, false}};
    CHECK(contains(refusal(settings), "public address"));
}

TEST_CASE("prompts leave this machine in clear text by choice only", "[route]")
{
    ServiceSettings settings = settings_for(EndpointForm::compatible, "http://models.example.com");
    CHECK(contains(refusal(settings), "allow http"));
    settings.allow_http = true;
    CHECK(resolved(settings).origin.scheme == "http");
    settings.endpoint = "http://127.0.0.1:1234";
    settings.allow_http = false;
    CHECK(resolved(settings).origin.scheme == "http");
}
