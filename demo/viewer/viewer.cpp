// SPDX-License-Identifier: MIT
#include "viewer.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace viewer {

using gesso::opengl::SlotState;

namespace {

constexpr uint32_t kThumbnailSide = 128;
// Without anything to show, the loop looks around this often; any event wakes it at once.
constexpr double kIdleSeconds = 0.1;
constexpr double kAwakeSeconds = 0.6; // after the last input

double since_ms(double begin, double end)
{
    return (end - begin) * 1000;
}

} // namespace

std::string Viewer::open()
{
    std::error_code failed;
    std::filesystem::create_directories(options_.out, failed);
    if (failed)
        return options_.out + " cannot be made (" + failed.message() + ")";
    std::string error;
    if (!options_.script.empty())
        script_ = Script::from_file(options_.script, error);
    else if (options_.is_offscreen)
        script_ = Script::built_in();
    if (error.empty())
        error = window_.open(options_.width, options_.height, options_.is_offscreen);
    if (!error.empty())
        return error;
    const std::string missing = gl.load(Window::proc);
    if (!missing.empty())
        return "OpenGL 3.2 is needed; this context has no " + missing;
    error = generator_.open(options_.out, Window::wake);
    if (error.empty())
        error = renderer_.open(level_);
    if (!error.empty())
        return error;
    if (options_.upload_bytes == 0)
        options_.upload_bytes = uint64_t{options_.is_offscreen ? 2048U : 512U} << 10;
    gesso::opengl::BridgeDesc desc;
    if (options_.is_offscreen || renderer_.is_software()) // its frames are long anyway
        desc.pixels_per_update = 1 << 18;
    desc.client = generator_.client();
    desc.get_proc_address = Window::proc;
    bridge_ = gesso::opengl::Bridge::create(desc, error);
    if (!bridge_)
        return error;
    for (size_t i = 0; i < level_.surfaces.size(); ++i)
        slots_.push_back(bridge_->add_slot({renderer_.placeholder(i), 0, true}));
    counts_.resize(slots_.size());
    shown_jobs_.resize(slots_.size());
    ui_.open(window_.handle(), options_.scale > 0 ? options_.scale : window_.scale());
    std::string problem = generator_.connect(options_.service, options_);
    if (!problem.empty() && options_.is_offscreen)
        return problem;
    ui_.set_notice(problem, true);
    select(0);
    return {};
}

int Viewer::run()
{
    while ((!window_.wants_to_close() || !may_close()) && exit_code_ == 0) {
        frame();
        if (script_ && options_.is_offscreen && script_->is_done())
            break;
    }
    if (options_.is_offscreen && exit_code_ == 0)
        std::printf(
            "%d frames; %.1f MiB uploaded, at most %.0f KiB a frame; inside gesso_* at most %.0f "
            "us "
            "a frame\n",
            frames_, static_cast<double>(total_bytes_) / (1 << 20),
            static_cast<double>(most_.upload_kib), static_cast<double>(most_.gesso_us));
    return exit_code_;
}

bool Viewer::is_busy() const
{
    return report_.busy_slots > 0 || report_.pending_bytes > 0 || is_moving_ || script_ ||
           window_.seconds() - last_input_ < kAwakeSeconds;
}

void Viewer::frame()
{
    const bool is_idle = !is_busy() && generator_.open_jobs() == 0;
    window_.take_input(is_idle ? kIdleSeconds : 0);
    const double begin = window_.seconds();
    take_input();
    generator_.poll(*bridge_, begin);
    const double before_update = window_.seconds();
    report_ = bridge_->update(options_.upload_bytes);
    const double after_update = window_.seconds();
    total_bytes_ += report_.bytes;
    say_remark();
    draw(begin);
    FrameCost cost;
    cost.frame_ms = static_cast<float>(since_ms(begin, window_.seconds()));
    cost.gesso_us = static_cast<float>(generator_.time().take_us());
    cost.bridge_us = static_cast<float>(since_ms(before_update, after_update) * 1000);
    cost.upload_kib = static_cast<float>(report_.bytes) / 1024;
    history_.add(cost);
    ++frames_;
    most_.upload_kib = std::max(most_.upload_kib, cost.upload_kib);
    most_.gesso_us = std::max(most_.gesso_us, cost.gesso_us);
    last_frame_ = begin;
}

// When a texture is not shown as it came, the status line says so, once.
void Viewer::say_remark()
{
    const std::string text =
        gesso::opengl::remark(bridge_->view(slots_[static_cast<size_t>(selected_)]));
    if (text != remark_)
        ui_.set_notice(text, false);
    remark_ = text;
}

SceneView Viewer::scene_view() const
{
    SceneView view;
    view.camera = &camera_;
    view.selected = ui_.is_visible ? selected_ : -1;
    view.hovered = ui_.is_visible ? hovered_ : -1;
    view.seconds = static_cast<float>(window_.seconds());
    view.scale = window_.scale();
    for (const gesso::opengl::SlotId slot : slots_)
        view.textures.push_back(bridge_->view(slot).texture);
    return view;
}

void Viewer::draw(double begin)
{
    int width = 1;
    int height = 1;
    window_.picture_size(width, height);
    int samples = options_.samples;
    if (samples == 0)
        samples = renderer_.is_software() && !wants_fine_frame_ ? 1 : 4;
    const std::string problem = renderer_.resize(width, height, samples);
    if (!problem.empty()) {
        fail(problem);
        return;
    }
    renderer_.draw(scene_view());
    UiInput input;
    input.generator = &generator_;
    input.bridge = bridge_.get();
    input.level = &level_;
    input.history = &history_;
    input.slots = slots_;
    input.upload_bytes = options_.upload_bytes;
    input.total_bytes = total_bytes_;
    input.selected = selected_;
    input.now = begin;
    const UiWishes wishes = ui_.draw(input);
    ui_.render();
    if (!film_.empty())
        take_screenshot(film_ + "-" + std::to_string(++filmed_));
    if (script_ && !script_->is_done())
        run_script();
    gl.BindFramebuffer(GL_READ_FRAMEBUFFER, renderer_.framebuffer());
    gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
    gl.BlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    window_.present();
    carry_out(wishes);
    if (!options_.layout.empty())
        write_layout();
}

// ---- what the person wants ----------------------------------------------------------------------

void Viewer::carry_out(const UiWishes &wishes)
{
    if (wishes.select >= 0)
        select(wishes.select);
    if (wishes.wants_generate)
        generate();
    if (wishes.wants_cancel)
        cancel_newest();
    for (const auto &job : generator_.jobs()) {
        if (job->number == wishes.cancel_job)
            cancel(*job);
    }
    if (wishes.remove_job != 0)
        generator_.remove(wishes.remove_job, *bridge_);
    if (wishes.show_job != 0)
        show_result(wishes.show_job, wishes.show_output);
    if (wishes.wants_connect)
        ui_.set_notice(generator_.connect(wishes.service, options_), true);
}

void Viewer::select(int surface)
{
    selected_ = surface;
    ui_.select(level_.surfaces[static_cast<size_t>(surface)]);
}

void Viewer::generate()
{
    Wish wish = ui_.wish();
    if (wish.prompt.empty())
        return;
    const auto index = static_cast<size_t>(selected_);
    const int number = ++counts_[index];
    if (options_.is_offscreen) {
        const std::string more = number > 1 ? "-" + std::to_string(number) : "";
        wish.save_name = level_.surfaces[index].name + more + ".png";
    }
    std::string error;
    Job *job = generator_.submit(wish, selected_, window_.seconds(), error);
    ui_.set_notice(error, true);
    if (!job)
        return;
    // What is watched later counts: an older request of this surface goes on, but only in the
    // queue.
    bridge_->watch(slots_[index], job->request.id(), 0);
    shown_jobs_[index] = job->number;
    for (size_t i = 0; i < job->outputs.size(); ++i) {
        job->outputs[i].thumbnail = bridge_->add_slot({0, kThumbnailSide, false});
        bridge_->watch(job->outputs[i].thumbnail, job->request.id(), static_cast<int32_t>(i));
    }
}

void Viewer::cancel_newest()
{
    auto &jobs = generator_.jobs();
    const auto newest = std::find_if(jobs.rbegin(), jobs.rend(), [this](const auto &job) {
        return !job->has_ended() && job->surface == selected_;
    });
    if (newest != jobs.rend())
        cancel(**newest);
}

void Viewer::cancel(Job &job)
{
    generator_.cancel(job);
    // Nobody watches it any more; what was there comes back at once.
    if (shown_jobs_[static_cast<size_t>(job.surface)] == job.number)
        bridge_->put_back(slots_[static_cast<size_t>(job.surface)]);
}

// An image that is being paid for is not left behind by one careless click.
bool Viewer::may_close()
{
    const int open = generator_.is_free() ? 0 : generator_.open_jobs();
    if (open == 0 || was_warned_ || options_.is_offscreen)
        return true;
    was_warned_ = true;
    window_.stay_open();
    ui_.set_notice(
        std::to_string(open) + " being paid for: wait for them, or close again to lose them", true);
    return false;
}

void Viewer::show_result(int number, int output)
{
    for (const auto &job : generator_.jobs()) {
        if (job->number == number)
            bridge_->show(
                slots_[static_cast<size_t>(selected_)],
                job->outputs[static_cast<size_t>(output)].image.id());
    }
}

void Viewer::fail(const std::string &message)
{
    std::fprintf(stderr, "gesso-viewer: %s\n", message.c_str());
    exit_code_ = 1;
}

} // namespace viewer
