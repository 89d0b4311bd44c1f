// SPDX-License-Identifier: MIT
#include "transport/http_date.h"

#include <array>

namespace gesso::core {

namespace {

constexpr std::array<std::string_view, 7> kDays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                   "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Takes pieces off the front of a text; once one is missing, it stays failed.
struct Reader {
    std::string_view rest;
    bool is_ok = true;

    void literal(std::string_view text)
    {
        is_ok = is_ok && rest.substr(0, text.size()) == text;
        if (is_ok)
            rest.remove_prefix(text.size());
    }

    bool has(std::string_view text)
    {
        if (!is_ok || rest.substr(0, text.size()) != text)
            return false;
        rest.remove_prefix(text.size());
        return true;
    }

    int number(size_t digits)
    {
        int value = 0;
        for (size_t i = 0; i < digits; ++i) {
            is_ok = is_ok && i < rest.size() && rest[i] >= '0' && rest[i] <= '9';
            if (!is_ok)
                return 0;
            value = value * 10 + (rest[i] - '0');
        }
        rest.remove_prefix(digits);
        return value;
    }

    int month()
    {
        for (size_t i = 0; i < kMonths.size(); ++i) {
            if (has(kMonths[i]))
                return static_cast<int>(i) + 1;
        }
        is_ok = false;
        return 0;
    }
};

struct Moment {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
};

// Days since 1970-01-01 in the proleptic Gregorian calendar, years counted from March so that the
// leap day is the last one.
int64_t days_since_epoch(const Moment &moment)
{
    const int64_t year = moment.year - (moment.month <= 2 ? 1 : 0);
    const int64_t era = year / 400;
    const int64_t year_of_era = year - era * 400;
    const int64_t month = (moment.month + 9) % 12;
    const int64_t day_of_year = (153 * month + 2) / 5 + moment.day - 1;
    const int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

bool is_moment(const Moment &moment)
{
    return moment.year >= 1900 && moment.day >= 1 && moment.day <= 31 && moment.hour <= 23 &&
           moment.minute <= 59 && moment.second <= 60;
}

void read_time(Reader &reader, Moment &moment)
{
    moment.hour = reader.number(2);
    reader.literal(":");
    moment.minute = reader.number(2);
    reader.literal(":");
    moment.second = reader.number(2);
}

void read_day_first(Reader &reader, Moment &moment, char separator, size_t year_digits)
{
    const std::string_view between(&separator, 1);
    moment.day = reader.number(2);
    reader.literal(between);
    moment.month = reader.month();
    reader.literal(between);
    moment.year = reader.number(year_digits);
    if (year_digits == 2)
        moment.year += moment.year < 70 ? 2000 : 1900;
    reader.literal(" ");
    read_time(reader, moment);
    reader.literal(" GMT");
}

void read_month_first(Reader &reader, Moment &moment)
{
    moment.month = reader.month();
    reader.literal(" ");
    moment.day = reader.has(" ") ? reader.number(1) : reader.number(2);
    reader.literal(" ");
    read_time(reader, moment);
    reader.literal(" ");
    moment.year = reader.number(4);
}

} // namespace

std::optional<int64_t> parse_http_date(std::string_view text)
{
    for (const std::string_view day : kDays) {
        Reader reader{text};
        Moment moment;
        if (reader.has(day)) {
            reader.literal(", ");
            read_day_first(reader, moment, '-', 2);
        } else if (reader.has(day.substr(0, 3))) {
            if (reader.has(", ")) {
                read_day_first(reader, moment, ' ', 4);
            } else {
                reader.literal(" ");
                read_month_first(reader, moment);
            }
        } else {
            continue;
        }
        if (!reader.is_ok || !reader.rest.empty() || !is_moment(moment))
            return std::nullopt;
        return ((days_since_epoch(moment) * 24 + moment.hour) * 60 + moment.minute) * 60 +
               moment.second;
    }
    return std::nullopt;
}

} // namespace gesso::core
