# lowp installs headers only, so nothing of it depends on the machine: everything goes below include/ and share/.
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/lowp")
install(TARGETS lowp EXPORT lowp-targets FILE_SET HEADERS)
install(FILES ${lowp_interop_headers} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/lowp/interop")
install(FILES ${lowp_select_headers} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/lowp/select")
install(FILES ${lowp_io_headers} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/lowp/io")
install(EXPORT lowp-targets NAMESPACE lowp:: DESTINATION "${package_dir}")
configure_package_config_file(cmake/lowp-config.cmake.in lowp-config.cmake INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file(lowp-config-version.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES cmake/lowp-xsimd.cmake "${CMAKE_CURRENT_BINARY_DIR}/lowp-config.cmake"
    "${CMAKE_CURRENT_BINARY_DIR}/lowp-config-version.cmake" DESTINATION "${package_dir}")

# pkg-config: the prefix is found from the file's own place, so an installed tree may be moved.
set(pkgconfig_dir "${CMAKE_INSTALL_DATADIR}/pkgconfig")
file(RELATIVE_PATH pc_prefix "/prefix/${pkgconfig_dir}" /prefix)
string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
set(pc_xsimd "")
if(NOT xsimd_INCLUDE_DIR IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
    set(pc_xsimd "-I${xsimd_INCLUDE_DIR}")
endif()
configure_file(cmake/lowp.pc.in lowp.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/lowp.pc" DESTINATION "${pkgconfig_dir}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/lowp")
