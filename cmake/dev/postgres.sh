# postgres: a private PostgreSQL for the suites and the bench that need one: files of its own, a
# socket and no port, with syncs. Sourced by ./dev.
postgres_folder=

# Sets HUIDAN_POSTGRES to where it is; it goes with the script that started it. Not in build/: the
# server refuses to run as root, and another user may not look into root's folders.
start_postgres() {
  [ -z "${HUIDAN_POSTGRES:-}" ] || return 0
  local bin begin=$SECONDS
  bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)
  [ -n "$bin" ] || { echo "postgres: not installed: run ./dev setup" >&2; return 1; }
  postgres_folder=$(mktemp -d /var/tmp/huidan-postgres.XXXXXX)
  trap stop_postgres EXIT
  [ "$(id -u)" -ne 0 ] || chown postgres: "$postgres_folder"
  {
    as_postgres "$bin/initdb" -D "$postgres_folder/data" -U huidan -A trust -E UTF8 --no-sync \
      --locale=C.UTF-8 --locale-provider=icu --icu-locale=zh &&
      as_postgres "$bin/pg_ctl" -D "$postgres_folder/data" -w -l "$postgres_folder/log" \
        -o "-k $postgres_folder -c listen_addresses= -c fsync=on -c max_connections=200" start
  } >build/log/postgres.log 2>&1 || { tail -20 build/log/postgres.log >&2; return 1; }
  export HUIDAN_POSTGRES="postgresql://huidan@/postgres?host=$postgres_folder"
  echo "postgres: started in $((SECONDS - begin)) s" >&2
}

as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --init-groups env -i PATH="$PATH" "$@")
  else
    "$@"
  fi
}

stop_postgres() {
  local pid
  [ -n "$postgres_folder" ] || return 0
  pid=$(head -n 1 "$postgres_folder/data/postmaster.pid" 2>/dev/null) || true
  [ -z "$pid" ] || kill -QUIT "$pid" 2>/dev/null || true  # at once: nobody needs its files again
  while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  rm -rf "$postgres_folder"
  postgres_folder=
}

# with_postgres COMMAND…: runs one command beside a PostgreSQL of its own.
with_postgres() {
  start_postgres
  "$@"
}
