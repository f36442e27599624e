# setup: installs what is missing, quietly; run twice it does nothing. Sourced by ./dev.
# What the npm packages and SQLite's compilation need: they go on while the others are installed.
first_packages=(gcc libc6-dev ccache ca-certificates)
# What the programs and the tests are built from, and what shows a form.
build_packages=(
  g++ cmake ninja-build pkg-config git
  libcpp-httplib-dev nlohmann-json3-dev libhpdf-dev doctest-dev libcli11-dev libtomlplusplus-dev
  libspdlog-dev libsodium-dev libcurl4-openssl-dev libqrcodegen-dev libharfbuzz-dev libunibreak-dev
  libdeflate-dev libzstd-dev libssl-dev zlib1g-dev libpq-dev fonts-hanazono
  openssl poppler-utils mupdf-tools zbar-tools
)
# What looks at the sources, and what the tests run beside the programs.
test_packages=(
  clang clang-format clang-tidy libclang-rt-14-dev shellcheck
  postgresql-15 qpdf libnss3-tools time
  chromium iproute2 curl fonts-noto-cjk
  libjs-pdf openjdk-17-jre-headless libpdfbox2-java libjakarta-activation-java libactivation-java libjaxb-api-java
)

setup() {
  setup_build
  without_cluster setup_apt "${test_packages[@]}"
  setup_cups
}

# Enough to build both programs and to use them.
setup_build() {
  local pinned
  mkdir -p build
  command -v npm >/dev/null || first_packages+=(nodejs npm)
  setup_apt "${first_packages[@]}"
  { setup_npm cmake/npm && setup_sqlite && setup_npm web; } &
  pinned=$!
  setup_apt "${build_packages[@]}"
  wait "$pinned"
  setup_fonts
}

setup_apt() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "setup: installing ${#missing[@]} Debian packages" >&2
  {
    { [ -n "${apt_updated:-}" ] || apt-get update -q; } && apt_updated=yes &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
  } >>build/setup-apt.log 2>&1 || { tail -20 build/setup-apt.log >&2; return 1; }
}

# Debian's PostgreSQL makes and starts a database of its own when it is installed: not for us, who
# start one where one is needed. A machine that has it already is left as it is.
without_cluster() {
  local conf=/etc/postgresql-common/createcluster.d/huidan.conf
  if [ -d /etc/postgresql-common ]; then "$@"; return; fi
  mkdir -p "${conf%/*}" && echo 'create_main_cluster = false' >"$conf"
  "$@" || { rm -f "$conf"; return 1; }
  rm -f "$conf"
}

# setup_npm DIR: what its lock file pins, and nothing that a package would run.
setup_npm() {
  local lock=$1/package-lock.json done=$1/node_modules/.huidan-lock
  cmp -s "$lock" "$done" && return
  echo "setup: installing the npm packages that $1 pins" >&2
  npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel=error \
    >build/setup-npm.log 2>&1 || { tail -20 build/setup-npm.log >&2; return 1; }
  cp "$lock" "$done"
}

# One object for all presets. HAVE_FDATASYNC: without it each commit costs a full fsync.
sqlite_flags=(
  -O2 -fPIC -DHAVE_FDATASYNC=1 -DSQLITE_THREADSAFE=1 -DSQLITE_DQS=0 -DSQLITE_DEFAULT_FOREIGN_KEYS=1
  -DSQLITE_DEFAULT_WAL_SYNCHRONOUS=2 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_DEPRECATED
  -DSQLITE_ENABLE_API_ARMOR -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_LIKE_DOESNT_MATCH_BLOBS
)

setup_sqlite() {
  local source=cmake/npm/node_modules/better-sqlite3-multiple-ciphers/deps/sqlite3/sqlite3.c
  local out=build/third_party stamp
  stamp="$(sha256sum "$source" | cut -d' ' -f1) ${sqlite_flags[*]}"
  [ -f "$out/sqlite3.o" ] && [ "$(cat "$out/stamp" 2>/dev/null)" = "$stamp" ] && return
  echo "setup: compiling SQLite once" >&2
  mkdir -p "$out"
  rm -f "$out/sqlite3.o" "$out/stamp" # an interrupted compile leaves neither
  ccache gcc "${sqlite_flags[@]}" -w -c "$source" -o "$out/sqlite3.o"
  echo "$stamp" >"$out/stamp"
}

# The print service of the page's tests, beside the system and not in it: nothing of it is started here.
setup_cups() {
  local out=build/third_party/cups packages=(cups-daemon cups-server-common libpaper1) deb
  [ -x "$out/usr/sbin/cupsd" ] && return
  echo "setup: fetching the print service of the tests" >&2
  rm -rf "$out" "$out.part"
  mkdir -p "$out.part/deb"
  (
    cd "$out.part/deb" || exit 1
    apt-get download -q "${packages[@]}" || { apt-get update -q && apt-get download -q "${packages[@]}"; }
  ) >>build/setup-apt.log 2>&1 || { tail -20 build/setup-apt.log >&2; return 1; }
  for deb in "$out.part"/deb/*.deb; do dpkg -x "$deb" "$out.part"; done
  rm -r "$out.part/deb"
  mv "$out.part" "$out"
}

# The fonts in one folder, each the very file that pdf/font_pins.hpp pins.
setup_fonts() {
  local out=build/third_party/fonts stamp=build/third_party/fonts/stamp name found
  [ -f "$stamp" ] && cmp -s pdf/font_pins.hpp "$stamp" && return
  echo "setup: gathering the fonts" >&2
  mkdir -p "$out"
  while read -r name; do
    found=$(find -L cmake/npm/node_modules/@expo-google-fonts /usr/share/fonts -name "$name" -print -quit)
    [ -n "$found" ] || { echo "setup: $name is nowhere to be found" >&2; return 1; }
    ln -f "$found" "$out/$name" 2>/dev/null || cp -f "$found" "$out/$name"
  done < <(sed -n 's/.*"\([A-Za-z0-9_]*\.ttf\)".*/\1/p' pdf/font_pins.hpp)
  font_sums | (cd "$out" && sha256sum --check --quiet) || return 1
  cp pdf/font_pins.hpp "$stamp"
}

# "sum  file" of every pinned font: the second sum of a row is the whole file's.
font_sums() {
  awk '/\.ttf"/ { match($0, /"[^"]*\.ttf"/); file = substr($0, RSTART + 1, RLENGTH - 2); sums = 0 }
       /"[0-9a-f]+"/ && !/\.ttf"/ { match($0, /"[0-9a-f]+"/)
         if (++sums == 2) print substr($0, RSTART + 1, RLENGTH - 2) "  " file }' pdf/font_pins.hpp
}
