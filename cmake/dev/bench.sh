# bench [sync|store|form|page]: the release programs against a floor and against peers, measured in the same run.
# Exits 1 when a gate is missed. Sourced by ./dev.
bench() {
  setup
  setup_apt wkhtmltopdf chromium nodejs  # peers
  build_web
  echo "building (log: build/log/build-bench.log)" >&2
  build release --target huidan huidan-server bench >build/log/build-bench.log 2>&1 ||
    { tail -n 50 build/log/build-bench.log >&2; return 1; }
  if [ "${1:-}" = page ]; then
    HUIDAN_PROGRAMS=build/release node web/tests/bench.mjs
    return
  fi
  case ${1:-store} in store) start_postgres ;; esac
  build/release/tests/bench build/bench build/release/huidan "$@"
}
