# shellcheck shell=bash
# What the measured peers run on: Celery and Redis of Debian, and Node's packages; and what makes the load on the Api. redis-tools holds the server's program and starts no service.

readonly PEER_PACKAGES=(python3-celery python3-redis python3-psycopg2 python3-gevent python3-urllib3 python3-cryptography redis-tools)

# setup_peer BENCH ARGUMENT…: only for the benches that have a peer.
setup_peer() {
    local missing=() package
    if [[ ${1:-} == sentiment && " $* " != *" --without-peer "* && " $* " != *" --help "* ]]; then setup_model_peers; fi
    if [[ ${1:-} == api && " $* " != *" --help "* ]] && ! is_installed wrk; then install_packages "부하를 만드는 wrk를" "wrk, which makes the load" wrk; fi
    [[ " publish lateness ingest " == *" ${1:-} "* && " $* " != *" --without-peer "* && " $* " != *" --help "* ]] || return 0
    for package in "${PEER_PACKAGES[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    ((${#missing[@]} == 0)) || install_packages "비교 대상(Celery, Redis)을" "the peer to measure against (Celery, Redis)" "${missing[@]}"
}
