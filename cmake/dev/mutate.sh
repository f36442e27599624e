# mutate: removes one rule of the sync after the other and demands that the simulator, or the test
# that the patch names, sees it. Sourced by ./dev.
#
# A patch under tests/simulation/mutations/ begins with the lines "rule: …", "removes: …" and,
# where a test beside the simulator is to see it, "test: test_core". What ran is written as a table
# into the README beside the patches.
mutations=tests/simulation/mutations
mutant=build/mutate

# mutate [NAME…]: all patches, or those named (then the table stays as it is).
mutate() {
  setup
  mutant_tree
  local patches=("$@") patch failed=0
  [ $# -gt 0 ] || mapfile -t patches < <(find "$mutations" -name '*.patch' -printf '%f\n' | sort)
  : >build/log/mutations.md
  for patch in "${patches[@]}"; do
    mutate_once "${patch%.patch}" || failed=$((failed + 1))
  done
  [ $# -gt 0 ] || mutation_page
  echo "${#patches[@]} mutations, $failed not caught"
  [ "$failed" -eq 0 ]
}

# A copy of the sources, so that no mutation is ever left in the tree that people work in.
mutant_tree() {
  local file
  mkdir -p "$mutant/build"
  while IFS= read -r -d '' file; do
    if [ -f "$file" ] && ! cmp -s "$file" "$mutant/$file"; then cp --parents "$file" "$mutant/"; fi
  done < <(git ls-files -z)
  ln -sfn "$PWD/build/third_party" "$mutant/build/third_party"
  ln -sfn "$PWD/cmake/npm/node_modules" "$mutant/cmake/npm/node_modules"
  [ -f "$mutant/build/check/build.ninja" ] ||
    (cd "$mutant" && cmake --preset check >build/configure.log)
}

# What the head of a patch says under that name.
said() { sed -nE "s/^$2: //p;/^(---|diff) /q" "$mutations/$1.patch"; }

mutate_once() {
  local name=$1 log=build/log/mutate-$1.log test seen=""
  test=$(said "$name" test)
  if ! patch -s -d "$mutant" -p1 --no-backup-if-mismatch <"$mutations/$name.patch" >"$log" 2>&1; then
    echo "$name: the patch no longer applies" >&2
    mutant_tree
    return 1
  fi
  if cmake --build "$mutant/build/check" --target test_simulation ${test:+"$test"} >>"$log" 2>&1; then
    seen=$(seen_by "$log" "$test")
  else
    echo "$name: does not compile, see $log" >&2
  fi
  patch -s -R -d "$mutant" -p1 --no-backup-if-mismatch <"$mutations/$name.patch" >>"$log" 2>&1
  printf '%-28s %s\n' "$name" "${seen:-NOT CAUGHT}"
  echo "| $name | $(said "$name" rule) | $(said "$name" removes) | ${seen:-**nothing**} |" \
    >>build/log/mutations.md
  [ -n "$seen" ]
}

# seen_by LOG TEST: the seed and what it says, the scenario or the test that turned red.
seen_by() {
  local code=0
  [ -n "$2" ] || HUIDAN_BRIEF=1 HUIDAN_SEEDS=${HUIDAN_SEEDS:-3000} timeout -k 10 900 \
    "$mutant/build/check/tests/test_simulation" >>"$1" 2>&1 || code=$?
  local seed scenario
  seed=$(sed -nE 's/.*HUIDAN_SEED=([0-9]+).*/seed \1/p' "$1" | sort -t' ' -k2n | head -n 1)
  scenario=$(sed -nE 's/.*filename\(\)\.string\(\) := ([a-z_]+)\.txt.*/\1.txt/p' "$1" | sort -u | head -n 1)
  if [ -n "$2" ] && ! "$mutant/build/check/tests/$2" >>"$1" 2>&1; then
    echo "$2"
  elif [ -n "$seed" ]; then
    echo "$seed, $(sed -nE '/HUIDAN_SEED=/{n;s/^([A-Za-z0-9]+):.*/\1/p;q}' "$1")"
  elif [ -n "$scenario" ]; then
    echo "$scenario"
  elif [ "$code" -ne 0 ]; then
    echo "test_simulation"
  fi
}

mutation_page() {
  {
    echo "# Mutations"
    echo
    echo "Each patch here removes one rule of the sync; \`./dev mutate\` applies one after the other to a"
    echo "copy of the sources and demands that something turns red. This table is what it wrote last."
    echo
    echo "| mutation | rule | removes | seen by |"
    echo "|---|---|---|---|"
    cat build/log/mutations.md
  } >"$mutations/README.md"
}
