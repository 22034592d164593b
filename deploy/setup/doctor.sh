# shellcheck shell=bash
# ./snsops doctor: every probe, whether it holds, and what to do if not. Changes nothing.

DOCTOR_MISSING=0

# probe NAME OK-COMMAND WHAT-TO-DO: one line.
probe() {
    local name=$1 check=$2 remedy=$3
    if $check; then
        printf '  ok       %s\n' "$name"
    else
        printf '  missing  %s → %s\n' "$name" "$remedy"
        DOCTOR_MISSING=1
    fi
}

doctor() {
    local by_up='./snsops up 이 설치 / installed by ./snsops up' by_test='./snsops test 가 설치 / installed by ./snsops test'
    is_root || by_up="관리자: apt-get install … / ask an administrator" by_test=$by_up
    local made_by_up='./snsops up 이 만듦 / made by ./snsops up'
    printf '시스템 / system\n'
    probe ".NET SDK $OLDEST_SDK+" has_sdk "https://dot.net"
    probe "ICU" has_icu "$by_up"
    probe "OpenSSL" has_openssl "$by_up"
    probe "CA 인증서 / CA certificates" has_certificates "$by_up"
    probe "시간대 / time zones (Asia/Seoul)" has_time_zones "$by_up"
    probe "flock, tar, sha256sum" has_tools "apt-get install util-linux tar coreutils"
    probe "디스크 여유 2GB / 2 GB of free disk" has_disk "공간 확보 / free some space at $SNSOPS_CACHE"
    probe "메모리 여유 1GB / 1 GB of free memory" has_memory "다른 프로그램 종료 / close other programs"
    probe "PostgreSQL $OLDEST_POSTGRES+" newest_postgres_exists "$by_up"
    probe "pgvector" choose_postgres "$made_by_up"
    printf '이 클론 / this clone\n'
    probe "캐시 / cache: $SNSOPS_CACHE" cache_is_writable "mkdir -p, chown"
    probe "상태 / state: $SNSOPS_STATE" state_is_writable "mkdir -p, chown"
    probe "NuGet 확인 / registry probed" registry_is_probed "$made_by_up"
    probe "PostgreSQL 파서 / PostgreSQL's parser" has_pg_query "$made_by_up"
    if gaps_are_used; then
        probe "C 컴파일러 / C compiler, make, dpkg-source" has_compiler "$by_up"
        probe "librdkafka (대체품 / substitute)" has_librdkafka "$made_by_up"
    fi
    probe "npm" has_npm_or_vendor "$by_up"
    probe "화면 라이브러리 / page libraries" has_vendor "$made_by_up"
    probe "WeasyPrint (리포트 PDF / PDFs of reports)" has_weasyprint "$by_up"
    printf '브라우저 테스트 / browser tests\n'
    probe "chromium" has_chromium "$by_test"
    probe "한글 글꼴 / Korean font" has_korean_font "$by_test"
    return $DOCTOR_MISSING
}

has_tools() { has flock && has tar && has sha256sum; }
has_disk() { (($(df -Pk "$(nearest "$SNSOPS_CACHE")" | awk 'NR == 2 { print $4 }') > 2000000)); }
has_memory() { (($(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo) > 1000000)); }
newest_postgres_exists() { newest_postgres >/dev/null; }
cache_is_writable() { [[ -w $(nearest "$SNSOPS_CACHE") ]]; }
state_is_writable() { [[ -w $(nearest "$SNSOPS_STATE") ]]; }
registry_is_probed() { [[ -e $SNSOPS_CACHE/$(registry_key) ]]; }
has_compiler() { has_librdkafka || { has gcc && has make && has dpkg-source; }; }
has_pg_query() { [[ -e $SNSOPS_CACHE/$PG_QUERY || -r $SHARED_CACHE/$PG_QUERY ]]; }
has_librdkafka() { [[ -e $SNSOPS_CACHE/$LIBRDKAFKA || -r $SHARED_CACHE/$LIBRDKAFKA ]]; }
has_vendor() { cmp -s "$SNSOPS_ROOT/$VENDOR_LIST" "$SNSOPS_ROOT/$VENDOR_FOLDER/manifest.txt"; }
has_npm_or_vendor() { has npm || has_vendor; }
has_chromium() { has chromium; }

# The folder itself, or the nearest one above it that exists.
nearest() {
    local folder=$1
    until [[ -e $folder ]]; do folder=$(dirname "$folder"); done
    printf '%s\n' "$folder"
}
