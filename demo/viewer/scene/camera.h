// SPDX-License-Identifier: MIT
// A camera that flies.
#pragma once

#include "scene/math.h"

namespace viewer {

class Camera {
public:
    struct Motion {
        Vec3 wish; // right, up, forward: -1 to 1 each
        float turn = 0, tilt = 0;
        bool is_fast = false;
    };

    void place(Vec3 eye, float yaw, float pitch);
    // True while it moves or is still coming to rest.
    bool move(const Motion &motion, float seconds);

    [[nodiscard]] Vec3 eye() const { return eye_; }
    [[nodiscard]] Vec3 forward() const;
    [[nodiscard]] Mat4 matrix(float aspect) const; // world to clip
    // Through a point of the picture, -1 to 1 each way, y up.
    [[nodiscard]] Ray ray(float x, float y, float aspect) const;

private:
    Vec3 eye_{4.9F, 2.15F, 7.1F};
    Vec3 velocity_;
    float yaw_ = -0.46F;
    float pitch_ = -0.1F;
};

} // namespace viewer
