// SPDX-License-Identifier: MIT
#include "commands.h"
#include "edit_options.h"
#include "exit_code.h"
#include "generate_settings.h"

#include <cstdio>

namespace gesso_cli {

namespace {

constexpr const char *kOverview =
    R"(gesso: prompts become images, saved as the service sent them.

  gesso generate PROMPT     make images; a dash reads one prompt a line
  gesso edit PROMPT         change a picture, and only what a mask allows
  gesso doctor              what was found on this machine and what is missing
  gesso version             versions of this program and its library
  gesso help [COMMAND]      this text, or a command's

Try it now: no key, no network, no money. It is painted here, by rule, and is not AI:

  gesso generate "mossy brick wall" --out wall.png

With a real service, which is asked only when you name it:

  export OPENAI_API_KEY=YOUR-KEY
  gesso generate "mossy brick wall" --service openai --quality low --out wall.png

gesso help generate has all options and more examples.

)";

constexpr const char *kGenerate =
    R"(gesso generate PROMPT|- [options]: makes images and prints their paths, one a line.

Examples
  gesso generate "red brick wall"
  gesso generate "sand dunes" --size 1536x1024 --out textures/sand.png
  gesso generate "rusted metal" --n 3 --out metal.png       metal-1.png, metal-2.png, ...
  gesso generate "grass" --partials 2 --save-partials --out out/
  printf 'brick\nmarble\nice\n' | gesso generate - --out out/ --contact-sheet out/sheet.png
  gesso generate "oak planks" --json | jq -r 'select(.type=="image").path'

  gesso generate "slate roof" --service openai --quality low
  gesso generate "slate roof" --service azure --deployment my-images \
      --endpoint https://my-resource.openai.azure.com --key-file ~/.azure-key
  gesso generate "slate roof" --service compatible --endpoint http://127.0.0.1:8080/v1
  gesso generate "slate roof" --service openai --dry-run --as curl
)";

constexpr const char *kGenerateNotes = R"(
Who asks: what --key-file or --key-env names, then an access token in AZURE_OPENAI_AD_TOKEN or
DEFAULT_AZURE_CREDENTIAL_TOKEN (azure services), then a key in AZURE_OPENAI_API_KEY or
OPENAI_API_KEY (openai); --auth takes one kind of them alone. Never from the command line,
which other programs can read. Other variables: OPENAI_BASE_URL or OPENAI_API_BASE,
OPENAI_ORG_ID, OPENAI_PROJECT_ID, OPENAI_CUSTOM_HEADERS (openai, compatible);
AZURE_OPENAI_ENDPOINT, AZURE_OPENAI_DEPLOYMENT_NAME, OPENAI_API_VERSION (azure services; where
only OPENAI_API_BASE names the resource, OPENAI_API_KEY is its key). A blank variable counts
as unset, and an option wins over a variable.

--json: each line has type (queued, phase, waiting, rows, preview, image, dropped,
image_failed, finished, failed; code with --as), request (the prompt's number, from 1), output
(the image, from 0; -1: all of them) and the fields of that event as gesso.h names them. Each
request ends in exactly one finished or failed, with result, billed, paths, tokens, message
and, where something failed, error: the fields of gesso_error.

A prompt that begins with a dash goes after --, as in: gesso generate -- "-40 degrees"

)";

constexpr const char *kEdit =
    R"(gesso edit PROMPT|- --image FILE [options]: changes a picture and prints the path.

A service takes a mask as a hint. Here its answer is pasted into the base, so that every pixel
outside the mask stays as it was, bit for bit: --out is that picture, a PNG, and the service's
own bytes lie unchanged beside it as NAME.original.EXT. With --raw-answer --out holds those alone.

Examples
  gesso edit "moss between the bricks" --image wall.png --out mossy.png
  gesso edit "a round window" --image wall.png --mask hole.png --feather 8 --out window.png
  gesso edit "a crack" --image wall.png --mask crack.png --crop context --wrap --out cracked.png
  gesso edit "the first in the style of the second" --image wall.png --image style.jpg
  gesso edit "remove the sign" --image wall.png --mask sign.png --service azure \
      --deployment my-images --endpoint https://my-resource.openai.azure.com
)";

constexpr const char *kDoctor =
    R"(gesso doctor [--service NAME]: what was found and what is missing, a line each, and which key
or token is used and which are ignored. It sends nothing and prints no key.

  --service NAME          loopback, openai, azure, azure-v1, azure-async or compatible: that one
                          alone
  --auth A                as if generate were given it: key, bearer, entra or none

Exit code 0 when the service (loopback, if none is named) can be used, else 1.
)";

} // namespace

std::string overview_help()
{
    return std::string(kOverview) + kExitCodeHelp;
}

std::string generate_help()
{
    std::string texts = options_help(texts_of(generate_options()));
    return kGenerate + texts + kGenerateNotes + kExitCodeHelp;
}

std::string edit_help()
{
    return kEdit + options_help(texts_of(edit_options())) + kGenerateNotes + kExitCodeHelp;
}

std::string doctor_help()
{
    return kDoctor;
}

int print_text(const std::string &text)
{
    const bool is_written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
    return is_written ? kExitOk : report(kExitSave, "standard output cannot be written");
}

int report(int exit_code, const std::string &text)
{
    std::fputs(("gesso: " + text + "\n").c_str(), stderr);
    return exit_code;
}

} // namespace gesso_cli
