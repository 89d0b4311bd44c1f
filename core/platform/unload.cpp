// SPDX-License-Identifier: MIT
// A self-contained library carries its own C++ runtime, whose reserve for exceptions (72 KB) nobody
// else gives back when a host unloads it.
#include <version>

#if defined(GESSO_SELF_CONTAINED) && defined(__GLIBCXX__)

namespace __gnu_cxx {
void __freeres();
} // namespace __gnu_cxx

namespace {

struct AtUnload {
    ~AtUnload() { __gnu_cxx::__freeres(); }
};
const AtUnload at_unload;

} // namespace

#endif
