# shellcheck shell=bash
# The .NET SDK, and building the solution into this command's own output folder.

readonly OLDEST_SDK=10

setup_dotnet() {
    # Korean text, Asia/Seoul and sorting need ICU and the time zones; a container's "invariant" setting hides their lack.
    local missing=()
    has_icu || missing+=("$(newest_package libicu)")
    has_openssl || missing+=(libssl3)
    has_certificates || missing+=(ca-certificates)
    has_time_zones || missing+=(tzdata)
    ((${#missing[@]} == 0)) || install_packages ".NET이 쓰는 시스템 라이브러리를" "system libraries that .NET uses" "${missing[@]}"
    dotnet_settings
    has_sdk || fail "$EXIT_SETUP" ".NET SDK $OLDEST_SDK 이상이 없습니다: https://dot.net 에서 설치하고 PATH에 넣으세요" \
        "no .NET SDK $OLDEST_SDK or later: install it from https://dot.net and put dotnet on the PATH"
}

dotnet_settings() {
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
    # Nothing that a build starts may outlive it.
    export DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
}

has_icu() { has_library libicuuc; }
has_openssl() { has_library libssl; }
has_certificates() { compgen -G '/etc/ssl/certs/*' >/dev/null || [[ -e /etc/pki/tls/certs/ca-bundle.crt ]]; }
has_time_zones() { [[ -e /usr/share/zoneinfo/Asia/Seoul ]]; }
has_library() { compgen -G "/usr/lib/*/$1.so.*" >/dev/null || compgen -G "/usr/lib*/$1.so.*" >/dev/null; }

has_sdk() {
    has dotnet && dotnet --list-sdks 2>/dev/null | cut -d. -f1 | awk -v oldest=$OLDEST_SDK '$1 >= oldest { found = 1 } END { exit !found }'
}

# build SOLUTION: builds it into SNSOPS_ARTIFACTS if anything it is made of has changed since the last good build.
build() {
    local solution=$SNSOPS_ROOT/$1 log=$SNSOPS_ARTIFACTS/build.log of=${1##*/}
    exec 8>"$SNSOPS_ARTIFACTS/.lock"
    flock -n 8 || {
        say "같은 폴더의 다른 빌드를 기다립니다 / waiting for another build of this clone"
        flock 8
    }
    if ! stamp_holds build "$of"; then
        if ! stamp_holds restore "$of"; then
            say "NuGet 패키지를 복원합니다 / restoring packages"
            long "$log" dotnet restore "$solution" -nodeReuse:false 8>&- || report_build "$log" \
                "NuGet 복원에 실패했습니다" "restoring packages failed"
            set_stamp restore "$of"
        fi
        say "빌드합니다 / building"
        long "$log" dotnet build "$solution" -c Release -m:2 --no-restore --nologo -v:q -nodeReuse:false -p:UseSharedCompilation=false 8>&- ||
            report_build "$log" "빌드에 실패했습니다" "the build failed"
        set_stamp build "$of"
    fi
    exec 8>&-
}

report_build() {
    grep -E '(error|warning) [A-Z]+[0-9]+|error :' "$1" | sed -E 's/ \[[^]]*\]$//' | sort -u | head -n 20 | sed 's/^/    /' >&2
    grep -qE 'NU110[12]' "$1" && rm -f "$SNSOPS_CACHE/$(registry_key)"     # another registry than was probed: ask again next time
    grep -q NU1301 "$1" && fail "$EXIT_BUILD" "$2: NuGet에 연결할 수 없습니다. 네트워크를 확인하세요. 기록: $1" \
        "$3: NuGet cannot be reached. Check the network. Log: $1"
    fail "$EXIT_BUILD" "$2: 위의 오류를 고치고 다시 실행하세요. 기록: $1" "$3: mend what is listed above, then run again. Log: $1"
}

declare -A STAMPS=()

# stamp_holds NAME SOLUTION: true if nothing that the step reads has changed since it last succeeded for this solution.
# The digest, of path, size and time of every file, is taken before the step: a file saved meanwhile counts next time.
stamp_holds() {
    STAMPS[$1]=$("list_$1_inputs" | LC_ALL=C sort | sha256sum | cut -c1-64)
    [[ ${STAMPS[$1]} == "$(cat "$SNSOPS_ARTIFACTS/.$1.$2.stamp" 2>/dev/null)" ]]
}

set_stamp() { printf '%s\n' "${STAMPS[$1]}" >"$SNSOPS_ARTIFACTS/.$1.$2.stamp"; }

list_restore_inputs() {
    list_root_inputs
    find "$SNSOPS_ROOT"/{src,tests,deploy} -type f \( -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.slnf' -o -name .enabled \) -printf '%p %s %T@\n'
}

list_build_inputs() {
    list_root_inputs
    find "$SNSOPS_ROOT"/{src,tests,deploy} -type f ! -name '*.md' ! -name '*.sh' -printf '%p %s %T@\n'
    find -L "$SNSOPS_CACHE/native" -maxdepth 2 -type f -printf '%p %s %T@\n' 2>/dev/null
}

list_root_inputs() {
    find "$SNSOPS_ROOT" -maxdepth 1 -type f \( -name '*.sln' -o -name 'Directory.*' -o -name global.json -o -iname nuget.config -o -name .editorconfig \) -printf '%p %s %T@\n'
    command -v dotnet
}
