# shellcheck shell=bash
# Native libraries, built or fetched into the cache: those behind the registry gaps, and PostgreSQL's parser, which is in no registry.

readonly LIBRDKAFKA=native/librdkafka.so
readonly PG_QUERY=native/libpg_query.so
readonly PG_QUERY_PACKAGE=libpg-query1504.0                         # PostgreSQL 15's own grammar
readonly ONNXRUNTIME=native/onnxruntime
readonly ONNXRUNTIME_PACKAGE=com.github.asus4.onnxruntime@0.4.9      # carries the official 1.29.0
readonly ONNXRUNTIME_DIGEST=e59788788818fdde1b2e522e766a21ba0f7d8391de55737abf81e32cc801785d

# Confluent.Kafka's native part, from Debian's source package: Debian 12's own binary (2.0.2) is too old for it.
setup_librdkafka() {
    adopt $LIBRDKAFKA && return
    need_compiler
    # TLS and gzip for real clusters. An ordinary user who lacks the headers still gets what the embedded broker needs.
    if ! [[ -e /usr/include/openssl/ssl.h && -e /usr/include/zlib.h ]]; then
        if is_root; then
            install_packages "librdkafka의 TLS·압축 헤더를" "librdkafka's TLS and compression headers" libssl-dev zlib1g-dev
        else
            warn "libssl-dev, zlib1g-dev가 없어 TLS·gzip 없이 빌드합니다(내장 브로커에는 충분) / no TLS or gzip for real Kafka clusters: libssl-dev and zlib1g-dev are missing (the embedded broker needs neither)"
        fi
    fi
    say "librdkafka를 데비안 소스로 빌드합니다(약 40초) / building librdkafka from Debian's source (about 40 s)"
    local log=$SNSOPS_CACHE/log/librdkafka.log workshop
    workshop=$(new_workshop librdkafka)
    open_archive "$workshop"
    long "$log" build_librdkafka "$workshop" || {
        show_end "$log"
        fail "$EXIT_SETUP" "librdkafka를 빌드하지 못했습니다: 네트워크와 컴파일러를 확인하고 다시 실행하세요. 기록: $log" \
            "could not build librdkafka: check the network and the compiler, then run again. Log: $log"
    }
    publish "$workshop/librdkafka.so" $LIBRDKAFKA
    rm -rf "$workshop"
}

build_librdkafka() {
    local workshop=$1 source
    fetch_source "$workshop" librdkafka || return
    source=$(echo "$workshop"/librdkafka-*/)
    # SASL here means Kerberos only; PLAIN, SCRAM and OAUTHBEARER need no library.
    # The C++ binding is not built, but configure wants to see a compiler for it.
    (cd "$source" && CXX=gcc ./configure --disable-sasl && make -j"$(nproc)" -C src librdkafka.so.1) || return
    strip --strip-unneeded -o "$workshop/librdkafka.so" "$source/src/librdkafka.so.1"
}

# ONNX Runtime's official C# binding and library. 150 MB, so only once a project uses it.
setup_onnxruntime() {
    grep -qsr --include='*.csproj' Microsoft.ML.OnnxRuntime "$SNSOPS_ROOT/src" || return 0
    adopt $ONNXRUNTIME && return
    need_npm
    say "ONNX Runtime를 내려받습니다(150 MB) / downloading ONNX Runtime (150 MB)"
    local log=$SNSOPS_CACHE/log/onnxruntime.log workshop
    workshop=$(new_workshop onnxruntime)
    long "$log" fetch_onnxruntime "$workshop" || {
        show_end "$log"
        fail "$EXIT_SETUP" "ONNX Runtime를 받지 못했습니다: 네트워크를 확인하고 다시 실행하세요. 기록: $log" \
            "could not fetch ONNX Runtime: check the network, then run again. Log: $log"
    }
    publish "$workshop/onnxruntime" $ONNXRUNTIME
    rm -rf "$workshop"
}

fetch_onnxruntime() {
    cd "$1" || return
    npm pack --silent "$ONNXRUNTIME_PACKAGE" || return
    sha256sum -c - <<<"$ONNXRUNTIME_DIGEST  $(echo ./*.tgz)" || return
    tar xzf ./*.tgz --wildcards 'package/Runtime/*.cs' 'package/Plugins/Linux/x64/*.so' || return
    mv package/Runtime package/cs && mkdir onnxruntime && mv package/cs package/Plugins/Linux/x64/*.so onnxruntime/
}

# PostgreSQL's own parser as a library: what a question reads is checked by it. Debian's package, unpacked and not installed.
setup_pg_query() {
    adopt $PG_QUERY && return
    has dpkg && has apt-get || fail "$EXIT_SETUP" "libpg_query가 필요하지만 이 시스템에는 apt가 없습니다: libpg_query 15를 $SNSOPS_CACHE/$PG_QUERY 에 두세요" \
        "libpg_query is missing and this system has no apt: put libpg_query 15 at $SNSOPS_CACHE/$PG_QUERY"
    say "PostgreSQL 파서를 내려받습니다 / downloading PostgreSQL's parser"
    local log=$SNSOPS_CACHE/log/pg-query.log workshop
    workshop=$(new_workshop pg-query)
    open_archive "$workshop"
    long "$log" fetch_pg_query "$workshop" || {
        show_end "$log"
        fail "$EXIT_SETUP" "$PG_QUERY_PACKAGE 패키지를 받지 못했습니다: 네트워크를 확인하고 다시 실행하세요. 기록: $log" \
            "could not fetch $PG_QUERY_PACKAGE: check the network, then run again. Log: $log"
    }
    publish "$workshop/libpg_query.so" $PG_QUERY
    rm -rf "$workshop"
}

fetch_pg_query() {
    fetch_package "$1" $PG_QUERY_PACKAGE && dpkg -x "$1"/$PG_QUERY_PACKAGE*.deb "$1/unpacked" || return
    cp -L "$(find "$1/unpacked" -name 'libpg_query.so.*' -type f | head -n 1)" "$1/libpg_query.so"
}

need_compiler() {
    local missing=()
    has gcc || missing+=(gcc libc6-dev)
    has make || missing+=(make)
    has dpkg-source || missing+=(dpkg-dev)
    ((${#missing[@]} == 0)) || install_packages "C 컴파일 도구를" "the C build tools" "${missing[@]}"
}

need_npm() { has npm || install_packages "npm을" "npm" npm; }
