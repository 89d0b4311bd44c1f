// SPDX-License-Identifier: MIT
#include "platform/random.h"

#include "platform/entropy.h"

#include <atomic>
#include <chrono>

namespace gesso::core {

namespace {

// Where the system has no random source: different for each call, each process and each start,
// which is all that a file name needs beside O_EXCL.
uint64_t make_do()
{
    static std::atomic<uint64_t> calls{0};
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    uint64_t bits = static_cast<uint64_t>(now) ^ (process_number() << 32) ^
                    (calls.fetch_add(1) * 0x9e3779b97f4a7c15u);
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
    return bits ^ (bits >> 31);
}

} // namespace

uint64_t random_bits()
{
    uint64_t bits = 0;
    return system_entropy(bits) ? bits : make_do();
}

double random_unit()
{
    return static_cast<double>(random_bits() >> 11) * 0x1.0p-53;
}

std::string random_name(size_t size)
{
    constexpr char kLetters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string name;
    while (name.size() < size)
        name += kLetters[random_bits() % 36];
    return name;
}

} // namespace gesso::core
