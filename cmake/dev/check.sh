# check, format: what needs no run of the product. Sourced by ./dev.
source_folders=()
for folder in sync pdf server client tests; do
  [ -d "$folder" ] && source_folders+=("$folder")
done

sources() { find "${source_folders[@]}" -name '*.cpp' -o -name '*.hpp' | sort; }

format() { sources | xargs clang-format -i; }

# check [quick]: quick leaves out the house's own tests, which `test` runs anyway.
check() {
  check_format
  check_scripts
  check_tidy
  if [ "${1:-}" != quick ]; then
    build asan --target test_house >build/log/build-house.log ||
      { tail -40 build/log/build-house.log >&2; return 1; }
    build/asan/tests/test_house --no-version=true
  fi
}

check_format() {
  sources | xargs clang-format --dry-run -Werror || { echo "check: run ./dev format" >&2; return 1; }
}

check_scripts() { find dev .ci cmake/dev -type f -exec shellcheck -x -s bash {} +; }

# clang-tidy costs seconds a unit, most of them for headers, so it reads what is shipped (tests are held
# by -Werror and the house's rules) as the check build compiles it, several sources at a time; and a
# unit again only when it, one of our headers below it or the configuration has changed:
# build/tidy-cache/<unit> holds what it was judged on.
check_tidy() {
  local cache=build/tidy-cache todo=build/tidy-todo
  cmake --preset tidy >build/log/configure-tidy.log
  mkdir -p "$cache" "$todo"
  rm -f "$todo"/*
  tidy_inputs
  local stamp name
  for stamp in "$todo"/*; do
    name=${stamp##*/}
    if cmp -s "$stamp" "$cache/$name"; then rm "$stamp"; fi
  done
  find "$todo" -type f -printf '%f\n' | sort |
    xargs -r -P "$(nproc)" -n 1 ./dev tidy_unit
}

# The units of what is shipped, from the compiler's database, relative to this folder.
tidy_units() {
  sed -n "s#^ *\"file\": \"$PWD/\(.*\.c[px][px]\)\".*#\1#p" build/tidy/compile_commands.json |
    grep -v '^tests/\|^build/tidy/tests/' | sort -u
}

# For each unit a file in build/tidy-todo, named after it with '%' for '/': the digests it depends on.
tidy_inputs() {
  local configuration
  configuration=$({
    find .clang-tidy "${source_folders[@]}" -name .clang-tidy -exec cat {} +
    cat cmake/compile.cmake CMakePresets.json
    clang-tidy --version
  } | sha256sum)
  {
    tidy_units | sed 's/^/unit  /'
    { sources; tidy_units; } | sort -u | xargs sha256sum
    { sources; tidy_units; } | sort -u | xargs grep -H '^#include "' | sed "s#\"$PWD/#\"#" || true
  } | awk -v configuration="$configuration" -v todo=build/tidy-todo '
    function visit(file,   i, n, list) {
      if (!(file in digest)) file = "tests/" file  # what tests may leave out
      if (seen[file] || !(file in digest)) return
      seen[file] = 1
      out = out digest[file] " " file "\n"
      n = split(includes[file], list, " ")
      for (i = 1; i <= n; ++i) visit(list[i])
    }
    /^unit  / { unit[$2] = 1; next }
    /^[0-9a-f]+  / { digest[$2] = $1; next }
    {
      file = substr($0, 1, index($0, ":") - 1)
      split($0, quoted, "\"")
      includes[file] = includes[file] " " quoted[2]
    }
    END {
      for (file in unit) {
        out = configuration "\n"
        split("", seen)
        visit(file)
        name = file
        gsub("/", "%", name)
        printf "%s", out >(todo "/" name)
        close(todo "/" name)
      }
    }'
}

# One unit; what it says is printed whole, so that two at a time do not mix.
tidy_unit() {
  local name=$1 unit=${1//%//} said
  if said=$(clang-tidy --quiet -p build/tidy "$unit" 2>&1); then
    mv "build/tidy-todo/$name" "build/tidy-cache/$name"
  else
    printf '%s\n' "$said" | grep -vE '^[0-9]+ warnings? (and|gen|treated)|^Suppressed|^Use -' >&2
    return 1
  fi
}
