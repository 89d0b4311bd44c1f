/* SPDX-License-Identifier: MIT
   A host in C99 that knows gesso.h and links the shared library. */
#include "gesso/gesso.h"

#include <stdio.h>

int main(void)
{
    printf("shared %s: %s\n", gesso_version_string(), gesso_result_text(GESSO_ERROR_AUTH));
    return gesso_version() == GESSO_VERSION ? 0 : 1;
}
