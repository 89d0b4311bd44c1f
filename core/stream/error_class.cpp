// SPDX-License-Identifier: MIT
#include "stream/error_class.h"

#include "base/text.h"
#include "stream/filter_report.h"

#include <algorithm>
#include <string_view>

namespace gesso::core {
namespace {

constexpr std::string_view kFilterCodes[] = {
    "contentFilter", "content_filter", "content_policy_violation", "moderation_blocked",
    "ResponsibleAIPolicyViolation"};
constexpr std::string_view kFilterPhrases[] = {
    "safety system", "content management policy", "content policy"};
// A resource that was blocked for what it did before also speaks of the policy.
constexpr std::string_view kBlockPhrases[] = {
    "temporarily blocked", "resource has been blocked", "subscription has been blocked"};
constexpr std::string_view kBillingCodes[] = {
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "insufficient_user_quota",
    "insufficient_balance"};

template <size_t N>
bool is_any(std::string_view text, const std::string_view (&names)[N])
{
    return std::any_of(std::begin(names), std::end(names), [text](std::string_view name) {
        return equals_ignoring_case(text, name);
    });
}

template <size_t N>
bool contains_any(std::string_view lower_text, const std::string_view (&needles)[N])
{
    return std::any_of(std::begin(needles), std::end(needles), [=](std::string_view needle) {
        return lower_text.find(needle) != std::string_view::npos;
    });
}

bool is_content_filter(const ServiceError &error)
{
    if (is_any(error.code, kFilterCodes) || is_any(error.type, kFilterCodes) ||
        has_filtered_category(error))
        return true;
    const std::string lower = to_lower_ascii(error.message);
    return contains_any(lower, kFilterPhrases) && !contains_any(lower, kBlockPhrases);
}

// "... audience is incorrect (https://cognitiveservices.azure.com), or have expired."
std::string audience_in(std::string_view message)
{
    constexpr std::string_view kMark = "audience is incorrect (";
    constexpr std::string_view kAddressBytes =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:/";
    constexpr size_t kMaxAddress = 200;
    const size_t mark = to_lower_ascii(message).find(kMark);
    if (mark == std::string_view::npos)
        return {};
    const std::string_view rest = message.substr(mark + kMark.size());
    const std::string_view address = rest.substr(0, rest.find(')'));
    const bool is_address = address.starts_with("https://") && address.size() <= kMaxAddress &&
                            address.find_first_not_of(kAddressBytes) == std::string_view::npos;
    return is_address ? std::string(address) : std::string();
}

} // namespace

void classify(ServiceError &error)
{
    read_filter_text(error.message, error);
    error.is_content_filter = error.is_content_filter || is_content_filter(error);
    error.is_billing = is_any(error.code, kBillingCodes) || is_any(error.type, kBillingCodes);
    if (!error.is_content_filter)
        error.stage = FilterStage::unknown; // "prompt" is also a word of other errors
    error.wanted_audience = audience_in(error.message);
}

} // namespace gesso::core
