# shellcheck shell=bash
# Where things live. Nothing that is large or lasting lies in the clone: downloads and built libraries are in the
# cache, which clones share; the cluster, keys and ports of one clone are in its state folder.

# The cache that root's runs fill, and that ordinary users may read.
readonly SHARED_CACHE=/var/cache/snsops

choose_folders() {
    local clone_id
    [[ -n ${HOME:-} ]] || HOME=$(getent passwd "$EUID" | cut -d: -f6)
    clone_id=$(printf %s "$SNSOPS_ROOT" | sha256sum | cut -c1-12)
    if is_root; then
        : "${SNSOPS_CACHE:=$SHARED_CACHE}" "${SNSOPS_STATE:=/var/lib/snsops/$clone_id}"
    else
        : "${SNSOPS_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/snsops}" "${SNSOPS_STATE:=${XDG_STATE_HOME:-$HOME/.local/state}/snsops/$clone_id}"
    fi
    export HOME SNSOPS_ROOT SNSOPS_CACHE SNSOPS_STATE
}

make_folders() {
    local folder
    for folder in "$SNSOPS_CACHE" "$SNSOPS_STATE" "$SNSOPS_ARTIFACTS"; do
        mkdir -p "$folder" 2>/dev/null
        [[ -w $folder ]] || fail "$EXIT_SETUP" \
            "$folder 폴더에 쓸 수 없습니다: 권한을 고치거나 SNSOPS_CACHE, SNSOPS_STATE로 다른 폴더를 지정하세요" \
            "cannot write to $folder: fix its permissions, or set SNSOPS_CACHE and SNSOPS_STATE to other folders"
    done
    chmod 700 "$SNSOPS_STATE"
}

# adopt NAME: true if the cache has NAME, taking it from the shared cache where this user has none of their own.
adopt() {
    [[ -e $SNSOPS_CACHE/$1 ]] && return 0
    [[ $SNSOPS_CACHE != "$SHARED_CACHE" && -r $SHARED_CACHE/$1 ]] || return 1
    mkdir -p "$(dirname "$SNSOPS_CACHE/$1")"
    ln -sfn "$SHARED_CACHE/$1" "$SNSOPS_CACHE/$1"
}

# A folder to build an artefact in, beside the cache so that publishing it is a rename.
new_workshop() {
    mkdir -p "$SNSOPS_CACHE/tmp"
    mktemp -d "$SNSOPS_CACHE/tmp/$1.XXXXXX"
}

# publish SOURCE NAME: an artefact appears in the cache whole or not at all.
publish() {
    local target=$SNSOPS_CACHE/$2
    mkdir -p "$(dirname "$target")"
    rm -rf "$target"
    chmod -R a+rX "$1"
    mv -T "$1" "$target"
}

# One set-up at a time for everyone who shares this cache. The kernel gives the lock back if we die.
lock_setup() {
    exec 9>"$SNSOPS_CACHE/.lock"
    flock -n 9 || {
        say "다른 준비 작업이 끝나기를 기다립니다 / waiting for another set-up to finish"
        flock 9
    }
    rm -rf "$SNSOPS_CACHE/tmp"      # what an interrupted set-up left
}

unlock_setup() { exec 9>&-; }
