# test: setup, check, the builds, every test program; closes with "N passed, N failed". Sourced by
# ./dev.
passed=0
failed=0

# test [PRESET]: one build of programs and tests, asserts on. `./dev test asan` and `./dev test tsan`
# run the same under the sanitizers, which takes three times as long.
run_tests() {
  local preset=${1:-check} built=no tools
  if phase setup ./dev setup_build; then
    nice ./dev setup </dev/null >build/log/setup-tools.log 2>&1 &  # while the compiler has work
    tools=$!
    phase "build web" ./dev build_web || true
    if phase "build $preset" ./dev build_tests "$preset"; then built=yes; fi
    if phase tools installed "$tools"; then
      phase check ./dev check quick || true
      if [ "$built" = yes ]; then run_everything "$preset"; fi
    fi
  fi
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# Whether the process that installs the tools has ended well.
installed() { wait "$1" || { cat build/log/setup-tools.log && return 1; }; }

# phase NAME COMMAND…: one line with its seconds, and the end of what it said when it failed, which
# counts as one failed case. A child process, because errexit is off wherever a result is asked for.
phase() {
  local name=$1 begin=$SECONDS log
  shift
  log="build/log/${name// /-}.log"
  if "$@" </dev/null >"$log" 2>&1; then
    report "$name" "$begin" ok
    return
  fi
  report "$name" "$begin" FAILED
  tail -n 200 "$log"
  failed=$((failed + 1))
  return 1
}

report() { printf '%-22s %4d s  %s\n' "$1" $((SECONDS - $2)) "$3"; }

# Both programs and every test program. A folder of tests without sources has no program.
test_targets() {
  ninja -C "build/$1" -t targets all |
    sed -nE 's,^(tests/)?(huidan|huidan-page|huidan-server|test_[a-z0-9_]+): CXX_EXECUTABLE_LINKER_.*,\2,p'
}

build_tests() {
  local preset=$1 targets
  configure "$preset"
  mapfile -t targets < <(test_targets "$preset")
  [ ${#targets[@]} -eq 0 ] || cmake --build "build/$preset" --target "${targets[@]}"
}

# Four at a time, for most of them wait for a disk, a clock or a browser, and the fuzzers are built beside
# them; the simulator, which uses all cores, is the last of them, and the fuzzers come after.
run_everything() {
  local preset=$1 good bad
  : >build/log/counts
  if [ "$preset" = check ]; then nice ./dev build_fuzz </dev/null >build/log/build-fuzz.log 2>&1 & fi
  phase postgres start_postgres || true
  programs "$preset" | xargs -P 4 -L 1 ./dev || true
  wait || true  # run_fuzzers builds what failed again, and says how
  read -r good bad < <(awk '{ good += $1; bad += $2 } END { print good + 0, bad + 0 }' build/log/counts)
  passed=$((passed + good))
  failed=$((failed + bad))
  if [ "$preset" = check ]; then run_fuzzers; fi
}

# What ./dev is asked, a line each: those that take longest first, or cores wait at the end.
programs() {
  local preset=$1 long='test_(pdf|line|crash|server)'
  local one="run_program $preset"
  e2e_parts "$one test_e2e"
  test_targets "$preset" | grep -xE "$long" | sort | sed "s/^/$one /"
  if [ "$preset" = check ]; then printf 'run_web %s\n' routes day hands desk truth killed; fi
  printf "$one %s postgres\n" test_server test_store test_core
  test_targets "$preset" | grep '^test_' | grep -vxE "$long|test_(e2e|simulation)" | sed "s/^/$one /"
  echo "$one test_simulation"
}

# test_e2e alone would take longer than all that runs beside it: by the files of its cases, the last part
# is what the others leave out.
e2e_parts() {
  local one=$1 work='*main_job_test*' kills='*kill_test*,*clock_test*,*handover_test*,*keep_test*,*photo_test*'
  echo "$one work -sf=$work"
  echo "$one kills -sf=$kills"
  echo "$one rest -sfe=$work,$kills"
}

# run_program PRESET TARGET [PART [FILTER…]]: one program of doctest cases, or the part of it that doctest's
# filters leave. The desks of the part "postgres" are on PostgreSQL, all others on SQLite. One that dies,
# hangs or says nothing is a failed case at least. build/log/counts gets "PASSED FAILED".
run_program() {
  local preset=$1 target=$2 part=${3:-} store='' begin=$SECONDS log code=0 good=0 bad=0
  local name=$target${part:+ ($part)}
  shift $(($# < 3 ? 2 : 3))
  if [ "$part" = postgres ]; then store=$part; fi
  log="build/log/$target${part:+-$part}.log"
  HUIDAN_TEST_STORE=$store UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1} timeout -k 10 "${HUIDAN_TEST_SECONDS:-1200}" \
    "build/$preset/tests/$target" --no-colors=true "$@" </dev/null >"$log" 2>&1 || code=$?
  read -r good bad < <(sed -nE \
    's/^\[doctest\] test cases: +[0-9]+ \| +([0-9]+) passed \| +([0-9]+) failed.*/\1 \2/p' "$log" |
    awk '{ good += $1; bad += $2 } END { print good + 0, bad + 0 }')
  if [ "$code" -ne 0 ]; then
    echo "exit $code" >>"$log"
    if [ "$bad" -eq 0 ]; then bad=1; fi
  fi
  conclude "$name" "$begin" "$good" "$bad" "$log"
}

# conclude NAME BEGIN PASSED FAILED LOG: one line, what was said when it failed, and "PASSED FAILED" for
# build/log/counts. Whoever says nothing has failed.
conclude() {
  local good=$3 bad=$4
  if [ $((good + bad)) -eq 0 ]; then bad=1; fi
  echo "$good $bad" >>build/log/counts
  if [ "$bad" -eq 0 ]; then
    report "$1" "$2" "$good passed"
  else
    report "$1" "$2" "$good passed, $bad FAILED"
    tail -n 400 "$5"
  fi
}
