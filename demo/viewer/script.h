// SPDX-License-Identifier: MIT
// Lines that do what a person would do, one after the other, a frame at a time:
//
//   select SURFACE            wall, floor, crate, column, decal, terrain
//   prompt TEXT
//   size WxH | quality Q | previews N | count N | transparent on|off
//   generate                  for the selected surface
//   cancel                    the newest request of the selected surface
//   wait done                 until no request is open and all textures are finished
//   wait rows PERCENT         until that much of the selected surface's image has been uploaded
//   wait preview              until its first preview is complete
//   wait ms N | frames N      that long
//   screenshot NAME           OUT/NAME.png
//   texture NAME              the selected surface's texture, read back: OUT/NAME.png
//   film NAME | film off      every frame from now on: OUT/NAME-1.png, NAME-2.png, ...
//   windows on|off            the windows over the level
//   camera X Y Z YAW PITCH    metres, degrees
//   # a comment
#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace viewer {

struct ScriptLine {
    int number = 0;
    std::string word; // the first
    std::string rest;
};

class Script {
public:
    static Script built_in();
    // Empty `out_error`, or why the file cannot be read.
    static Script from_file(const std::string &path, std::string &out_error);

    [[nodiscard]] bool is_done() const { return at_ >= lines_.size(); }
    [[nodiscard]] const ScriptLine &line() const { return lines_[at_]; }
    void next() { ++at_; }

private:
    static Script parse(std::istream &lines);

    std::vector<ScriptLine> lines_;
    size_t at_ = 0;
};

} // namespace viewer
