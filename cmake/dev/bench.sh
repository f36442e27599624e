# bench [sync|store|form]: the release programs against a floor and against peers, measured in the same run.
# Exits 1 when a gate is missed. Sourced by ./dev.
bench() {
  setup
  setup_apt wkhtmltopdf chromium nodejs  # peers
  echo "building (log: build/log/build-bench.log)" >&2
  build release --target huidan huidan-server bench >build/log/build-bench.log 2>&1 ||
    { tail -n 50 build/log/build-bench.log >&2; return 1; }
  case ${1:-store} in store) start_postgres ;; esac
  build/release/tests/bench build/bench build/release/huidan "$@"
}
