# A PostgreSQL of its own for the tests: in a temporary folder, on loopback, ended with the script that sources this.
# Sets SCALESCOPE_TEST_POSTGRES, the address of a server on which a test may make databases.

as_server() { if [[ $EUID -eq 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi; }

postgres_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

start_postgres() {
  if [[ -z $(postgres_programs) && $EUID -eq 0 ]]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends postgresql >/dev/null
  fi
  local bin
  bin=$(postgres_programs)
  if [[ -z $bin ]]; then
    echo 'PostgreSQL is not installed: the tests of the fleet are skipped.' >&2
    return
  fi
  postgres_folder=$(as_server mktemp --directory)
  postgres_bin=$bin
  local port
  port=$(node -e 'const s=require("net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
  as_server "$bin/initdb" --pgdata "$postgres_folder/data" --username scalescope --auth trust --encoding UTF8 \
    --no-sync >/dev/null
  trap stop_postgres EXIT
  (cd / && as_server "$bin/pg_ctl" --pgdata "$postgres_folder/data" --log "$postgres_folder/log" --wait \
    --options "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$postgres_folder -c fsync=off" start \
    >/dev/null)
  export SCALESCOPE_TEST_POSTGRES="postgres://scalescope@127.0.0.1:$port/postgres"
}

stop_postgres() {
  (cd / && as_server "$postgres_bin/pg_ctl" --pgdata "$postgres_folder/data" --mode immediate stop >/dev/null) || true
  rm -rf "$postgres_folder"
}
