// SPDX-License-Identifier: MIT
// As much vector algebra as a small level needs. Right-handed, y up, matrices in columns.
#pragma once

#include <array>
#include <cmath>

namespace viewer {

constexpr float kPi = 3.14159265F;

struct Vec2 {
    float x = 0, y = 0;
};

struct Vec3 {
    float x = 0, y = 0, z = 0;

    friend Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
    friend Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
    friend Vec3 operator*(Vec3 a, float s) { return {a.x * s, a.y * s, a.z * s}; }
};

inline float dot(Vec3 a, Vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline Vec3 cross(Vec3 a, Vec3 b)
{
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline Vec3 normalized(Vec3 a)
{
    const float length = std::sqrt(dot(a, a));
    return length > 0 ? a * (1 / length) : a;
}

struct Mat4 {
    std::array<float, 16> at{};

    friend Mat4 operator*(const Mat4 &a, const Mat4 &b)
    {
        Mat4 out;
        for (size_t column = 0; column < 4; ++column) {
            for (size_t row = 0; row < 4; ++row) {
                for (size_t k = 0; k < 4; ++k)
                    out.at[column * 4 + row] += a.at[k * 4 + row] * b.at[column * 4 + k];
            }
        }
        return out;
    }
};

// The point after division by w; `out_w` below zero: behind the eye.
inline Vec3 project(const Mat4 &m, Vec3 p, float &out_w)
{
    std::array<float, 4> r{};
    for (size_t row = 0; row < 4; ++row)
        r[row] = m.at[row] * p.x + m.at[4 + row] * p.y + m.at[8 + row] * p.z + m.at[12 + row];
    out_w = r[3];
    return {r[0] / r[3], r[1] / r[3], r[2] / r[3]};
}

inline Mat4 perspective(float vertical_angle, float aspect, float near, float far)
{
    const float f = 1 / std::tan(vertical_angle / 2);
    Mat4 m;
    m.at[0] = f / aspect;
    m.at[5] = f;
    m.at[10] = (far + near) / (near - far);
    m.at[11] = -1;
    m.at[14] = 2 * far * near / (near - far);
    return m;
}

inline Mat4 orthographic(float half_width, float half_height, float near, float far)
{
    Mat4 m;
    m.at[0] = 1 / half_width;
    m.at[5] = 1 / half_height;
    m.at[10] = 2 / (near - far);
    m.at[14] = (far + near) / (near - far);
    m.at[15] = 1;
    return m;
}

inline Mat4 look_at(Vec3 eye, Vec3 at, Vec3 up)
{
    const Vec3 back = normalized(eye - at);
    const Vec3 right = normalized(cross(up, back));
    const Vec3 top = cross(back, right);
    return {
        {right.x, top.x, back.x, 0, right.y, top.y, back.y, 0, right.z, top.z, back.z, 0,
         -dot(right, eye), -dot(top, eye), -dot(back, eye), 1}};
}

struct Ray {
    Vec3 from, along;
};

} // namespace viewer
