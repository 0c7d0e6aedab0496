#include "support/svg_picture.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "lowp/io/read_file.hpp"
#include "lowp/io/write_file.hpp"
#include "support/gnuplot.hpp"
#include "support/html.hpp"

namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to)
{
    for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
        text.replace(at, from.size(), to);
}

// Takes out what stands from `begin` to the end of `end`, everywhere.
void drop_all(std::string& text, std::string_view begin, std::string_view end)
{
    for (std::size_t at = 0; (at = text.find(begin, at)) != text.npos;) {
        const std::size_t last = text.find(end, at + begin.size());
        if (last == text.npos) return;
        text.erase(at, last + end.size() - at);
    }
}

// Groups in which nothing is drawn are most of what gnuplot writes.
void drop_empty_groups(std::string& text)
{
    for (std::size_t at = 0; (at = text.find("<g fill=\"none\"", at)) != text.npos;) {
        const std::size_t open = text.find('>', at);
        const std::size_t next = text.find_first_not_of(" \t\n", open + 1);
        if (next != text.npos && text.compare(next, 4, "</g>") == 0)
            text.erase(at, next + 5 - at);
        else
            ++at;
    }
}

std::string as_element(std::string svg, const picture_names& names)
{
    svg.erase(0, svg.find("<svg"));
    drop_all(svg, "<title>", "</title>");
    drop_all(svg, "<desc>", "</desc>");
    drop_all(svg, "<filter", "</filter>");
    for (const std::string_view colour : {" color=\"black\"", " color=\"gray\"", " color=\"#FFFFFF\""})
        replace_all(svg, colour, "");
    for (const std::string_view black : {"='black'", "=\"black\"", "='rgb(  0,   0,   0)'", "=\"rgb(  0,   0,   0)\""})
        replace_all(svg, black, "=\"currentColor\"");
    drop_empty_groups(svg);
    const std::string own = names.id + "-";
    replace_all(svg, "id='gp", "id='" + own + "gp");
    replace_all(svg, "href='#gp", "href='#" + own + "gp");
    replace_all(svg, "id=\"gnuplot_", "id=\"" + own + "gnuplot_");
    const std::string label = names.id + "-title";
    std::string begin = "<svg id=\"";
    begin.append(names.id).append("\" role=\"img\" aria-labelledby=\"").append(label).append("\"");
    svg.replace(0, 4, begin);
    svg.insert(svg.find('>') + 1, "<title id=\"" + label + "\">" + html_text(names.title) + "</title>");
    return svg;
}

}  // namespace

std::optional<std::string> svg_picture(const std::string& script, int width, int height, const picture_names& names)
{
    std::string folder = (std::filesystem::temp_directory_path() / "lowp-picture-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr)
        throw std::runtime_error(folder + ": cannot be made, expected a place for a picture");
    std::string head = "set terminal svg size ";
    head.append(std::to_string(width)).append(",").append(std::to_string(height));
    head += " dynamic enhanced font 'sans-serif,13' linewidth 1.3\nset output ";
    const std::string path = folder + "/picture.svg";
    std::optional<std::string> drawn;
    try {
        run_gnuplot(head + gnuplot_quoted(path) + "\n" + script, path);
        drawn = as_element(lowp::read_file(path), names);
    } catch (const std::runtime_error&) {}
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return drawn;
}

void write_svg_picture(const std::string& script, int width, int height, const picture_names& names,
                       const std::string& path)
{
    auto svg = svg_picture(script, width, height, names);
    if (!svg) throw std::runtime_error(path + ": no picture: gnuplot is not installed, or failed");
    svg->insert(4, " style=\"color: black; background: white\"");
    lowp::write_file(path, *svg);
}

std::string line_colour(std::size_t which)
{
    static constexpr std::array<const char*, 12> colours{"#3a80d2", "#d97a12", "#2f9a5c", "#d24a4a",
                                                         "#9063d0", "#1899a0", "#cf5a9c", "#8c8c1c",
                                                         "#a86b48", "#7b8794", "#5a6fe0", "#64a022"};
    return colours[which % colours.size()];
}
