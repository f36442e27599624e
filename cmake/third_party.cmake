# The libraries, each behind one door of ours. Debian's packages and cmake/npm's lockfile pin them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)  # httplib's TLS, and the pin of the server's key
find_package(ZLIB REQUIRED)  # what a reply may be packed with
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
# Debian's httplib is split into header and library; its flags change the class layout, so they must
# come from its own .pc file.
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)
pkg_check_modules(harfbuzz_subset REQUIRED IMPORTED_TARGET harfbuzz-subset)
pkg_check_modules(qrcodegen REQUIRED IMPORTED_TARGET qrcodegen)
pkg_check_modules(pq REQUIRED libpq)
pkg_check_modules(deflate REQUIRED IMPORTED_TARGET libdeflate)
# Each is one small file: loading it takes longer than most of what it does for a program that soon ends.
foreach(name deflate qrcodegen)
  find_library(${name}_ARCHIVE lib${name}.a)
  if(${name}_ARCHIVE)
    set_target_properties(PkgConfig::${name} PROPERTIES INTERFACE_LINK_LIBRARIES "${${name}_ARCHIVE}")
  endif()
endforeach()

# toml++ by its headers: its library would bring a libstdc++ of its own into a program that has one.
find_path(TOML_INCLUDE toml++/toml.h REQUIRED)
add_library(toml INTERFACE)
target_include_directories(toml SYSTEM INTERFACE "${TOML_INCLUDE}")

foreach(name hpdf unibreak)  # neither has a CMake config
  find_library(${name}_LIBRARY ${name} REQUIRED)
  add_library(${name} INTERFACE IMPORTED)
  target_link_libraries(${name} INTERFACE "${${name}_LIBRARY}")
endforeach()

# SQLite with page encryption: `./dev setup` compiles the amalgamation of the npm package once, for all presets.
set(HUIDAN_NPM "${PROJECT_SOURCE_DIR}/cmake/npm/node_modules")
set(HUIDAN_SQLITE_OBJECT "${PROJECT_SOURCE_DIR}/build/third_party/sqlite3.o")
if(NOT EXISTS "${HUIDAN_SQLITE_OBJECT}")
  message(FATAL_ERROR "${HUIDAN_SQLITE_OBJECT} is missing: run ./dev setup")
endif()
add_library(huidan_sqlite INTERFACE)
target_sources(huidan_sqlite INTERFACE "${HUIDAN_SQLITE_OBJECT}")
target_include_directories(huidan_sqlite SYSTEM INTERFACE
  "${HUIDAN_NPM}/better-sqlite3-multiple-ciphers/deps/sqlite3")
target_link_libraries(huidan_sqlite INTERFACE Threads::Threads ${CMAKE_DL_LIBS})
