# The fuzzers (tests/fuzz): libFuzzer with AddressSanitizer and UBSan; and the storm of prints, under these
# and under ThreadSanitizer. Sourced by ./dev.
# name, target, executions in `./dev test`: two million in all; `./dev soak` goes on
fuzzers=("op-1 op 985000" "op-2 op 985000" "request-1 request 25000" "reply-1 reply 12000")
storms=(fuzz tsan)  # presets

build_fuzz() {
  configure fuzz
  cmake --build build/fuzz --target fuzz_seeds fuzz_op fuzz_request fuzz_reply print_storm
  configure tsan
  cmake --build build/tsan --target print_storm
}

# fuzz SECONDS: each fuzzer for so long; 0: as many executions as its line says. Two run at a time.
# What it finds lies in build/fuzz/found; build/fuzz/tests/fuzz_TARGET FILE tries it again.
fuzz() {
  rm -rf build/fuzz/seeds
  mkdir -p build/fuzz/found build/fuzz/ended
  rm -f build/fuzz/ended/*
  build/fuzz/tests/fuzz_seeds tests/golden/ops_v1.jsonl build/fuzz/seeds
  { printf "fuzz_one $1 %s\n" "${fuzzers[@]}" && printf 'storm %s\n' "${storms[@]}"; } |
    xargs -P "$(nproc)" -L 1 ./dev
}

# storm PRESET: a thousand forms over two threads.
storm() {
  local preset=$1 log="build/log/storm-$1.log"
  if "build/$preset/tests/print_storm" 1000 >"$log" 2>&1; then
    touch "build/fuzz/ended/storm-$preset"
    echo "storm, $preset: $(tail -n 1 "$log")"
  else
    echo "storm, $preset: FAILED"
    tail -n 60 "$log"
  fi
}

# How many of all that fuzz does ended well.
ended() { find build/fuzz/ended -type f | wc -l; }

# fuzz_one SECONDS NAME TARGET RUNS
fuzz_one() {
  local seconds=$1 name=$2 target=$3 runs=$4 log="build/log/fuzz-$2.log" seed=${HUIDAN_SEED:-20261122}
  local much=(-runs="$runs")
  [ "$seconds" -eq 0 ] || much=(-max_total_time="$seconds")
  rm -rf "build/fuzz/work/$name"
  mkdir -p "build/fuzz/work/$name"
  # -entropic, -reduce_inputs: what they do costs more than a small input does.
  if ASAN_OPTIONS=malloc_context_size=0:quarantine_size_mb=1:detect_leaks=0 \
    "build/fuzz/tests/fuzz_$target" -seed=$((seed + ${name##*-})) "${much[@]}" -max_len=6144 \
    -mutate_depth=2 -entropic=0 -reduce_inputs=0 -detect_leaks=0 -timeout=30 -rss_limit_mb=2048 \
    -dict=tests/fuzz/words.dict -artifact_prefix="build/fuzz/found/$target-" \
    "build/fuzz/work/$name" "build/fuzz/seeds/$target" >"$log" 2>&1; then
    touch "build/fuzz/ended/$name"
    echo "$name: $(grep -E '^Done' "$log")"
  else
    echo "$name: FAILED, HUIDAN_SEED=$seed"
    grep -vE '^#[0-9]+[[:space:]]+(NEW|REDUCE|pulse|RELOAD)|NEW_FUNC' "$log" | tail -n 60
    fuzz_input "$name" "$log"
  fi
}

# fuzz_input NAME LOG: what broke, last of all, and the bytes that did it: the log is all that is left
# of a machine that is gone. `base64 -d | gunzip` makes them a file again.
fuzz_input() {
  local found
  grep -E 'does not hold|ERROR: |runtime error' "$2" | tail -n 3 | sed "s/^/$1: /" || true
  found=$(sed -nE 's/.*Test unit written to (.*)/\1/p' "$2" | tail -n 1)
  [ ! -f "$found" ] || echo "$1: $(gzip -9c "$found" | base64 -w 0)"
}

# Each fuzzer is a test case, and each storm.
run_fuzzers() {
  local begin=$SECONDS good all=$((${#fuzzers[@]} + ${#storms[@]})) log=build/log/fuzz.log
  phase "build fuzz" ./dev build_fuzz || return 0
  fuzz 0 >"$log" 2>&1 || true
  good=$(ended)
  passed=$((passed + good))
  failed=$((failed + all - good))
  if [ "$good" -eq "$all" ]; then
    report fuzz "$begin" "$good passed"
  else
    report fuzz "$begin" "$good passed, $((all - good)) FAILED"
  fi
  sed 's/^/  /' "$log"
}

# simulate MINUTES SEED: seeds from there on, as many at a time as meet every fault there is.
simulate() {
  local end=$((SECONDS + $1 * 60)) from=$2 each=3000
  while [ "$SECONDS" -lt "$end" ]; do
    HUIDAN_FROM=$from HUIDAN_SEEDS=$each build/check/tests/test_simulation --no-version=true -tc='whatever fails*' || return 1
    from=$((from + each))
  done
}

# soak [MINUTES] [SEED]: what finds more the longer it runs: the fuzzers, two at a time, the simulator,
# then a sync that fails in every way at every byte, then disks that fail and lose their power, then kills.
soak() {
  local minutes=${1:-10} seed=${2:-$((RANDOM * 100000))}
  setup
  build_web
  build_fuzz >build/log/build-fuzz.log 2>&1 || { tail -n 50 build/log/build-fuzz.log >&2; return 1; }
  build check --target huidan huidan-server test_simulation test_line test_crash test_e2e test_nodes test_store test_client >build/log/build-soak.log 2>&1 ||
    { tail -n 50 build/log/build-soak.log >&2; return 1; }
  fuzz $((minutes * 60 * 2 / ${#fuzzers[@]}))
  echo "the simulator, from seed $seed"
  simulate "$minutes" "$seed"
  HUIDAN_SOAK=1 build/check/tests/test_line --no-version=true
  HUIDAN_SOAK=1 HUIDAN_POWER_CUTS=20000 build/check/tests/test_crash --no-version=true
  HUIDAN_SOAK=1 build/check/tests/test_e2e --no-version=true \
    -tc='kills of either program*,the desk*s disk is destroyed*,clocks that jump*'
  HUIDAN_SOAK=1 build/check/tests/test_store --no-version=true -tc='a bit that turns*,a database of every schema*'
  HUIDAN_SOAK=1 build/check/tests/test_client --no-version=true -tc='orders that pass*'
  HUIDAN_KILLS=100 node web/tests/killed.mjs
  start_postgres
  HUIDAN_SOAK=1 build/check/tests/test_nodes --no-version=true
  [ "$(ended)" -eq $((${#fuzzers[@]} + ${#storms[@]})) ]
}
