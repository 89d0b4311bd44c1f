// SPDX-License-Identifier: MIT
// The lines of a script, carried out as a person's wishes would be.
#include "screenshot.h"
#include "viewer.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace viewer {

using gesso::opengl::SlotState;

namespace {

// No line may wait longer: a script ends, whatever the service does.
constexpr double kMostSeconds = 300;

bool is_field(const std::string &word)
{
    return word == "size" || word == "quality" || word == "previews" || word == "count" ||
           word == "transparent";
}

} // namespace

void Viewer::run_script()
{
    // Lines that take no time share a frame; a screenshot shows the frame that has been drawn.
    while (!script_->is_done() && exit_code_ == 0) {
        const ScriptLine line = script_->line();
        if (line_began_ < 0) {
            line_began_ = window_.seconds();
            line_frames_ = 0;
        }
        ++line_frames_;
        if (!run_line(line)) {
            if (window_.seconds() - line_began_ > kMostSeconds)
                fail("line " + std::to_string(line.number) + " of the script took too long");
            return;
        }
        script_->next();
        line_began_ = -1;
        if (line.word == "windows" || line.word == "camera")
            return;
    }
}

bool Viewer::run_line(const ScriptLine &line)
{
    bool is_legal = true;
    if (line.word == "wait")
        return is_over(line);
    if (line.word == "select") {
        const int surface = level_.find(line.rest);
        is_legal = surface >= 0;
        if (is_legal)
            select(surface);
    } else if (line.word == "prompt") {
        ui_.set_prompt(line.rest);
    } else if (line.word == "generate") {
        generate();
    } else if (line.word == "cancel") {
        cancel_newest();
    } else if (line.word == "screenshot") {
        // Of the next frame, which is drawn with care.
        const bool is_fine = wants_fine_frame_ && line_frames_ > 1;
        wants_fine_frame_ = !is_fine;
        if (is_fine)
            take_screenshot(line.rest);
        return is_fine;
    } else if (line.word == "texture") {
        take_texture(line.rest);
    } else if (line.word == "film") {
        film_ = line.rest == "off" ? "" : line.rest;
    } else if (line.word == "windows") {
        ui_.is_visible = line.rest == "on";
    } else if (line.word == "camera") {
        place_camera(line.rest);
    } else {
        is_legal = is_field(line.word) && ui_.set_field(line.word, line.rest);
    }
    if (!is_legal)
        fail(
            "line " + std::to_string(line.number) + " of the script: '" + line.word + " " +
            line.rest + "' is not known");
    return true;
}

void Viewer::place_camera(const std::string &numbers)
{
    std::istringstream in(numbers);
    Vec3 eye;
    float yaw = 0;
    float pitch = 0;
    in >> eye.x >> eye.y >> eye.z >> yaw >> pitch;
    camera_.place(eye, yaw * kPi / 180, pitch * kPi / 180);
}

bool Viewer::is_over(const ScriptLine &line)
{
    std::istringstream words(line.rest);
    std::string what;
    double number = 0;
    words >> what >> number;
    const auto view = bridge_->view(slots_[static_cast<size_t>(selected_)]);
    const Job *newest = nullptr;
    for (const auto &job : generator_.jobs()) {
        if (job->surface == selected_)
            newest = job.get();
    }
    const bool has_ended = !newest || newest->has_ended();
    if (what == "done")
        return generator_.open_jobs() == 0 && report_.busy_slots == 0 && line_frames_ > 1;
    if (what == "ms")
        return (window_.seconds() - line_began_) * 1000 >= number;
    if (what == "frames")
        return line_frames_ > static_cast<int>(number);
    if (what == "preview")
        return has_ended || newest->previews_done > 0;
    if (what == "rows")
        return has_ended ||
               (view.state == SlotState::arriving && view.rows * 100.0 >= number * view.height);
    fail("line " + std::to_string(line.number) + " of the script: wait for what?");
    return true;
}

void Viewer::take_screenshot(const std::string &name)
{
    const std::string path = options_.out + "/" + name + ".png";
    const std::string error =
        save_screenshot(path, renderer_.framebuffer(), renderer_.width(), renderer_.height());
    if (!error.empty())
        fail(error);
    else
        std::printf("screenshot %s\n", path.c_str());
}

void Viewer::take_texture(const std::string &name)
{
    const auto view = bridge_->view(slots_[static_cast<size_t>(selected_)]);
    const std::string path = options_.out + "/" + name + ".png";
    std::string error = "the selected surface has no picture to read back";
    if (view.width > 0)
        error = save_texture(
            path, view.texture, static_cast<int>(view.width), static_cast<int>(view.height));
    if (!error.empty())
        fail(error);
}

// A line each: the name, then left, top, right, bottom.
void Viewer::write_layout()
{
    const std::string temporary = options_.layout + ".part";
    {
        std::ofstream file(temporary);
        for (const auto &[name, place] : ui_.places())
            file << name << '\t' << place.x0 << '\t' << place.y0 << '\t' << place.x1 << '\t'
                 << place.y1 << '\n';
        file << "says\t" << generator_.service_text() << '\n';
        for (const auto &job : generator_.jobs())
            file << "job " << job->number << '\t' << job_word(job->state) << '\t' << job->prompt
                 << '\n';
    }
    std::error_code ignored;
    std::filesystem::rename(temporary, options_.layout, ignored);
}

} // namespace viewer
