// SPDX-License-Identifier: MIT
#include "base/flow.h"

#include "base/text.h"

namespace gesso::core {

const std::string *ResponseHead::find(std::string_view name) const
{
    for (const HttpField &field : fields) {
        if (equals_ignoring_case(field.name, name))
            return &field.value;
    }
    return nullptr;
}

} // namespace gesso::core
