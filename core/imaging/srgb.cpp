// SPDX-License-Identifier: MIT
#include "imaging/srgb.h"

#include <cmath>
#include <memory>

namespace gesso::core {

namespace {

std::unique_ptr<SrgbTables> make_tables()
{
    auto tables = std::make_unique<SrgbTables>();
    for (size_t i = 0; i < tables->to_linear.size(); ++i) {
        const double value = static_cast<double>(i) / 255;
        const double light =
            value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        tables->to_linear[i] = static_cast<float>(light);
    }
    for (size_t i = 0; i < tables->to_bytes.size(); ++i) {
        const double light = static_cast<double>(i) / 65535;
        const double value =
            light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
        tables->to_bytes[i] = static_cast<uint8_t>(std::lround(value * 255));
    }
    return tables;
}

} // namespace

const SrgbTables &srgb_tables()
{
    static const std::unique_ptr<SrgbTables> tables = make_tables();
    return *tables;
}

} // namespace gesso::core
