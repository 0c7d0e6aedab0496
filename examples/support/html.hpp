// examples/support/html.hpp -- a page of HTML that needs nothing but itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Text as it may stand in an element or in an attribute in double quotes, whatever it holds: what is no UTF-8, and
// control characters, become U+FFFD.
std::string html_text(std::string_view text);

// Lines of cells, the first of which are heads of columns, and the first of each line its head.
std::string html_table(const std::vector<std::vector<std::string>>& cells, const std::string& caption);

// A whole page around what is its body, with a style for light and dark screens and for paper.
std::string html_page(const std::string& title, const std::string& body);
