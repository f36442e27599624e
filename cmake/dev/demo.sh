# demo: both programs on sample data; demo --check: the main job once, by command line. Sourced by
# ./dev.
demo_data=build/demo
demo_server=
demo_page=

demo() {
  case "${1:-}" in
    "") demo_programs=(huidan huidan-server) ;;
    --check) demo_programs=(huidan huidan-server test_e2e) ;;
    *) usage >&2; return 2 ;;
  esac
  setup_build
  build_web
  # Quiet: what the compiler said is shown when it failed.
  build release --target "${demo_programs[@]}" >build/log/build-demo.log 2>&1 ||
    { tail -n 60 build/log/build-demo.log >&2; return 1; }
  if [ "${1:-}" = --check ]; then demo_check; else demo_show; fi
}

demo_check() {
  echo "The main job, by command line (tests/e2e/main_job_test.cpp):"
  build/release/tests/test_e2e --test-case='the main job*' --no-version=true --no-intro=true \
    --no-colors=true || { echo "demo --check: FAILED, see above" >&2; return 1; }
  echo "demo --check: all of it holds"
}

demo_desk() { build/release/huidan-server --data "$demo_data/desk" "$@"; }

demo_laptop() { build/release/huidan --data "$demo_data/laptop" "$@"; }

demo_show() {
  rm -rf "$demo_data"
  mkdir -p "$demo_data"
  demo_desk demo >"$demo_data/logins.txt"
  trap demo_stop EXIT
  trap 'exit 0' INT TERM HUP
  demo_serve
  demo_enrol
  demo_open
  demo_text
  wait "$demo_server" || { echo "demo: the server ended: $demo_data/server.log" >&2; return 1; }
}

demo_serve() {
  # Not by demo_desk: $! would be the shell around the server, and outlived by it.
  build/release/huidan-server --data "$demo_data/desk" serve --listen 127.0.0.1:0 \
    >"$demo_data/listening.txt" 2>"$demo_data/server.log" &
  demo_server=$!
  demo_wait "$demo_server" server listening
  demo_address=$(sed -n 's/^listening //p' "$demo_data/listening.txt")
}

# demo_wait PID NAME FILE: until that program has said its address.
demo_wait() {
  local tries=0
  until [ -s "$demo_data/$3.txt" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 200 ] || ! kill -0 "$1" 2>/dev/null; then
      cat "$demo_data/$2.log" >&2
      return 1
    fi
    sleep 0.05
  done
}

demo_stop() {
  local program
  for program in $demo_page $demo_server; do
    kill "$program" 2>/dev/null || true
    wait "$program" 2>/dev/null || true
  done
}

demo_open() {
  build/release/huidan --data "$demo_data/laptop" --json page \
    >"$demo_data/page.txt" 2>"$demo_data/page.log" &
  demo_page=$!
  demo_wait "$demo_page" page page
  demo_page_address=$(sed -nE 's/.*"address":"([^"]*)".*/\1/p' "$demo_data/page.txt")
}

demo_enrol() {
  local code
  code=$(demo_desk --json device code engineer1 | sed -nE 's/.*"code":"([^"]*)".*/\1/p')
  demo_laptop enrol --server "$demo_address" --code "$code" >"$demo_data/enrol.log"
  demo_laptop sync >>"$demo_data/enrol.log"
}

demo_text() {
  local no ink="$demo_data/ink.json"
  no=$(demo_laptop --json orders | grep -oE '"no":"[^"]*"|"status":"[^"]*"' | paste - - |
    sed -nE 's/"no":"([^"]*)"[[:space:]]"status":"assigned"/\1/p' | head -n 1)
  echo '{"w":600,"h":200,"strokes":[[[60,120,0,0.5],[120,60,90,0.6],[150,130,180,0.6],[210,70,270,0.5],[300,110,400,0.4]]]}' >"$ink"
  cat <<TEXT

Everything lies in $demo_data, made anew by each ./dev demo. The desk's page, for a browser on this machine:

  $demo_address

Logins (name, roles, password):
$(sed 's/^/  /' "$demo_data/logins.txt")

engineer1's laptop is enrolled and holds his orders. His page, for a browser on this machine:

  $demo_page_address

The same by command, in another terminal, in $PWD:

  export PATH="$PWD/build/release:\$PATH"
  L="huidan --data $PWD/$demo_data/laptop"
  D="huidan-server --data $PWD/$demo_data/desk"

  \$L orders
  \$L show $no
  \$L stamp $no departed
  \$L stamp $no arrived
  \$L set $no equipment="双电源切换装置一台" treatment="更换电源模块，试机正常" test_result=normal cause="电容老化" result="已恢复供电"
  \$L part $no add name="电源模块" model="PM-240" unit=只 qty=1
  \$L stamp $no restored
  \$L sign $no --role customer --name "例用户" --strokes $PWD/$ink
  \$L sign $no --role engineer --name "例工" --strokes $PWD/$ink
  \$L complete $no
  \$L print $no --out form.pdf
  \$L sync
  \$L status

  \$D order list
  \$D order show $no
  \$D print $no --out duplicate.pdf
  \$D disputes list

Ctrl-C ends it.
TEXT
}
