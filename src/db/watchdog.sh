#!/bin/sh
# Stops the embedded PostgreSQL when the last process that uses it is gone, however it went.
#
# One of these runs beside every process that uses the server. It blocks on its standard input, a pipe that only that
# process holds: at end of file, after kill -9 too, it takes the start lock (file descriptor 3), so that nobody starts or
# stops the server meanwhile, and then tries for the users lock (4) alone. It gets it when nobody shares it any more.
#
#   $1  the data folder
#
# The parent writes one line before it closes the pipe when it ends in order.

# A signal to the whole group, or from a service manager, must not end this before its work is done.
trap '' HUP INT TERM

in_order=no
while read -r _; do in_order=yes; done

# macOS has no flock, but perl; the numbers are flock(2)'s, the same on both systems.
lock() { # -x: wait for it | -xn: only if it is free | -u: give it back;  file descriptor
  if command -v flock >/dev/null 2>&1; then flock "$1" "$2"; return; fi
  case $1 in -x) mode=2 ;; -xn) mode=6 ;; -u) mode=8 ;; esac
  perl -e 'open(my $f, "+<&=", $ARGV[0]) or exit 2; exit(flock($f, $ARGV[1]) ? 0 : 1)' "$2" "$mode"
}

# Whether a process is a live postgres. A pid may belong to someone else by now, and a zombie answers to signals.
is_postgres() {
  if [ -r "/proc/$1/stat" ]; then
    read -r about < "/proc/$1/stat" || return 1
    case $about in *"(postgres) Z"*) return 1 ;; *"(postgres)"*) return 0 ;; *) return 1 ;; esac
  fi
  case $(ps -p "$1" -o comm= 2>/dev/null) in *postgres*) return 0 ;; *) return 1 ;; esac
}

stop() {
  [ -f "$1/postmaster.pid" ] && read -r pid < "$1/postmaster.pid" && is_postgres "$pid" || return 1
  # INT is the fast shutdown: sessions are ended, and what was committed is written out.
  kill -INT "$pid"
  tries=0
  while is_postgres "$pid"; do
    # QUIT is the immediate one, after a minute; the next start recovers from the log.
    [ "$tries" -eq 1200 ] && kill -QUIT "$pid"
    tries=$((tries + 1))
    sleep 0.05
  done
}

tries=0
until lock -x 3 && lock -xn 4; do
  # Someone uses the server. But a dying process closes its files one after another, so its lock may outlive the pipe
  # for a moment, and this is asked again for two seconds, unless the parent gave up the lock in order.
  lock -u 3
  tries=$((tries + 1))
  [ "$in_order" = yes ] || [ "$tries" -eq 20 ] && exit 0
  sleep 0.1
done
stop "$1" && exit 0
# A parent that is killed while the server starts leaves one that has not yet written down its pid.
[ "$in_order" = yes ] || { sleep 1; stop "$1"; }
exit 0
