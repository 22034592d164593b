# shellcheck shell=bash
# The page's libraries, from npm into src/Api/wwwroot/vendor: exact versions, checked against vendor.txt's digests.

readonly VENDOR_LIST=deploy/setup/vendor.txt
readonly VENDOR_FOLDER=src/Api/wwwroot/vendor

setup_vendor() {
    local list=$SNSOPS_ROOT/$VENDOR_LIST folder=$SNSOPS_ROOT/$VENDOR_FOLDER key
    cmp -s "$list" "$folder/manifest.txt" && return
    key=npm/$(sha256sum <"$list" | cut -c1-16)
    adopt "$key" || download_vendor "$list" "$key"
    # Beside the target and renamed, so that a running page never sees half of it.
    rm -rf "$folder.new"
    mkdir -p "$folder.new"
    cp -L "$SNSOPS_CACHE/$key"/* "$folder.new/"
    rm -rf "$folder"
    mv "$folder.new" "$folder"
}

download_vendor() {
    local list=$1 key=$2 log=$SNSOPS_CACHE/log/npm.log workshop
    need_npm
    say "화면 라이브러리를 npm에서 받습니다 / fetching the page's libraries from npm"
    workshop=$(new_workshop npm)
    long "$log" fetch_vendor "$list" "$workshop" || {
        show_end "$log"
        fail "$EXIT_SETUP" "npm 패키지를 받지 못했거나 내용이 다릅니다: 네트워크를 확인하고 다시 실행하세요. 기록: $log" \
            "npm packages could not be fetched, or differ from the pinned ones: check the network, then run again. Log: $log"
    }
    publish "$workshop/vendor" "$key"
    rm -rf "$workshop"
}

fetch_vendor() {
    local list=$1 workshop=$2 package version file name digest tarball
    mkdir "$workshop/vendor"
    while read -r package version file name digest; do
        [[ $package == '#' ]] && continue
        if [[ ! -d $workshop/$package-$version ]]; then
            tarball=$(cd "$workshop" && npm pack --silent "$package@$version") || return
            mkdir "$workshop/$package-$version"
            tar xzf "$workshop/$tarball" -C "$workshop/$package-$version" || return
        fi
        cp "$workshop/$package-$version/package/$file" "$workshop/vendor/$name" || return
        sha256sum -c - <<<"$digest  $workshop/vendor/$name" || return
    done <"$list"
    cp "$list" "$workshop/vendor/manifest.txt"
}
