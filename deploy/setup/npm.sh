# shellcheck shell=bash
# What comes from npm as lock files pin it: for the tests the platforms' official SDKs and an S3 server; for measuring, peers of the models.

readonly NPM_FOLDER=tests/Integration/Npm
readonly PAGE_TESTS_FOLDER=tests/EndToEnd/Npm
readonly PEERS_FOLDER=tests/Benchmarks/peers/models

setup_test_packages() {
    npm_packages "$NPM_FOLDER" "테스트용 공식 SDK를 npm에서 받습니다(180 MB)" "fetching the official SDKs for the tests from npm (180 MB)"
    export SNSOPS_NODE_MODULES=$NPM_MODULES
    npm_packages "$PAGE_TESTS_FOLDER" "화면의 접근성 검사를 npm에서 받습니다" "fetching the page's accessibility checks from npm"
    export SNSOPS_AXE=$NPM_MODULES/axe-core/axe.min.js
}

# ONNX Runtime and a tokenizer for Node, for `bench sentiment` and `eval tokenizer` only.
setup_model_peers() {
    npm_packages "$PEERS_FOLDER" "비교할 ONNX Runtime과 토크나이저를 npm에서 받습니다(290 MB)" "fetching ONNX Runtime and a tokenizer to compare with from npm (290 MB)"
    export SNSOPS_NODE_PEERS=${NPM_MODULES%/node_modules}
}

# npm_packages FOLDER KOREAN ENGLISH: what the folder's lock file names is in the cache; NPM_MODULES says where.
npm_packages() {
    local key
    key=npm/$(cat "$SNSOPS_ROOT/$1"/package{,-lock}.json | sha256sum | cut -c1-16)
    adopt "$key" || download_npm_packages "$key" "$@"
    NPM_MODULES=$SNSOPS_CACHE/$key/node_modules
}

download_npm_packages() {
    local key=$1 folder=$2 log=$SNSOPS_CACHE/log/npm-tests.log workshop
    need_npm
    say "$3 / $4"
    workshop=$(new_workshop npm)
    cp "$SNSOPS_ROOT/$folder"/package{,-lock}.json "$workshop/"
    # Nothing that a package brings runs at set-up.
    long "$log" npm ci --prefix "$workshop" --omit=dev --ignore-scripts --no-audit --no-fund || {
        show_end "$log"
        fail "$EXIT_SETUP" "npm 패키지를 받지 못했습니다: 네트워크를 확인하고 다시 실행하세요. 기록: $log" \
            "npm packages could not be fetched: check the network, then run again. Log: $log"
    }
    publish "$workshop" "$key"
}
