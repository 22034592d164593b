# shellcheck shell=bash
# Everything ./snsops needs before it can build, in order. Each step returns at once when its result is there.

# setup WHAT: for "up" or "test".
setup() {
    umask 022
    make_folders
    lock_setup
    setup_dotnet
    setup_registry
    setup_postgres
    setup_pg_query
    export SNSOPS_PG_QUERY=$SNSOPS_CACHE/$PG_QUERY
    if gaps_are_used; then
        setup_librdkafka
        setup_onnxruntime
        export SNSOPS_KAFKA_NATIVE=$SNSOPS_CACHE/$LIBRDKAFKA
    fi
    setup_vendor
    setup_reports
    if [[ $1 == test ]]; then
        setup_browser
        setup_test_packages
    fi
    unlock_setup
}
