// examples/roundoff/plot.hpp -- how scripts for gnuplot are put together.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <span>
#include <string>
#include <utility>

#include "support/gnuplot.hpp"
#include "support/svg_picture.hpp"

inline std::string number(double x)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", x);
    return text;
}

// Data blocks and what plots them.
class plot {
public:
    explicit plot(std::string head) : script_(std::move(head)) {}

    // Points that are not finite are gaps. Returns the block's name.
    std::string data(std::span<const double> x, std::span<const double> y, double lowest = -1e300)
    {
        std::string name = "$d";
        name += std::to_string(++blocks_);
        script_.append(name).append(" << EOD\n");
        for (std::size_t k = 0; k < x.size(); ++k)
            if (std::isfinite(y[k]) && y[k] >= lowest)
                script_.append(number(x[k])).append(" ").append(number(y[k])).append("\n");
            else
                script_ += "\n";
        script_ += "EOD\n";
        return name;
    }
    void line(const std::string& text) { script_.append(text).append("\n"); }
    void add(const std::string& what) { curves_.append(curves_.empty() ? "plot " : ", \\\n     ").append(what); }
    void end_plot()
    {
        script_.append(curves_).append("\n");
        curves_.clear();
    }
    std::string script() const { return script_; }

private:
    std::string script_, curves_;
    int blocks_ = 0;
};

inline std::string colour_word(std::size_t which) { return " lc rgb '" + line_colour(which) + "'"; }
inline std::string titled(const std::string& name) { return " title " + gnuplot_quoted(name) + " noenhanced"; }

inline constexpr const char* axes =
    "set grid lc rgb '#8a94a0' lw 0.35 dt 1\nset border 3 lw 0.8\nset tics nomirror out scale 0.5\n"
    "set key outside right top Left reverse samplen 2 spacing 1.15 noenhanced\n";
