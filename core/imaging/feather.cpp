// SPDX-License-Identifier: MIT
// The exact Euclidean distance to the border of the mask, as far as the feather reaches, in two
// passes: down each column to the nearest row with a clear pixel, then along each row over the
// lower envelope of the parabolas that those distances stand for (Felzenszwalb, Huttenlocher).
#include "imaging/mask.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace gesso::core {

namespace {

class Feather {
public:
    Feather(const Coverage &coverage, uint32_t feather, bool wrap)
        : coverage_(coverage), feather_(feather), reach_(feather + 2), wrap_(wrap)
    {
        // Beyond `reach_` a pixel of the other side cannot matter, so the row is extended by that.
        pad_ = wrap ? std::min(reach_, coverage.width()) : 0;
        const size_t extended = size_t{coverage.width()} + 2 * size_t{pad_};
        heights_.resize(extended);
        vertices_.resize(extended);
        bounds_.resize(extended + 1);
    }

    Status run(Coverage &out_weights)
    {
        const uint32_t width = coverage_.width();
        const uint32_t height = coverage_.height();
        GESSO_RETURN_IF_FAILED(out_weights.allocate(width, height));
        measure_columns();
        for (uint32_t y = 0; y < height; ++y)
            weigh_row(y, out_weights.row(y));
        return {};
    }

private:
    // Rows to the nearest clear pixel of the same column, at most reach_. Of a picture that tiles,
    // the second round knows what lies beyond the edge.
    void measure_columns()
    {
        const uint32_t height = coverage_.height();
        const auto most = static_cast<uint16_t>(reach_);
        const int rounds = wrap_ ? 2 : 1;
        down_.assign(size_t{coverage_.width()} * height, most);
        std::vector<uint16_t> last(coverage_.width(), most);
        for (int round = 0; round < rounds; ++round) {
            for (uint32_t y = 0; y < height; ++y)
                step_row(y, last);
        }
        last.assign(coverage_.width(), most);
        for (int round = 0; round < rounds; ++round) {
            for (uint32_t y = height; y-- > 0;)
                step_row(y, last);
        }
    }

    void step_row(uint32_t y, std::vector<uint16_t> &last)
    {
        const uint8_t *covered = coverage_.row(y);
        uint16_t *down = down_.data() + size_t{y} * coverage_.width();
        for (size_t x = 0; x < last.size(); ++x) {
            const uint32_t next = std::min(last[x] + 1u, reach_);
            last[x] = static_cast<uint16_t>(covered[x] == 0 ? 0 : next);
            down[x] = std::min(down[x], last[x]);
        }
    }

    void weigh_row(uint32_t y, uint8_t *weights)
    {
        const uint32_t width = coverage_.width();
        const uint16_t *down = down_.data() + size_t{y} * width;
        const uint8_t *covered = coverage_.row(y);
        const auto extended = static_cast<int32_t>(heights_.size());
        for (int32_t i = 0; i < extended; ++i) {
            const uint32_t x = (static_cast<uint32_t>(i) + width - pad_) % width;
            heights_[static_cast<size_t>(i)] = double{static_cast<double>(down[x])} * down[x];
        }
        build_envelope();
        size_t at = 0;
        for (uint32_t x = 0; x < width; ++x) {
            const double place = static_cast<double>(x) + pad_;
            while (bounds_[at + 1] < place)
                ++at;
            const double aside = place - vertices_[at];
            const double distance =
                std::sqrt(aside * aside + heights_[static_cast<size_t>(vertices_[at])]);
            weights[x] = weight_of(covered[x], distance);
        }
    }

    // Which column's parabola is lowest where: vertices_[k] between bounds_[k] and bounds_[k + 1].
    void build_envelope()
    {
        constexpr double kFar = 1e18;
        size_t count = 0;
        vertices_[0] = 0;
        bounds_[0] = -kFar;
        bounds_[1] = kFar;
        for (size_t q = 1; q < heights_.size(); ++q) {
            double meet = meeting_point(q, vertices_[count]);
            while (meet <= bounds_[count]) {
                --count;
                meet = meeting_point(q, vertices_[count]);
            }
            ++count;
            vertices_[count] = static_cast<int32_t>(q);
            bounds_[count] = meet;
            bounds_[count + 1] = kFar;
        }
    }

    double meeting_point(size_t q, int32_t vertex) const
    {
        const auto right = static_cast<double>(q);
        const double left = vertex;
        const double rise =
            heights_[q] + right * right - (heights_[static_cast<size_t>(vertex)] + left * left);
        return rise / (2 * (right - left));
    }

    uint8_t weight_of(uint8_t covered, double distance) const
    {
        const double share = std::clamp((distance - 0.5) / feather_, 0.0, 1.0);
        return static_cast<uint8_t>(std::lround(covered * share));
    }

    const Coverage &coverage_;
    const uint32_t feather_;
    const uint32_t reach_; // distances are cut off here, where the weight is full
    const bool wrap_;
    uint32_t pad_ = 0; // pixels of the other side before and behind each row
    std::vector<uint16_t> down_;
    std::vector<double> heights_; // of the row under work: squares of down_
    std::vector<int32_t> vertices_;
    std::vector<double> bounds_;
};

Status copy(const Coverage &coverage, Coverage &out_weights)
{
    GESSO_RETURN_IF_FAILED(out_weights.allocate(coverage.width(), coverage.height()));
    std::copy_n(coverage.data(), coverage.size(), out_weights.data());
    return {};
}

} // namespace

Status feather_mask(const Coverage &coverage, uint32_t feather, bool wrap, Coverage &out_weights)
{
    constexpr uint32_t kMaxFeather = 256; // as gesso.h says
    if (feather > kMaxFeather)
        return {StatusCode::invalid_argument, "feather must be at most 256 pixels"};
    if (feather == 0)
        return copy(coverage, out_weights);
    return Feather(coverage, feather, wrap).run(out_weights);
}

} // namespace gesso::core
