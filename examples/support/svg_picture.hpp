// examples/support/svg_picture.hpp -- a picture by gnuplot as an <svg> element inside a page.
#pragma once

#include <optional>
#include <string>

// What identifies it on its page, and what it is for who cannot see it.
struct picture_names {
    std::string id, title;
};

// Runs the script, without its terminal and output, and makes an element of what it draws: black becomes the colour of
// the text around it, so that it can be read on any background, and names within are its own. Nothing where gnuplot is
// not installed, or fails.
std::optional<std::string> svg_picture(const std::string& script, int width, int height, const picture_names& names);

// The same as a file of its own, black on white. Throws std::runtime_error, which names the file, without gnuplot.
void write_svg_picture(const std::string& script, int width, int height, const picture_names& names,
                       const std::string& path);

// Colours of lines, that differ from each other, from white and from black.
std::string line_colour(std::size_t which);
