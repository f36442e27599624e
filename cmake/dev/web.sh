# The engineer's page and the desk's: built once for all presets, driven in Debian's Chromium. Sourced by
# ./dev.
# Builds them when they are older than what they are made of. The programs embed build/web/*.pack.
build_web() {
  local stamp=build/web/stamp now
  now=$(find web/src web/*.* sync/text -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
  [ -s build/web/field.pack ] && [ -s build/web/desk.pack ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return
  mkdir -p build/web
  npm run --silent --prefix web build >build/log/build-web.log 2>&1 ||
    { tail -n 50 build/log/build-web.log >&2; return 1; }
  echo "$now" >"$stamp"
}

# run_web NAME: one of web/tests; build/log/counts gets "PASSED FAILED".
run_web() {
  local name=$1 begin=$SECONDS log="build/log/web-$1.log" good=0 bad=0
  timeout -k 10 600 node "web/tests/$name.mjs" </dev/null >"$log" 2>&1 || true
  read -r good bad < <(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$log" | tail -n 1) || true
  conclude "web $name" "$begin" "${good:-0}" "${bad:-0}" "$log"
}
