"""lowp as a Conan 2 package: headers and their CMake files."""

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout


class Lowp(ConanFile):
    name = "lowp"
    version = "0.1.0"
    description = "Low-precision numerics and low-precision training, header-only C++20"
    license = "MIT"
    package_type = "header-library"
    settings = "os", "compiler", "build_type", "arch"
    exports_sources = "CMakeLists.txt", "LICENSE", "cmake/*", "include/*"
    requires = "xsimd/13.0.0"
    options = {"with_io": [True, False]}  # what lowp/io/gzip.hpp and lowp/io/safetensors.hpp include
    default_options = {"with_io": False}
    no_copy_source = True

    def requirements(self):
        if self.options.with_io:
            self.requires("zlib/1.3.1")
            self.requires("nlohmann_json/3.11.3")

    def layout(self):
        cmake_layout(self)

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        for option in ("LOWP_TESTS", "LOWP_EXAMPLES", "LOWP_BENCH"):
            toolchain.cache_variables[option] = False
        toolchain.generate()

    def package(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.install()

    def package_id(self):
        self.info.clear()

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_target_name", "lowp::lowp")
        self.cpp_info.set_property("pkg_config_name", "lowp")
