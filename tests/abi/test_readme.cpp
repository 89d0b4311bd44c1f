// SPDX-License-Identifier: MIT
// The tables of README.md say what the library says.
#include "support/catch.h"

#include "gesso/gesso.h"

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

std::string read_text(const char *path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines_of(const std::string &text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

// "GESSO_ERROR_TLS" -> -42, from the text of gesso.h.
std::map<std::string, int> codes_of_header()
{
    std::map<std::string, int> codes;
    for (const std::string &line : lines_of(read_text(GESSO_HEADER))) {
        const size_t name = line.find("GESSO_ERROR_");
        const size_t number = line.find(" = -");
        if (name == 4 && number != std::string::npos)
            codes[line.substr(name, number - name)] = std::stoi(line.substr(number + 3));
    }
    return codes;
}

// The cells of a table's row, without blanks and backticks at their ends; empty for other lines.
std::vector<std::string> cells_of(const std::string &line)
{
    std::vector<std::string> cells;
    for (size_t bar = line.find('|'); bar != std::string::npos;) {
        const size_t next = line.find('|', bar + 1);
        if (next == std::string::npos)
            break;
        const std::string cell = line.substr(bar + 1, next - bar - 1);
        const size_t first = cell.find_first_not_of(" `");
        const size_t last = cell.find_last_not_of(" `");
        cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
        bar = next;
    }
    return cells;
}

} // namespace

TEST_CASE("README.md lists every error with the library's own sentence", "[abi]")
{
    std::map<std::string, int> missing = codes_of_header();
    REQUIRE(missing.size() > 25);
    for (const std::string &line : lines_of(read_text(GESSO_README))) {
        const std::vector<std::string> cells = cells_of(line);
        if (cells.size() != 4 || cells[0].find("GESSO_ERROR_") != 0)
            continue;
        CAPTURE(line);
        REQUIRE(missing.count(cells[0]) == 1);
        const int code = missing[cells[0]];
        missing.erase(cells[0]);
        CHECK(cells[1] == std::to_string(code));
        CHECK(cells[3] == gesso_result_text(code));
    }
    for (const auto &[name, code] : missing)
        FAIL_CHECK(name << " (" << code << ") is not in the table of errors");
}

TEST_CASE("every code has a sentence of its own", "[abi]")
{
    const std::string unknown = gesso_result_text(-12345);
    std::set<std::string> texts = {unknown};
    for (const auto &[name, code] : codes_of_header()) {
        CAPTURE(name);
        CHECK(texts.insert(gesso_result_text(code)).second);
    }
    CHECK(texts.insert(gesso_result_text(GESSO_OK)).second);
    CHECK(texts.insert(gesso_result_text(GESSO_EMPTY)).second);
}

TEST_CASE("README.md lists every limit", "[abi]")
{
    const std::string header = read_text(GESSO_HEADER);
    const size_t first = header.find("typedef struct gesso_limits {");
    const size_t last = header.find("} gesso_limits;");
    REQUIRE(first < last);
    const std::string readme = read_text(GESSO_README);
    int count = 0;
    for (const std::string &line : lines_of(header.substr(first, last - first))) {
        const size_t type = line.find("_t ");
        const size_t end = line.find(';');
        if (type == std::string::npos || end == std::string::npos)
            continue;
        const std::string name = line.substr(type + 3, end - type - 3);
        if (name == "struct_size")
            continue;
        CAPTURE(name);
        ++count;
        CHECK(readme.find("| `" + name + "` |") != std::string::npos);
    }
    CHECK(count == 12);
}
