# shellcheck shell=bash
# PostgreSQL 15 or later with pgvector. Sets SNSOPS_PG_BIN, the folder with initdb, postgres and pg_ctl.
# The machine's own installation is used as it is, or copied into the cache and completed there: never changed.

readonly OLDEST_POSTGRES=15

setup_postgres() {
    choose_postgres && return
    local own=''
    own=$(newest_postgres) || {
        install_postgres
        choose_postgres && return
        own=$(newest_postgres) || fail "$EXIT_SETUP" \
            "PostgreSQL $OLDEST_POSTGRES 이상을 설치했지만 실행 파일을 찾지 못했습니다: /usr/lib/postgresql을 확인하세요" \
            "PostgreSQL $OLDEST_POSTGRES or later was installed but its programs are not to be found: look into /usr/lib/postgresql"
    }
    build_pgvector "$own"
}

# The first of: one with pgvector from packages, one completed in the cache.
choose_postgres() {
    local bin major
    for bin in $(postgres_folders); do
        has_pgvector "$bin" && { use_postgres "$bin"; return; }
    done
    for bin in $(postgres_folders); do
        major=$(postgres_major "$bin")
        adopt "pg/$major" && { use_postgres "$SNSOPS_CACHE/pg/$major/$(prefix_bin "$major")"; return; }
    done
    return 1
}

use_postgres() { export SNSOPS_PG_BIN=$1; }

# Every installation that is new enough, newest first, one folder a line.
postgres_folders() {
    local bin major
    for bin in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin "$(dirname "$(command -v postgres 2>/dev/null || echo /none/postgres)")"; do
        [[ -x $bin/initdb && -x $bin/postgres && -x $bin/pg_ctl && -x $bin/pg_config ]] || continue
        major=$(postgres_major "$bin")
        ((major >= OLDEST_POSTGRES)) && printf '%s %s\n' "$major" "$bin"
    done | sort -k1,1nr -u | cut -d' ' -f2
}

newest_postgres() { postgres_folders | head -n 1 | grep .; }

postgres_major() { "$1/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/'; }

has_pgvector() { [[ -e $("$1/pg_config" --sharedir)/extension/vector.control ]]; }

prefix_bin() { printf 'usr/lib/postgresql/%s/bin' "$1"; }

install_postgres() {
    local package wanted=() settings=/etc/postgresql-common/createcluster.conf
    package=$(newest_package postgresql-)
    wanted=("${package:=postgresql-$OLDEST_POSTGRES}")
    apt_knows "$package-pgvector" && wanted+=("$package-pgvector")
    # Installing the server would also create and start a cluster of the machine's own, which nobody asked for.
    if is_root && ! is_installed postgresql-common; then
        install_packages "PostgreSQL을" "PostgreSQL" postgresql-common
        cp "$settings" "$settings.snsops"
        printf 'create_main_cluster = false\n' >>"$settings"
    fi
    (install_packages "PostgreSQL을" "PostgreSQL" "${wanted[@]}")
    local result=$?
    [[ -e $settings.snsops ]] && mv "$settings.snsops" "$settings"
    ((result == 0)) || exit $result
}

# Completes a copy of the installation: PostgreSQL finds its files relative to its programs, so it may be moved.
build_pgvector() {
    local bin=$1 major log=$SNSOPS_CACHE/log/pgvector.log workshop
    major=$(postgres_major "$bin")
    if is_root && apt_knows "postgresql-$major-pgvector"; then
        install_packages "pgvector를" "pgvector" "postgresql-$major-pgvector"
        choose_postgres && return
    fi
    need_compiler
    say "pgvector를 빌드합니다(약 15초) / building pgvector for PostgreSQL $major (about 15 s)"
    workshop=$(new_workshop pgvector)
    open_archive "$workshop"
    long "$log" complete_postgres "$workshop" "$major" || {
        show_end "$log"
        fail "$EXIT_SETUP" "pgvector를 빌드하지 못했습니다: 네트워크와 컴파일러를 확인하고 다시 실행하세요. 기록: $log" \
            "could not build pgvector: check the network and the compiler, then run again. Log: $log"
    }
    publish "$workshop/prefix" "pg/$major"
    rm -rf "$workshop"
    use_postgres "$SNSOPS_CACHE/pg/$major/$(prefix_bin "$major")"
}

complete_postgres() {
    local workshop=$1 major=$2 prefix=$1/prefix
    mkdir -p "$prefix"/usr/{lib,share}/postgresql
    cp -a "/usr/lib/postgresql/$major" "$prefix/usr/lib/postgresql/" &&
        cp -a "/usr/share/postgresql/$major" "$prefix/usr/share/postgresql/" || return
    fetch_package "$workshop" "postgresql-server-dev-$major" && dpkg -x "$workshop"/postgresql-server-dev-*.deb "$prefix" || return
    fetch_source "$workshop" pgvector || return
    make -C "$(echo "$workshop"/pgvector-*/)" PG_CONFIG="$prefix/$(prefix_bin "$major")/pg_config" OPTFLAGS="" with_llvm=no install
}
