// SPDX-License-Identifier: MIT
#include "scene/camera.h"

#include <algorithm>

namespace viewer {

namespace {

constexpr float kAngle = 50 * kPi / 180;
constexpr float kSpeed = 4; // metres a second
constexpr float kSettleSeconds = 0.08F;

} // namespace

void Camera::place(Vec3 eye, float yaw, float pitch)
{
    eye_ = eye;
    yaw_ = yaw;
    pitch_ = pitch;
    velocity_ = {};
}

Vec3 Camera::forward() const
{
    return {
        std::sin(yaw_) * std::cos(pitch_), std::sin(pitch_), -std::cos(yaw_) * std::cos(pitch_)};
}

bool Camera::move(const Motion &motion, float seconds)
{
    yaw_ += motion.turn;
    pitch_ = std::clamp(pitch_ + motion.tilt, -1.5F, 1.5F);
    const Vec3 ahead = forward();
    const Vec3 right = normalized(cross(ahead, {0, 1, 0}));
    const float speed = kSpeed * (motion.is_fast ? 3.0F : 1.0F);
    const Vec3 wanted =
        (right * motion.wish.x + Vec3{0, 1, 0} * motion.wish.y + ahead * motion.wish.z) * speed;
    const float share = 1 - std::exp(-seconds / kSettleSeconds);
    velocity_ = velocity_ + (wanted - velocity_) * share;
    const bool is_moving = dot(velocity_, velocity_) > 1e-4F;
    if (!is_moving)
        velocity_ = {};
    eye_ = eye_ + velocity_ * seconds;
    eye_.y = std::clamp(eye_.y, 0.2F, 12.0F);
    return is_moving || motion.turn != 0 || motion.tilt != 0;
}

Mat4 Camera::matrix(float aspect) const
{
    return perspective(kAngle, aspect, 0.1F, 120) * look_at(eye_, eye_ + forward(), {0, 1, 0});
}

Ray Camera::ray(float x, float y, float aspect) const
{
    const Vec3 ahead = forward();
    const Vec3 right = normalized(cross(ahead, {0, 1, 0}));
    const Vec3 top = cross(right, ahead);
    const float half = std::tan(kAngle / 2);
    return {eye_, normalized(ahead + right * (x * half * aspect) + top * (y * half))};
}

} // namespace viewer
