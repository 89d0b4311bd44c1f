// SPDX-License-Identifier: MIT
// JPEG behind its first marker.
#include "fuzz_decode.h"

// stb_image leaves pixels unwritten when a restart marker is missing; they must at least not make
// two runs differ here.
extern "C" const char *__asan_default_options()
{
    return "max_malloc_fill_size=1073741824:malloc_fill_byte=0";
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static constexpr uint8_t kStart[] = {0xff, 0xd8, 0xff};
    return gesso::test::fuzz_image(kStart, data, size);
}
