// examples/support/command_line.hpp -- the options of an example program; CLI11 behind a curtain.
//
// CLI11 takes ten seconds to compile, so only command_line.cpp includes it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

class command_line {
public:
    command_line(const std::string& story, const std::string& footer = "");
    ~command_line();

    // The variable keeps its value where the option is not given. Numbers must lie in [least, most].
    void number(const std::string& name, long& value, long least, long most, const std::string& help);
    void number(const std::string& name, double& value, double least, double most, const std::string& help);
    void text(const std::string& name, std::string& value, const std::string& placeholder, const std::string& help);
    void texts(const std::string& name, std::vector<std::string>& values, const std::string& placeholder,
               const std::string& help);
    // A file that will be written. That it can be is asked before the work begins, not when it is done.
    void output(const std::string& name, std::string& value, const std::string& placeholder, const std::string& help);
    // An argument without a name, which must be given.
    void argument(const std::string& name, std::string& value, const std::string& help);
    // One that need not.
    void optional_argument(const std::string& name, std::string& value, const std::string& placeholder,
                           const std::string& help);
    void flag(const std::string& name, bool& value, const std::string& help);

    // The exit status when the program should end here: 0 after --help, 2 after a mistake, which is told in one line.
    std::optional<int> parse(int argc, char** argv);

private:
    struct implementation;
    std::unique_ptr<implementation> self;
};

// examples/data, where the example programs were compiled.
std::string example_data(const std::string& file);
