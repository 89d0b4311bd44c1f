// SPDX-License-Identifier: MIT
// PowerShell 7 without a module. The body is written as text and sent as bytes: what the shell
// would make of a hash table depends on its version.
#include "request/code_plan.h"
#include "request/data_url.h"

namespace gesso::core {

namespace {

constexpr const char *kFileBytes = "[IO.File]::ReadAllBytes((Join-Path $PWD ";

std::string headers_code(const CodePlan &plan)
{
    std::string code = "$headers = @{\n";
    for (const auto &[name, value] : plan.headers)
        code += "    " + powershell_text(name) + " = " + powershell_text(value) + "\n";
    return code + "}\n";
}

std::string json_code(const CodePlan &plan)
{
    std::string text;
    if (plan.edit) {
        for (const JsonEditPiece &piece : json_edit_pieces(plan.members, plan.files)) {
            text += (text.empty() ? "" : " +\n    ") + powershell_text(piece.text);
            if (piece.file) {
                text += " +\n    [Convert]::ToBase64String(" + std::string(kFileBytes) +
                        powershell_text(piece.file->name) + ")))";
            }
        }
    } else {
        text = powershell_text(to_text(plan.members));
    }
    return "$body = [Text.Encoding]::UTF8.GetBytes(" + text + ")\n$type = 'application/json'\n";
}

// -Form would give text parts a Content-Type, which some Azure endpoints stumble over, and leave
// names without quotes.
std::string form_code(const CodePlan &plan)
{
    std::string code =
        "$boundary = [Guid]::NewGuid().ToString('N')\n"
        "$type = \"multipart/form-data; boundary=$boundary\"\n"
        "$stream = [IO.MemoryStream]::new()\n"
        "function Write-Bytes([byte[]] $Bytes) { $stream.Write($Bytes, 0, $Bytes.Length) }\n"
        "function Write-Text([string] $Text) {\n"
        "    Write-Bytes ([Text.Encoding]::UTF8.GetBytes($Text))\n"
        "}\n"
        "$end = [string][char]13 + [char]10\n"
        "function Write-Field([string] $Name, [string] $Value) {\n"
        "    Write-Text ('--' + $boundary + $end)\n"
        "    Write-Text ('Content-Disposition: form-data; name=\"' + $Name + '\"' + $end + $end)\n"
        "    Write-Text ($Value + $end)\n"
        "}\n"
        "function Write-File([string] $Name, [string] $File, [string] $MediaType) {\n"
        "    Write-Text ('--' + $boundary + $end)\n"
        "    Write-Text ('Content-Disposition: form-data; name=\"' + $Name + '\"')\n"
        "    Write-Text ('; filename=\"' + $File + '\"' + $end)\n"
        "    Write-Text ('Content-Type: ' + $MediaType + $end + $end)\n"
        "    Write-Bytes ([IO.File]::ReadAllBytes((Join-Path $PWD $File)))\n"
        "    Write-Text $end\n"
        "}\n";
    for (const FormField &field : form_fields(plan.members)) {
        code += "Write-Field " + powershell_text(field.name) + " " + powershell_text(field.value) +
                "\n";
    }
    for (const FormFile &file : plan.files) {
        code += "Write-File " + powershell_text(file.field) + " " + powershell_text(file.name) +
                " " + powershell_text(media_type(file.file->header.format)) + "\n";
    }
    return code + "Write-Text ('--' + $boundary + '--' + $end)\n$body = $stream.ToArray()\n";
}

std::string invocation(const char *command, const char *rest)
{
    return std::string(command) +
           " -Uri $uri -Method Post -Headers $headers -ContentType $type `\n"
           "    -MaximumRedirection 0 -Body $body" +
           rest + "\n";
}

std::string result_code(const CodePlan &plan)
{
    const std::string ending = plan.extension();
    const std::string save = "[Convert]::FromBase64String(";
    if (plan.is_streamed) {
        return invocation("Invoke-WebRequest", " -TimeoutSec 600 -OutFile 'events.txt'") +
               "foreach ($line in [IO.File]::ReadLines((Join-Path $PWD 'events.txt'))) {\n"
               "    if (-not $line.StartsWith('data: {')) { continue }\n"
               "    $news = $line.Substring(6) | ConvertFrom-Json\n"
               "    if (-not $news.b64_json) { continue }\n"
               "    $name = if ($news.type -like '*.completed') { 'image." +
               ending +
               "' }\n"
               "    else { 'preview-' + (1 + $news.partial_image_index) + '." +
               ending +
               "' }\n"
               "    [IO.File]::WriteAllBytes((Join-Path $PWD $name), " +
               save + "$news.b64_json))\n}\n";
    }
    return invocation("$reply = Invoke-RestMethod", " -TimeoutSec 600") +
           "$index = 0\n"
           "foreach ($image in $reply.data) {\n"
           "    $index++\n"
           "    if (-not $image.b64_json) { $image.url; continue }\n"
           "    $file = Join-Path $PWD ('result-' + $index + '." +
           ending +
           "')\n"
           "    [IO.File]::WriteAllBytes($file, " +
           save + "$image.b64_json))\n}\n";
}

std::string polled_code(const CodePlan &plan)
{
    return invocation("$reply = Invoke-WebRequest", "") +
           "$operation = @($reply.Headers['operation-location'])[0]\n"
           "# The key travels with the question, so only the service itself is asked.\n"
           "if (-not $operation.StartsWith(" +
           powershell_text(plan.site + "/") +
           ")) { throw \"no operation of this service: $operation\" }\n"
           "$deadline = (Get-Date).AddMinutes(10)\n"
           "do {\n"
           "    if ((Get-Date) -gt $deadline) { throw 'still not done, given up' }\n"
           "    Start-Sleep -Seconds 1\n"
           "    $state = Invoke-RestMethod -Uri $operation -Headers $headers -MaximumRedirection "
           "0\n"
           "} while ($state.status -in 'notRunning', 'running')\n"
           "if ($state.status -ne 'succeeded') { throw ($state | ConvertTo-Json -Depth 9) }\n"
           "$index = 0\n"
           "foreach ($image in $state.result.data) {\n"
           "    $index++\n"
           "    # Valid for a day; asked for without the key.\n"
           "    if ($image.url) {\n"
           "        Invoke-WebRequest -Uri $image.url -OutFile ('result-' + $index + '.png')\n"
           "    }\n"
           "    else { $image | ConvertTo-Json -Depth 9 }\n"
           "}\n";
}

} // namespace

std::string powershell_code(const CodePlan &plan)
{
    std::string code =
        "# PowerShell 7\n" + plan.preamble("# ") + "$ErrorActionPreference = 'Stop'\n";
    code += "$uri = " + powershell_text(plan.url) + "\n" + headers_code(plan);
    code += plan.is_form() ? form_code(plan) : json_code(plan);
    return code + (plan.is_polled() ? polled_code(plan) : result_code(plan));
}

} // namespace gesso::core
