#include "support/command_line.hpp"

#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cmath>
#include <filesystem>
#include <iostream>
#include <sstream>

struct command_line::implementation {
    CLI::App app;
};

namespace {

// The value as it is typed, checked for what it must be: one message for words, fractions and numbers out of range.
template <class Number>
CLI::Validator within(Number least, Number most, const char* kind, const char* placeholder)
{
    return {[=](const std::string& given) {
                std::istringstream in(given);
                Number value{};
                // Not "010": CLI11 would read it as an octal number.
                const std::string digits =
                    given.substr(given.find_first_not_of("+-") == given.npos ? 0 : given.find_first_not_of("+-"));
                const bool octal =
                    digits.size() > 1 && digits[0] == '0' && digits.find_first_not_of("0123456789") == digits.npos;
                const bool read =
                    !octal && static_cast<bool>(in >> value) && in.peek() == std::istringstream::traits_type::eof();
                if (read && std::isfinite(static_cast<double>(value)) && value >= least && value <= most)
                    return std::string();
                std::ostringstream message;
                message << "'" << given << "' given, expected " << kind << " from " << least << " to " << most;
                return message.str();
            },
            placeholder};
}

// Why a file cannot be written, or nothing. It is written beside its place and moved there (lowp/io/write_file.hpp), so
// its folder must take new files; what is no file, a pipe or a device, is written to directly.
std::string why_not_written(const std::string& given)
{
    if (given.empty()) return "an empty name, expected a file to write";
    const std::filesystem::path path(given);
    const auto quoted = [](const std::string& text) { return std::string("'").append(text).append("'"); };
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return quoted(given) + " is a folder, expected a file to write";
    if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored)) return {};
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    if (!std::filesystem::is_directory(folder, ignored))
        return "no folder " + quoted(folder.string()) + " to write " + quoted(given) + " in";
    if (::access(folder.string().c_str(), W_OK) != 0) return "no right to write in the folder of " + quoted(given);
    return {};
}

}  // namespace

command_line::command_line(const std::string& story, const std::string& footer)
    : self(new implementation{CLI::App(story)})
{
    self->app.footer(footer);
    self->app.set_help_flag("--help", "print this and exit");
    self->app.get_formatter()->column_width(28);
}
command_line::~command_line() = default;

void command_line::number(const std::string& name, long& value, long least, long most, const std::string& help)
{
    self->app.add_option(name, value, help)
        ->check(within(least, most, "a whole number", "N"))
        ->capture_default_str()
        ->type_name("");
}
void command_line::number(const std::string& name, double& value, double least, double most, const std::string& help)
{
    self->app.add_option(name, value, help)
        ->check(within(least, most, "a number", "X"))
        ->capture_default_str()
        ->type_name("");
}
void command_line::text(const std::string& name, std::string& value, const std::string& placeholder,
                        const std::string& help)
{
    self->app.add_option(name, value, help)->type_name(placeholder);
}
void command_line::texts(const std::string& name, std::vector<std::string>& values, const std::string& placeholder,
                         const std::string& help)
{
    self->app.add_option(name, values, help)->type_name(placeholder)->allow_extra_args(false);
}
void command_line::output(const std::string& name, std::string& value, const std::string& placeholder,
                          const std::string& help)
{
    self->app.add_option(name, value, help)->check(CLI::Validator(why_not_written, ""))->type_name(placeholder);
}
void command_line::argument(const std::string& name, std::string& value, const std::string& help)
{
    self->app.add_option(name, value, help)->required()->type_name("");
}
void command_line::optional_argument(const std::string& name, std::string& value, const std::string& placeholder,
                                     const std::string& help)
{
    self->app.add_option(name, value, help)->type_name(placeholder);
}
void command_line::flag(const std::string& name, bool& value, const std::string& help)
{
    self->app.add_flag(name, value, help);
}

std::optional<int> command_line::parse(int argc, char** argv)
{
    try {
        self->app.parse(argc, argv);
        return std::nullopt;
    } catch (const CLI::CallForHelp&) {
        std::cout << self->app.help();
        return 0;
    } catch (const CLI::ParseError& error) {
        std::cerr << argv[0] << ": " << error.what() << "; see --help\n";
        return 2;
    }
}

std::string example_data(const std::string& file) { return std::string(LOWP_EXAMPLE_DATA) + "/" + file; }
