// examples/support/gnuplot.hpp -- pictures by gnuplot, where it is installed.
#pragma once

#include <string>

// A word of a gnuplot script in single quotes, whatever it holds.
std::string gnuplot_quoted(const std::string& text);

// Runs a script that writes the picture `path`. Throws std::runtime_error, which names it, where there is no gnuplot.
void run_gnuplot(const std::string& script, const std::string& path);
