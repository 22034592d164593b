# shellcheck shell=bash
# What the set-up tells the person in front of it: Korean and English, one line a step, one line a failure.

# Exit codes of ./snsops, named once.
# shellcheck disable=SC2034
readonly EXIT_USAGE=2 EXIT_SETUP=3 EXIT_BUILD=4

# The set-up's output is progress, so it goes to standard error: standard output stays the command's own.
say() { printf '▸ %s\n' "$*" >&2; }

warn() { printf '! %s\n' "$*" >&2; }

# fail CODE KOREAN ENGLISH: the one line that ends a failed run. Each text says what, why and what to do.
fail() {
    printf '✗ %s / %s\n' "$2" "$3" >&2
    exit "$1"
}

has() { command -v "$1" >/dev/null 2>&1; }

is_root() { ((EUID == 0)); }

# long LOG COMMAND…: runs a long step with its output in LOG, and shows that it lives.
# The lock's descriptor is closed for it: a daemon that a package starts must not hold the lock for ever.
long() {
    local log=$1 pid seconds=0
    shift
    mkdir -p "$(dirname "$log")"
    set -m      # a process group of its own, so that an interrupt ends all of it
    "$@" >"$log" 2>&1 9>&- </dev/null &
    pid=$!
    set +m
    # shellcheck disable=SC2064
    trap "kill -- -$pid 2>/dev/null; exit 130" INT TERM
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.2
        ((++seconds % 5 == 0)) && show_elapsed $((seconds / 5))
    done
    trap - INT TERM
    [[ -t 2 ]] && printf '\r\033[K' >&2
    wait "$pid"
}

show_elapsed() {
    if [[ -t 2 ]]; then
        printf '\r  … %d s' "$1" >&2
    elif (($1 % 15 == 0)); then
        printf '  … %d s\n' "$1" >&2
    fi
}

# The end of a log, indented, before the failure line that names it.
show_end() { tail -n "${2:-8}" "$1" | sed 's/^/    /' >&2; }
