// SPDX-License-Identifier: MIT
// Draws the level: shadows of the sun, surfaces in linear light, then a picture in sRGB.
#pragma once

#include "scene/camera.h"
#include "scene/level.h"
#include "scene/shader.h"

#include <vector>

namespace viewer {

struct SceneView {
    const Camera *camera = nullptr;
    std::vector<GLuint> textures; // one a surface
    int selected = -1;
    int hovered = -1;
    float seconds = 0;
    float scale = 1; // of the display
};

class Renderer {
public:
    // Empty, or why it cannot.
    std::string open(const Level &level);
    // The size of the pictures; 1 sample: no smoothing of edges.
    std::string resize(int width, int height, int samples);
    // Whether the processor does the drawing: then edges and shadows are kept simple.
    [[nodiscard]] bool is_software() const { return is_software_; }
    // Into the picture, which stays bound; then the host draws its windows over it.
    void draw(const SceneView &view);

    [[nodiscard]] GLuint framebuffer() const { return picture_.framebuffer; }
    [[nodiscard]] GLuint placeholder(size_t surface) const { return placeholders_[surface]; }
    [[nodiscard]] int width() const { return width_; }
    [[nodiscard]] int height() const { return height_; }

private:
    struct Drawable {
        GLuint array = 0;
        GLsizei count = 0;
    };
    struct Target {
        GLuint framebuffer = 0;
        GLuint color = 0, marks = 0, depth = 0;
    };

    static constexpr int kShadowSide = 2048;

    static Drawable upload(const Mesh &mesh);
    void make_shadow();
    std::string make_targets();
    void draw_shadow();
    void draw_surfaces(const SceneView &view);
    void draw_sky(const SceneView &view);
    void finish(const SceneView &view);
    void draw_one(const Drawable &drawable) const;

    const Level *level_ = nullptr;
    std::vector<Drawable> surfaces_;
    Drawable lamp_, bulb_;
    std::vector<GLuint> placeholders_;
    GLuint white_ = 0;
    Shader surface_, shadow_, sky_, finish_;
    Mat4 to_shadow_;
    Target shadow_target_;
    bool is_shadow_drawn_ = false; // nothing in the level moves
    Target many_;                  // several samples a pixel
    Target scene_;                 // linear light
    Target picture_;               // sRGB bytes
    GLuint screen_array_ = 0;
    bool is_software_ = false;
    int width_ = 0, height_ = 0, samples_ = 1;
};

} // namespace viewer
