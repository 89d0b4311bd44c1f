// SPDX-License-Identifier: MIT
// The official SDK through its protocol methods, which send a body as it is and know every field
// that a service may ever have; the form that is polled, which it has forgotten, by HttpClient.
#include "request/code_plan.h"
#include "request/data_url.h"

namespace gesso::core {

namespace {

bool is_azure_client(const CodePlan &plan)
{
    return plan.route.form == EndpointForm::azure_deployments;
}

bool needs_policy(const CodePlan &plan)
{
    return is_azure_client(plan) || !plan.query.empty() || !plan.extra_headers.empty();
}

std::string usings(const CodePlan &plan)
{
    if (plan.is_polled())
        return "using System.Net.Http.Headers;\nusing System.Text;\nusing System.Text.Json;\n\n";
    std::string code = is_azure_client(plan) ? "using Azure.AI.OpenAI;\n" : "";
    if (is_azure_client(plan) && plan.credential == CodeCredential::bearer)
        code += "using Azure.Core;\n";
    code += "using OpenAI;\nusing OpenAI.Images;\nusing System.ClientModel;\n"
            "using System.ClientModel.Primitives;\n";
    if (plan.is_form())
        code += "using System.Net.Http.Headers;\n";
    return code + "using System.Text;\nusing System.Text.Json;\n\n";
}

constexpr const char *kVariable =
    "static string Variable(string name) => Environment.GetEnvironmentVariable(name)\n"
    "    ?? throw new InvalidOperationException(name + \" is not set\");\n\n";

std::string key_text(const CodePlan &plan)
{
    return plan.secret_variable.empty() ? "\"none\"" // the SDK insists on one
                                        : csharp_text(CodeText{{plan.secret_variable, true}});
}

std::string azure_client(const CodePlan &plan)
{
    const size_t cut = plan.path.rfind("/openai/deployments/");
    std::string credential = "new ApiKeyCredential(" + key_text(plan) + ")";
    if (plan.credential == CodeCredential::bearer) {
        credential = "DelegatedTokenCredential.Create((_, _) =>\n        new AccessToken(" +
                     key_text(plan) + ", DateTimeOffset.MaxValue))";
    }
    return "var options = new AzureOpenAIClientOptions\n"
           "{\n    RetryPolicy = new ClientRetryPolicy(0) // a second try may be a second "
           "bill\n};\n"
           "options.AddPolicy(new Extras(), PipelinePosition.BeforeTransport);\n"
           "var azure = new AzureOpenAIClient(\n    new Uri(" +
           csharp_text(plan.site + plan.path.substr(0, cut)) + "),\n    " + credential +
           ",\n    options);\nImageClient client = azure.GetImageClient(" +
           csharp_text(plan.route.deployment) + ");\n";
}

std::string openai_client(const CodePlan &plan)
{
    std::string code = "var options = new OpenAIClientOptions\n{\n    Endpoint = new Uri(" +
                       csharp_text(plan.site + plan.path) + "),\n";
    if (!plan.organization.empty())
        code += "    OrganizationId = " + csharp_text(plan.organization) + ",\n";
    if (!plan.project.empty())
        code += "    ProjectId = " + csharp_text(plan.project) + ",\n";
    code += "    RetryPolicy = new ClientRetryPolicy(0) // a second try may be a second bill\n};\n";
    if (needs_policy(plan))
        code += "options.AddPolicy(new Extras(), PipelinePosition.BeforeTransport);\n";
    // The body says which model; the client only wants to hear of one.
    const std::string model = plan.route.model.empty() ? "none" : plan.route.model;
    return code + "var client = new ImageClient(" + csharp_text(model) + ", new ApiKeyCredential(" +
           key_text(plan) + "), options);\n";
}

// Puts in what the client has no option for.
std::string policy_code(const CodePlan &plan)
{
    if (plan.is_polled() || !needs_policy(plan))
        return {};
    std::string code = "\nsealed class Extras : PipelinePolicy\n{\n"
                       "    static void Apply(PipelineRequest request)\n    {\n";
    for (const auto &[name, value] : plan.extra_headers) {
        code +=
            "        request.Headers.Set(" + csharp_text(name) + ", " +
            (value[0].is_variable ? "Environment.GetEnvironmentVariable(\"" + value[0].text + "\")!"
                                  : csharp_text(value)) +
            ");\n";
    }
    std::string query;
    for (const auto &[name, value] : plan.query) {
        query +=
            (query.empty() ? "" : " + \"&\" + ") + csharp_text(name + "=") + " + " +
            (value[0].is_variable ? "Environment.GetEnvironmentVariable(\"" + value[0].text + "\")"
                                  : csharp_text(value));
    }
    if (!query.empty()) {
        code += "        var uri = new UriBuilder(request.Uri!) { Query = " + query +
                " };\n        request.Uri = uri.Uri;\n";
    }
    return code +
           "    }\n\n"
           "    public override void Process(\n"
           "        PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int index)\n"
           "    {\n"
           "        Apply(message.Request);\n"
           "        ProcessNext(message, pipeline, index);\n"
           "    }\n\n"
           "    public override ValueTask ProcessAsync(\n"
           "        PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int index)\n"
           "    {\n"
           "        Apply(message.Request);\n"
           "        return ProcessNextAsync(message, pipeline, index);\n"
           "    }\n}\n";
}

std::string json_code(const CodePlan &plan)
{
    std::string text;
    if (!plan.edit) {
        text = csharp_text(to_text(plan.members));
    } else {
        for (const JsonEditPiece &piece : json_edit_pieces(plan.members, plan.files)) {
            text += (text.empty() ? "" : "\n    + ") + csharp_text(piece.text);
            if (piece.file) {
                text += "\n    + Convert.ToBase64String(File.ReadAllBytes(" +
                        csharp_text(piece.file->name) + "))";
            }
        }
    }
    return "string body = " + text +
           ";\nBinaryContent content = BinaryContent.Create(BinaryData.FromString(body));\n"
           "string contentType = \"application/json\";\n";
}

// Text parts without a Content-Type and names in quotes: some Azure endpoints want it so.
std::string form_code(const CodePlan &plan)
{
    std::string code =
        "var form = new MultipartFormDataContent();\n"
        "void Add(HttpContent part, string name, string? file = null, string? type = null)\n"
        "{\n"
        "    part.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);\n"
        "    part.Headers.ContentDisposition = new ContentDispositionHeaderValue(\"form-data\")\n"
        "    {\n"
        "        Name = \"\\\"\" + name + \"\\\"\",\n"
        "        FileName = file is null ? null : \"\\\"\" + file + \"\\\"\"\n"
        "    };\n"
        "    form.Add(part);\n"
        "}\n";
    for (const FormField &field : form_fields(plan.members)) {
        code += "Add(new StringContent(" + csharp_text(field.value) + "), " +
                csharp_text(field.name) + ");\n";
    }
    for (const FormFile &file : plan.files) {
        const std::string name = csharp_text(file.name);
        code.append("Add(new ByteArrayContent(File.ReadAllBytes(").append(name).append(")), ");
        code.append(csharp_text(file.field)).append(", ").append(name).append(", ");
        code.append(csharp_text(media_type(file.file->header.format))).append(");\n");
    }
    return code + "BinaryContent content = BinaryContent.Create(await form.ReadAsStreamAsync());\n"
                  "string contentType = form.Headers.ContentType!.ToString();\n";
}

std::string call_code(const CodePlan &plan)
{
    const std::string method = plan.edit ? "GenerateImageEditsAsync(content, contentType, request)"
                                         : "GenerateImagesAsync(content, request)";
    return "var request = new RequestOptions { BufferResponse = " +
           std::string(plan.is_streamed ? "false" : "true") +
           " };\nClientResult result = await client." + method + ";\n";
}

std::string result_code(const CodePlan &plan)
{
    const std::string ending = plan.extension();
    if (plan.is_streamed) {
        return "using var lines = new StreamReader(result.GetRawResponse().ContentStream!);\n"
               "while (await lines.ReadLineAsync() is string line)\n{\n"
               "    if (!line.StartsWith(\"data: {\")) continue;\n"
               "    JsonElement news = JsonDocument.Parse(line[6..]).RootElement;\n"
               "    if (!news.TryGetProperty(\"b64_json\", out JsonElement image)) continue;\n"
               "    string name = "
               "news.GetProperty(\"type\").GetString()!.EndsWith(\".completed\")\n"
               "        ? \"image." +
               ending +
               "\"\n        : $\"preview-{news.GetProperty(\"partial_image_index\").GetInt32() + "
               "1}." +
               ending + "\";\n    File.WriteAllBytes(name, image.GetBytesFromBase64());\n}\n";
    }
    return "JsonElement reply = JsonDocument.Parse(result.GetRawResponse().Content).RootElement;\n"
           "int index = 0;\n"
           "foreach (JsonElement image in reply.GetProperty(\"data\").EnumerateArray())\n{\n"
           "    index++;\n"
           "    if (image.TryGetProperty(\"b64_json\", out JsonElement data)\n"
           "        && data.ValueKind == JsonValueKind.String)\n"
           "        File.WriteAllBytes($\"result-{index}." +
           ending +
           "\", data.GetBytesFromBase64());\n"
           "    else\n"
           "        Console.WriteLine(image.GetProperty(\"url\").GetString());\n}\n";
}

std::string polled_code(const CodePlan &plan)
{
    std::string code = "// No redirects: a key must not follow them.\n"
                       "using var client = new HttpClient(\n"
                       "    new HttpClientHandler { AllowAutoRedirect = false });\n";
    for (const auto &[name, value] : plan.headers) {
        code += "client.DefaultRequestHeaders.TryAddWithoutValidation(" + csharp_text(name) + ", " +
                csharp_text(value) + ");\n";
    }
    return code + "string body = " + csharp_text(to_text(plan.members)) +
           ";\nvar content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));\n"
           "content.Headers.ContentType = new MediaTypeHeaderValue(\"application/json\");\n"
           "HttpResponseMessage reply = await client.PostAsync(" +
           csharp_text(plan.url) +
           ", content);\nreply.EnsureSuccessStatusCode();\n"
           "string operation = reply.Headers.GetValues(\"operation-location\").First();\n"
           "// The key travels with the question, so only the service itself is asked.\n"
           "if (!operation.StartsWith(" +
           csharp_text(plan.site + "/") +
           ", StringComparison.Ordinal))\n"
           "    throw new InvalidOperationException(\"no operation of this service: \" + "
           "operation);\n"
           "DateTime deadline = DateTime.UtcNow.AddMinutes(10);\n"
           "JsonElement state;\nstring status;\ndo\n{\n"
           "    if (DateTime.UtcNow > deadline)\n"
           "        throw new TimeoutException(\"still not done, given up\");\n"
           "    await Task.Delay(TimeSpan.FromSeconds(1));\n"
           "    state = JsonDocument.Parse(await client.GetStringAsync(operation)).RootElement;\n"
           "    status = state.GetProperty(\"status\").GetString()!.ToLowerInvariant();\n"
           "} while (status is \"notrunning\" or \"running\");\n"
           "if (status != \"succeeded\")\n"
           "    throw new InvalidOperationException(state.GetRawText());\n"
           "using var anyone = new HttpClient(); // the results are asked for without the key\n"
           "int index = 0;\n"
           "foreach (JsonElement image in state.GetProperty(\"result\").GetProperty(\"data\")"
           ".EnumerateArray())\n{\n"
           "    index++;\n"
           "    if (image.TryGetProperty(\"url\", out JsonElement url))\n"
           "        File.WriteAllBytes($\"result-{index}.png\", await "
           "anyone.GetByteArrayAsync(url.GetString()));\n"
           "    else\n"
           "        Console.WriteLine(image.GetRawText());\n}\n";
}

} // namespace

std::string csharp_code(const CodePlan &plan)
{
    const std::string preamble = plan.preamble("// ");
    if (plan.is_polled())
        return preamble + usings(plan) + kVariable + polled_code(plan);
    const char *package = is_azure_client(plan) ? "Azure.AI.OpenAI" : "OpenAI";
    std::string code = "// Needs the official SDK: dotnet add package " + std::string(package) +
                       "\n" + preamble + usings(plan) + kVariable;
    code += is_azure_client(plan) ? azure_client(plan) : openai_client(plan);
    code += plan.is_form() ? form_code(plan) : json_code(plan);
    return code + call_code(plan) + result_code(plan) + policy_code(plan);
}

} // namespace gesso::core
