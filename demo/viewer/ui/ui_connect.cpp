// SPDX-License-Identifier: MIT
// Choosing a real service. Keys are never typed here: they come from the variables that people of
// the service have set already, and this window says which.
#include "ui/style.h"
#include "ui/ui.h"

namespace viewer {

namespace {

using Kind = gesso_cli::ServiceKind;

struct Choice {
    const char *name;
    Kind kind;
    const char *text;
};

constexpr std::array kChoices = {
    Choice{
        "Demo, painted here", Kind::loopback,
        "Paints on this machine, by rule, from the prompt's words. Not AI, free, no network."},
    Choice{"OpenAI", Kind::openai, "Key from the variable OPENAI_API_KEY. Each image is paid for."},
    Choice{
        "Azure OpenAI", Kind::azure,
        "Key from AZURE_OPENAI_API_KEY (or a token from AZURE_OPENAI_AD_TOKEN), address from "
        "AZURE_OPENAI_ENDPOINT, deployment from AZURE_OPENAI_DEPLOYMENT_NAME, unless given "
        "below. Each image is paid for."},
    Choice{
        "Compatible server", Kind::compatible,
        "A server that imitates OpenAI's API, at the address below. No key is sent."},
};

} // namespace

void Ui::draw_connect(UiWishes &wishes)
{
    if (shows_connect_) {
        ImGui::OpenPopup("Connect a service");
        shows_connect_ = false;
    }
    const ImGuiViewport *viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(
        ImVec2(viewport->Pos.x + viewport->Size.x / 2, viewport->Pos.y + viewport->Size.y / 2),
        ImGuiCond_Always, ImVec2(0.5F, 0.5F));
    ImGui::SetNextWindowSize(ImVec2(px(460), 0));
    if (!ImGui::BeginPopupModal("Connect a service", nullptr, ImGuiWindowFlags_NoResize))
        return;
    for (size_t i = 0; i < kChoices.size(); ++i)
        ImGui::RadioButton(kChoices[i].name, &connect_kind_, static_cast<int>(i));
    const Choice &choice = kChoices[static_cast<size_t>(connect_kind_)];
    ImGui::Spacing();
    ImGui::PushTextWrapPos(px(440));
    ImGui::TextDisabled("%s", choice.text);
    ImGui::PopTextWrapPos();
    const bool is_azure = choice.kind == Kind::azure;
    if (is_azure || choice.kind == Kind::compatible)
        ImGui::InputText("Address", connect_endpoint_.data(), connect_endpoint_.size());
    if (choice.kind != Kind::loopback)
        ImGui::InputText(
            is_azure ? "Deployment" : "Model", connect_model_.data(), connect_model_.size());
    ImGui::Spacing();
    if (ImGui::Button("Connect", ImVec2(px(120), 0))) {
        wishes.wants_connect = true;
        wishes.service.service = choice.kind;
        if (choice.kind != Kind::loopback && choice.kind != Kind::openai)
            wishes.service.endpoint = connect_endpoint_.data();
        if (choice.kind != Kind::loopback)
            (is_azure ? wishes.service.deployment : wishes.service.model) = connect_model_.data();
        ImGui::CloseCurrentPopup();
    }
    note("connect ok");
    ImGui::SameLine();
    if (ImGui::Button("Close", ImVec2(px(120), 0)))
        ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
}

} // namespace viewer
