// SPDX-License-Identifier: MIT
// Everything is computed in linear light: sRGB textures are read as such by the device, and the
// last shader turns the result into sRGB bytes.
#include "scene/shader.h"

namespace viewer {

const char *const kSurfaceVertex = R"(#version 150
in vec3 at_position;
in vec3 at_normal;
in vec2 at_place;
uniform mat4 to_clip;
uniform mat4 to_shadow;
out vec3 world;
out vec3 normal;
out vec2 place;
out vec4 shadow_place;
void main()
{
    world = at_position;
    normal = at_normal;
    place = at_place;
    // Moved along the normal: a surface does not shade itself.
    shadow_place = to_shadow * vec4(at_position + at_normal * 0.03, 1.0);
    gl_Position = to_clip * vec4(at_position, 1.0);
}
)";

const char *const kSurfaceFragment = R"(#version 150
in vec3 world;
in vec3 normal;
in vec2 place;
in vec4 shadow_place;
uniform sampler2D albedo;
uniform sampler2DShadow shadow;
uniform vec3 eye;
uniform vec3 sun;
uniform vec3 lamp;
uniform float roughness;
uniform float glow;
uniform float mark;
uniform float is_decal;
uniform int blur;
out vec4 out_color;
out vec4 out_mark;

float sunlight()
{
    vec3 at = shadow_place.xyz * 0.5 + 0.5;
    if (any(lessThan(at, vec3(0.0))) || any(greaterThan(at, vec3(1.0))))
        return 1.0;
    float step = 1.3 / float(textureSize(shadow, 0).x);
    float sum = 0.0;
    for (int y = -blur; y <= blur; ++y)
        for (int x = -blur; x <= blur; ++x)
            sum += texture(shadow, at + vec3(float(x), float(y), 0.0) * step);
    return sum / float((2 * blur + 1) * (2 * blur + 1));
}

// A soft highlight in place of a whole reflection model.
float shine(vec3 n, vec3 to_light, vec3 to_eye)
{
    float power = exp2(10.0 * (1.0 - roughness) + 1.0);
    float highlight = pow(max(dot(n, normalize(to_light + to_eye)), 0.0), power);
    return highlight * (power + 8.0) * 0.04 * (1.0 - roughness);
}

void main()
{
    vec4 texel = texture(albedo, place);
    vec3 color = texel.rgb;
    vec3 n = normalize(normal);
    vec3 to_eye = normalize(eye - world);

    float lit = max(dot(n, sun), 0.0);
    vec3 sum = vec3(2.9, 2.6, 2.15) * (lit > 0.0 ? lit * sunlight() : 0.0)
        * (color + shine(n, sun, to_eye));

    vec3 to_lamp = lamp - world;
    float distance2 = dot(to_lamp, to_lamp);
    to_lamp *= inversesqrt(distance2);
    float near = clamp(1.0 - distance2 * distance2 / 1300.0, 0.0, 1.0);
    float lamplight = max(dot(n, to_lamp), 0.0) * near * near / (distance2 + 0.35);
    sum += vec3(3.6, 1.9, 0.75) * lamplight * (color + shine(n, to_lamp, to_eye));

    // From the sky above and from the ground below.
    sum += color * mix(vec3(0.28, 0.24, 0.19), vec3(0.40, 0.50, 0.66), n.y * 0.5 + 0.5);
    sum += glow * vec3(9.0, 5.5, 2.4);

    float haze = 1.0 - exp(-max(length(eye - world) - 10.0, 0.0) * 0.012);
    sum = mix(sum, vec3(0.70, 0.80, 0.95), haze);
    float alpha = mix(1.0, texel.a, is_decal);
    out_color = vec4(sum, alpha);
    // A decal that nobody points at leaves the mark of what it is on.
    float covers = smoothstep(0.2, 0.5, texel.a) * step(0.1, mark);
    out_mark = vec4(mark, 0.0, 0.0, mix(1.0, covers, is_decal));
}
)";

const char *const kShadowVertex = R"(#version 150
in vec3 at_position;
uniform mat4 to_clip;
void main() { gl_Position = to_clip * vec4(at_position, 1.0); }
)";

const char *const kShadowFragment = R"(#version 150
void main() {}
)";

const char *const kScreenVertex = R"(#version 150
out vec2 place;
void main()
{
    vec2 corner = vec2(float((gl_VertexID & 1) << 2), float((gl_VertexID & 2) << 1));
    place = corner * 0.5;
    gl_Position = vec4(corner - 1.0, 0.9999, 1.0);
}
)";

const char *const kSkyFragment = R"(#version 150
in vec2 place;
uniform vec3 ahead;
uniform vec3 right;
uniform vec3 top;
uniform vec3 sun;
out vec4 out_color;
out vec4 out_mark;
void main()
{
    vec3 along = normalize(ahead + right * (place.x * 2.0 - 1.0) + top * (place.y * 2.0 - 1.0));
    float up = along.y;
    vec3 sky = mix(vec3(0.70, 0.80, 0.95), vec3(0.13, 0.30, 0.70), smoothstep(0.0, 0.55, up));
    vec3 ground = vec3(0.70, 0.80, 0.95) * mix(1.0, 0.55, smoothstep(0.0, 0.3, -up));
    float near_sun = max(dot(along, sun), 0.0);
    vec3 glare = vec3(1.0, 0.85, 0.6) * (pow(near_sun, 350.0) * 12.0 + pow(near_sun, 12.0) * 0.25);
    out_color = vec4(up > 0.0 ? sky + glare : ground, 1.0);
    out_mark = vec4(0.0, 0.0, 0.0, 1.0);
}
)";

// Exposure, a shoulder for the lights, sRGB; the selected surface gets an outline.
const char *const kFinishFragment = R"(#version 150
in vec2 place;
uniform sampler2D color;
uniform sampler2D marks;
uniform float outline;
uniform float pulse;
out vec4 out_color;

vec3 shown(vec3 light)
{
    light *= 0.52;
    vec3 mapped = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14);
    mapped = clamp(mapped, 0.0, 1.0);
    return mix(mapped * 12.92, 1.055 * pow(mapped, vec3(1.0 / 2.4)) - 0.055,
        step(vec3(0.0031308), mapped));
}

void main()
{
    vec2 size = vec2(textureSize(color, 0));
    vec3 picture = shown(texture(color, place).rgb);
    float low = 1.0;
    float high = 0.0;
    for (int i = 0; i < 4; ++i) {
        vec2 side = i < 2 ? vec2(0.7071, 0.7071) : vec2(0.7071, -0.7071);
        float mark = texture(marks, place + side * (i % 2 == 0 ? outline : -outline) / size).r;
        low = min(low, mark);
        high = max(high, mark);
    }
    // 1: selected, 0.5: under the pointer.
    float edge = smoothstep(0.1, 0.45, high - low);
    vec3 tint = high > 0.75 ? vec3(1.0, 0.66, 0.16) : vec3(0.95, 0.97, 1.0);
    float strength = high > 0.75 ? 0.7 + 0.3 * pulse : 0.45;
    picture = mix(picture, tint, edge * strength);
    float noise = fract(sin(dot(gl_FragCoord.xy, vec2(12.9898, 78.233))) * 43758.5453);
    out_color = vec4(picture + (noise - 0.5) / 255.0, 1.0);
}
)";

} // namespace viewer
