/* SPDX-License-Identifier: MIT
   gesso.h alone, in strict C99 with every warning an error. */
#include "gesso/gesso.h"

int gesso_header_is_enough(void);

int gesso_header_is_enough(void)
{
    return gesso_version() == GESSO_VERSION ? 0 : 1;
}
