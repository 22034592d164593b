# shellcheck shell=bash
# What the tests need from npm: the platforms' official SDKs and an S3 server, as the lock file pins them.

readonly NPM_FOLDER=tests/Integration/Npm

setup_test_packages() {
    local key
    key=npm/$(cat "$SNSOPS_ROOT/$NPM_FOLDER"/package{,-lock}.json | sha256sum | cut -c1-16)
    adopt "$key" || download_test_packages "$key"
    export SNSOPS_NODE_MODULES=$SNSOPS_CACHE/$key/node_modules
}

download_test_packages() {
    local key=$1 log=$SNSOPS_CACHE/log/npm-tests.log workshop
    need_npm
    say "테스트용 공식 SDK를 npm에서 받습니다(180 MB) / fetching the official SDKs for the tests from npm (180 MB)"
    workshop=$(new_workshop npm)
    cp "$SNSOPS_ROOT/$NPM_FOLDER"/package{,-lock}.json "$workshop/"
    # Nothing that a package brings runs at set-up.
    long "$log" npm ci --prefix "$workshop" --omit=dev --ignore-scripts --no-audit --no-fund || {
        show_end "$log"
        fail "$EXIT_SETUP" "테스트용 npm 패키지를 받지 못했습니다: 네트워크를 확인하고 다시 실행하세요. 기록: $log" \
            "the tests' npm packages could not be fetched: check the network, then run again. Log: $log"
    }
    publish "$workshop" "$key"
}
