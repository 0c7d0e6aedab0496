// tests/support/folder.hpp -- an empty folder of a test's own, gone at the test's end.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

// Tests run at the same time as others, so the clock is in its name.
struct own_folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() /
        ("lowp_test_" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
    own_folder() { std::filesystem::create_directory(path); }
    own_folder(const own_folder&) = delete;
    own_folder& operator=(const own_folder&) = delete;
    ~own_folder() { std::filesystem::remove_all(path); }

    // A file in it with these bytes.
    std::filesystem::path file(const std::string& name, std::string_view bytes) const
    {
        std::ofstream(path / name, std::ios::binary) << bytes;
        return path / name;
    }
};
