# How everything of ours is compiled: C++20, warnings as the house wants them, hardened by default.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(THREADS_PREFER_PTHREAD_FLAG ON)

option(HUIDAN_TESTS "Build the tests" ON)
option(HUIDAN_FUZZ "Build the fuzzers: clang only" OFF)
option(HUIDAN_WERROR "Warnings are errors" OFF)
set(HUIDAN_TOGETHER 0 CACHE STRING "How many of a floor's sources are compiled at a time; 0: each alone")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(huidan_compile INTERFACE)
target_include_directories(huidan_compile INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(huidan_compile INTERFACE HUIDAN_VERSION="${PROJECT_VERSION}")
target_compile_options(huidan_compile INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wdouble-promotion -Wformat=2
  -Wswitch-enum -Wextra-semi -Wzero-as-null-pointer-constant
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wuseless-cast>
  $<$<BOOL:${HUIDAN_WERROR}>:-Werror>)
