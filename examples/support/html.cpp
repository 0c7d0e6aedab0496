#include "support/html.hpp"

#include <cstddef>
#include <cstdint>

namespace {

// Bytes of the well-formed UTF-8 character that the text begins with; 0 where there is none (Unicode 15, table 3-7).
std::size_t character_at(std::string_view text)
{
    const auto byte = [&](std::size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : 4;
    if (first < 0xc2 || first > 0xf4) return 0;
    const unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (byte(1) < least || byte(1) > most) return 0;
    for (std::size_t k = 2; k < length; ++k)
        if (byte(k) < 0x80 || byte(k) > 0xbf) return 0;
    return length;
}

constexpr const char* style = R"(
:root { color-scheme: light dark; --text: #1d2126; --quiet: #5b6470; --page: #ffffff; --line: #d8dde3; --stripe: #f5f7f9; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e3e7ec; --quiet: #9aa5b1; --page: #15181c; --line: #343b44; --stripe: #1c2127; }
}
body { color: var(--text); background: var(--page); font: 16px/1.5 system-ui, sans-serif; max-width: 76rem;
  margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
p, li { max-width: 46rem; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding-bottom: .4rem; }
th, td { padding: .2rem .55rem; text-align: right; white-space: nowrap; }
th:first-child { text-align: left; padding-left: .2rem; }
thead th { border-bottom: 1px solid var(--quiet); vertical-align: bottom; }
tbody th { font-weight: 600; }
tbody tr:nth-child(even) { background: var(--stripe); }
details { margin: 1rem 0; }
figure { margin: 1rem 0; color: var(--text); overflow-x: auto; }
figure svg { display: block; width: 100%; min-width: 40rem; height: auto; }
figcaption { color: var(--quiet); max-width: 46rem; font-size: .9375rem; }
@media print {
  :root { color-scheme: light; --text: #000; --quiet: #444; --page: #fff; --line: #ccc; --stripe: #f3f3f3; }
  @page { margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .scroll { overflow: visible; }
  table { font-size: 6.8pt; }
  th, td { padding: .12rem .3rem; }
  figure, tr { break-inside: avoid; }
  figure { overflow: visible; }
  figure svg { width: 80%; min-width: 0; }
  figcaption, p, li { font-size: 9pt; max-width: none; }
  h2 { break-after: avoid; margin-top: 1rem; }
}
)";

}  // namespace

std::string html_text(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const std::size_t length = character_at(text);
        const char c = text.front();
        if (length == 0 || (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') || c == '\x7f')
            out += "\xef\xbf\xbd";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else if (c == '"')
            out += "&quot;";
        else
            out += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

std::string html_table(const std::vector<std::vector<std::string>>& cells, const std::string& caption)
{
    std::string table = "<div class=\"scroll\"><table>\n<caption>" + html_text(caption) + "</caption>\n<thead><tr>";
    for (const std::string& head : cells.front()) table.append("<th scope=\"col\">" + html_text(head) + "</th>");
    table += "</tr></thead>\n<tbody>\n";
    for (std::size_t i = 1; i < cells.size(); ++i) {
        table += "<tr>";
        for (std::size_t j = 0; j < cells[i].size(); ++j)
            table.append(j == 0 ? "<th scope=\"row\">" : "<td>")
                .append(html_text(cells[i][j]))
                .append(j == 0 ? "</th>" : "</td>");
        table += "</tr>\n";
    }
    return table + "</tbody>\n</table></div>\n";
}

std::string html_page(const std::string& title, const std::string& body)
{
    std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    page +=
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" "
        "href=\"data:,\">\n";
    page.append("<title>").append(html_text(title)).append("</title>\n<style>").append(style);
    return page.append("</style>\n</head>\n<body>\n").append(body).append("</body>\n</html>\n");
}
