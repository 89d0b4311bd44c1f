// SPDX-License-Identifier: MIT
#pragma once

#include "base/files.h"

#include <memory>

namespace gesso::core {

std::unique_ptr<Files> make_system_files();

} // namespace gesso::core
