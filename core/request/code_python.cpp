// SPDX-License-Identifier: MIT
// The official SDK (openai); the form that is polled, which it has forgotten, in plain Python.
#include "request/code_plan.h"
#include "request/data_url.h"

#include <algorithm>

namespace gesso::core {

namespace {

constexpr std::string_view kGenerateWords[] = {
    "model",
    "prompt",
    "n",
    "size",
    "quality",
    "style",
    "background",
    "moderation",
    "output_format",
    "response_format",
    "output_compression",
    "user",
    "stream",
    "partial_images"};
constexpr std::string_view kEditWords[] = {
    "model",
    "prompt",
    "n",
    "size",
    "quality",
    "input_fidelity",
    "background",
    "output_format",
    "user",
    "stream",
    "partial_images",
    "response_format",
    "output_compression"};

std::string value_of(const Json &value)
{
    if (const std::string *text = value.string())
        return python_text(*text);
    if (value.is_null())
        return "None";
    if (value.boolean())
        return *value.boolean() ? "True" : "False";
    std::string written;
    if (const Json::Array *items = value.array()) {
        for (const Json &item : *items)
            written += (written.empty() ? "" : ", ") + value_of(item);
        return "[" + written + "]";
    }
    if (const Json::Object *members = value.object()) {
        for (const Json::Member &member : *members)
            written += (written.empty() ? "" : ", ") + python_text(member.first) + ": " +
                       value_of(member.second);
        return "{" + written + "}";
    }
    return to_text(value);
}

std::string dictionary(const std::vector<std::pair<std::string, CodeText>> &entries)
{
    std::string written;
    for (const auto &[name, value] : entries)
        written += (written.empty() ? "" : ", ") + python_text(name) + ": " + python_text(value);
    return "{" + written + "}";
}

std::string client_code(const CodePlan &plan)
{
    const bool is_azure = plan.route.form == EndpointForm::azure_deployments;
    std::string code = is_azure ? "client = AzureOpenAI(\n" : "client = OpenAI(\n";
    const auto argument = [&code](const char *name, const std::string &value) {
        code += "    " + std::string(name) + "=" + value + ",\n";
    };
    std::vector<std::pair<std::string, CodeText>> query = plan.query;
    if (is_azure) {
        const size_t cut = plan.path.rfind("/openai/deployments/");
        argument("azure_endpoint", python_text(plan.site + plan.path.substr(0, cut)));
        argument("azure_deployment", python_text(plan.route.deployment));
        argument("api_version", python_text(plan.route.api_version));
        std::erase_if(query, [](const auto &entry) { return entry.first == "api-version"; });
    } else {
        argument("base_url", python_text(plan.site + plan.path));
    }
    const bool is_token = is_azure && plan.credential == CodeCredential::bearer;
    argument(
        is_token ? "azure_ad_token" : "api_key",
        plan.secret_variable.empty() ? "\"none\"" // the SDK insists on one
                                     : python_text(CodeText{{plan.secret_variable, true}}));
    if (!plan.organization.empty())
        argument("organization", python_text(plan.organization));
    if (!plan.project.empty())
        argument("project", python_text(plan.project));
    if (!plan.extra_headers.empty())
        argument("default_headers", dictionary(plan.extra_headers));
    if (!query.empty())
        argument("default_query", dictionary(query));
    code += "    max_retries=0,  # a second try may be a second bill\n";
    return code + ")\n";
}

std::string files_code(const CodePlan &plan)
{
    std::string images;
    std::string mask;
    size_t count = 0;
    bool is_list = false; // the SDK calls a list's files "image[]"
    for (const FormFile &file : plan.files) {
        is_list = is_list || file.field == "image[]";
        const std::string opened = "open(" + python_text(file.name) + ", \"rb\")";
        if (file.field == "mask") {
            mask = "    mask=" + opened + ",\n";
            continue;
        }
        images += (count++ == 0 ? "" : ", ") + opened;
    }
    const bool is_renamed = count > 1 && !is_list;
    return (is_renamed ? "    # The SDK calls each of them image[]; this server was said to want\n"
                         "    # image: the program for curl sends that.\n"
                       : std::string()) +
           "    image=" + (count == 1 && !is_list ? images : "[" + images + "]") + ",\n" + mask;
}

std::string call_code(const CodePlan &plan)
{
    std::string code = "result = client.images.";
    code += plan.edit ? "edit(\n" + files_code(plan) : std::string("generate(\n");
    Json others;
    for (const Json::Member &member : *plan.members.object()) {
        const auto is_this = [&member](std::string_view word) { return word == member.first; };
        const bool is_known =
            plan.edit ? std::any_of(std::begin(kEditWords), std::end(kEditWords), is_this)
                      : std::any_of(std::begin(kGenerateWords), std::end(kGenerateWords), is_this);
        if (is_known)
            code += "    " + member.first + "=" + value_of(member.second) + ",\n";
        else
            others.set(member.first, member.second);
    }
    if (!others.is_null())
        code += "    extra_body=" + value_of(others) + ",\n";
    return code + ")\n";
}

// images.edit() writes forms only.
std::string json_edit_code(const CodePlan &plan)
{
    std::string code = "def data_url(path, media_type):\n"
                       "    with open(path, \"rb\") as file:\n"
                       "        data = base64.b64encode(file.read()).decode()\n"
                       "    return {\"image_url\": f\"data:{media_type};base64,{data}\"}\n\n\n";
    std::string images;
    std::string mask;
    for (const FormFile &file : plan.files) {
        const std::string_view type = media_type(file.file->header.format);
        const std::string url =
            "data_url(" + python_text(file.name) + ", " + python_text(type) + ")";
        if (file.field == "mask")
            mask = "body[\"mask\"] = " + url + "\n";
        else
            images += "    " + url + ",\n";
    }
    code += "body = " + value_of(plan.members) + "\nbody[\"images\"] = [\n" + images + "]\n" + mask;
    code += "result = client.post(\n    \"/images/edits\",\n    body=body,\n"
            "    cast_to=ImagesResponse,\n";
    if (plan.is_streamed)
        code += "    stream=True,\n    stream_cls=Stream[ImageEditStreamEvent],\n";
    return code + ")\n";
}

std::string result_code(const CodePlan &plan)
{
    const std::string ending = plan.extension();
    if (plan.is_streamed) {
        return "for event in result:\n"
               "    if event.type.endswith(\".partial_image\"):\n"
               "        name = f\"preview-{event.partial_image_index + 1}." +
               ending +
               "\"\n"
               "    elif event.type.endswith(\".completed\"):\n"
               "        name = \"image." +
               ending +
               "\"\n"
               "    else:\n"
               "        continue\n"
               "    with open(name, \"wb\") as file:\n"
               "        file.write(base64.b64decode(event.b64_json))\n";
    }
    return "for index, image in enumerate(result.data, start=1):\n"
           "    if image.b64_json:\n"
           "        with open(f\"result-{index}." +
           ending +
           "\", \"wb\") as file:\n"
           "            file.write(base64.b64decode(image.b64_json))\n"
           "    else:\n"
           "        print(image.url)\n";
}

std::string polled_code(const CodePlan &plan)
{
    std::vector<std::pair<std::string, CodeText>> headers = plan.headers;
    headers.emplace_back("Content-Type", plain("application/json"));
    return "import json\nimport os\nimport time\nimport urllib.request\n\n\n"
           "class Straight(urllib.request.HTTPRedirectHandler):\n"
           "    def redirect_request(self, *_):\n"
           "        return None  # a key must not follow\n\n\n"
           "service = urllib.request.build_opener(Straight)\n"
           "headers = " +
           dictionary(headers) +
           "\n"
           "url = " +
           python_text(plan.url) +
           "\n"
           "body = " +
           python_text(to_text(plan.members)) +
           "\n"
           "request = urllib.request.Request(url, body.encode(), headers, method=\"POST\")\n"
           "with service.open(request) as reply:\n"
           "    operation = reply.headers[\"operation-location\"]\n"
           "# The key travels with the question, so only the service itself is asked.\n"
           "if not operation.startswith(" +
           python_text(plan.site + "/") +
           "):\n"
           "    raise SystemExit(\"no operation of this service: \" + operation)\n"
           "deadline = time.monotonic() + 600\n"
           "while True:\n"
           "    time.sleep(1)\n"
           "    request = urllib.request.Request(operation, headers=headers)\n"
           "    with service.open(request) as reply:\n"
           "        state = json.load(reply)\n"
           "    status = state.get(\"status\", \"\").lower()\n"
           "    if status not in (\"notrunning\", \"running\"):\n"
           "        break\n"
           "    if time.monotonic() > deadline:\n"
           "        raise SystemExit(\"still not done, given up\")\n"
           "if status != \"succeeded\":\n"
           "    raise SystemExit(json.dumps(state))\n"
           "for index, item in enumerate(state[\"result\"][\"data\"], start=1):\n"
           "    if \"url\" in item:  # valid for a day; asked for without the key\n"
           "        urllib.request.urlretrieve(item[\"url\"], f\"result-{index}.png\")\n"
           "    else:\n"
           "        print(item)\n";
}

} // namespace

std::string python_code(const CodePlan &plan)
{
    const std::string preamble = plan.preamble("# ");
    if (plan.is_polled())
        return preamble + polled_code(plan);
    const bool is_json_edit = plan.edit && plan.edit->as_json;
    std::string code = "# Needs the official SDK: pip install openai\n" + preamble +
                       "import base64\nimport os\n\n";
    const bool is_azure = plan.route.form == EndpointForm::azure_deployments;
    const bool has_stream_class = is_json_edit && plan.is_streamed;
    code += "from openai import " + std::string(is_azure ? "AzureOpenAI" : "OpenAI") +
            (has_stream_class ? ", Stream\n" : "\n");
    if (is_json_edit) {
        code += "from openai.types import " +
                std::string(has_stream_class ? "ImageEditStreamEvent, " : "") + "ImagesResponse\n";
    }
    code += "\n" + client_code(plan);
    code += is_json_edit ? "\n\n" + json_edit_code(plan) : call_code(plan);
    return code + result_code(plan);
}

} // namespace gesso::core
