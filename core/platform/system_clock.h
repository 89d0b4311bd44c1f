// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"

#include <memory>

namespace gesso::core {

std::unique_ptr<Clock> make_system_clock();

} // namespace gesso::core
