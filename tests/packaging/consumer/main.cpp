// SPDX-License-Identifier: MIT
// A host in C++11 that links the static library; what Gesso is built with must not show here.
#include "gesso/gesso.h"

#include <cstdio>

#if defined(CPPHTTPLIB_OPENSSL_SUPPORT) || defined(GESSO_HAVE_ISAL) || defined(GESSO_HAVE_WEBP)
#error "a definition of Gesso's own build reached its host"
#endif
#if __cplusplus != 201103L
#error "Gesso's language standard reached its host"
#endif
#if __has_include("base/status.h")
#error "Gesso's inner headers are visible to its host"
#endif

int main()
{
    int unused; // would be an error under our own warnings
    std::printf("static %s\n", gesso_version_string());
    return gesso_version() == GESSO_VERSION ? 0 : 1;
}
