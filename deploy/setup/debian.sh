# shellcheck shell=bash
# Debian: installing packages as root, and fetching sources and single packages as anyone, without touching /etc/apt.

readonly SOURCES_SUITE=trixie   # has librdkafka 2.8.0 and pgvector 0.8.0

apt_knows() { has apt-cache && [[ -n $(apt-cache show "$1" 2>/dev/null) ]]; }

is_installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# install_packages WHY-KOREAN WHY-ENGLISH PACKAGE…: as root installs them, as anyone else says what to ask for.
install_packages() {
    local korean=$1 english=$2 log=$SNSOPS_CACHE/log/apt-install.log package
    shift 2
    has apt-get || fail "$EXIT_SETUP" "$korean 필요하지만 이 시스템에는 apt가 없습니다: $* 에 해당하는 것을 설치하세요" \
        "$english is missing and this system has no apt: install the equivalent of $*"
    is_root || fail "$EXIT_SETUP" "$korean 필요합니다: 관리자에게 'apt-get install $*' 실행을 부탁하세요" \
        "$english is missing: ask an administrator to run 'apt-get install $*'"
    say "$korean 설치합니다 / installing $english: $*"
    for package in "$@"; do
        apt_knows "$package" || { update_lists; break; }
    done
    apt_install "$log" "$@" && return
    update_lists      # the lists may name versions that the mirror no longer has
    apt_install "$log" "$@" && return
    show_end "$log"
    fail "$EXIT_SETUP" "패키지를 설치하지 못했습니다($*): 네트워크와 apt 설정을 확인하세요. 기록: $log" \
        "could not install $*: check the network and apt's sources. Log: $log"
}

apt_install() {
    local log=$1
    shift
    DEBIAN_FRONTEND=noninteractive long "$log" apt-get install -y --no-install-recommends "$@"
}

# newest_package PATTERN: the package of that name with the highest number, such as postgresql-17.
newest_package() {
    local pattern="^$1[0-9]+\$"
    if is_root && [[ -z $(apt-cache search --names-only "$pattern" 2>/dev/null) ]]; then update_lists; fi
    apt-cache search --names-only "$pattern" 2>/dev/null | cut -d' ' -f1 | sort -V | tail -n 1
}

update_lists() { long "$SNSOPS_CACHE/log/apt-update.log" apt-get update || true; }

# The archive this machine installs Debian from, as "URI KEYRING" (the keyring may be empty): both styles of sources.
debian_archive() {
    local codename
    codename=$(. /etc/os-release && printf %s "${VERSION_CODENAME:-}")
    {
        cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk -v want="$codename" '
            function flush() { if (uri != "" && suites ~ " " want " " && !off) print uri, key; uri = suites = key = ""; off = 0 }
            /^[[:space:]]*$/ { flush() }
            tolower($1) == "uris:"      { uri = $2 }
            tolower($1) == "suites:"    { suites = $0 " " }
            tolower($1) == "signed-by:" { key = $2 }
            tolower($1) == "enabled:" && tolower($2) == "no" { off = 1 }
            END { flush() }'
        cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | awk -v want="$codename" '
            $1 == "deb" {
                key = ""
                if (match($0, /signed-by=[^] ]+/)) key = substr($0, RSTART + 10, RLENGTH - 10)
                sub(/\[[^]]*\]/, "")
                if ($3 == want) print $2, key
            }'
    } | head -n 1
}

# open_archive FOLDER: a private apt in FOLDER, for apt_private below.
open_archive() {
    local folder=$1 archive uri keyring codename
    archive=$(debian_archive)
    read -r uri keyring <<<"$archive"
    [[ -n $uri ]] || fail "$EXIT_SETUP" "apt 설정에서 데비안 저장소를 찾지 못했습니다: /etc/apt/sources.list*를 확인하세요" \
        "no Debian archive in apt's sources, so nothing can be fetched: check /etc/apt/sources.list*"
    codename=$(. /etc/os-release && printf %s "$VERSION_CODENAME")
    mkdir -p "$folder"/apt/{lists,cache/archives}/partial
    printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\n%s\n' \
        "$uri" "$SOURCES_SUITE" "${keyring:+Signed-By: $keyring}" >"$folder/apt/private.sources"
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n%s\n' \
        "$uri" "$codename" "${keyring:+Signed-By: $keyring}" >"$folder/apt/own.sources"
    cat >"$folder/apt/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Sandbox::User "";
Acquire::Languages "none";
Dir::Etc::sourcelist "$folder/apt/private.sources";
Dir::Etc::sourceparts "-";
Dir::State::lists "$folder/apt/lists";
Dir::Cache "$folder/apt/cache";
CONF
}

# apt_private FOLDER ARGUMENT…: apt-get against the private lists, in FOLDER.
apt_private() {
    local folder=$1
    shift
    (cd "$folder" && APT_CONFIG=$folder/apt/apt.conf apt-get "$@")
}

# fetch_source FOLDER PACKAGE: unpacks Debian's source of PACKAGE into FOLDER.
fetch_source() {
    apt_private "$1" update && apt_private "$1" source "$2"
}

# fetch_package FOLDER PACKAGE: downloads PACKAGE of the machine's own release into FOLDER, without installing it.
fetch_package() {
    apt_private "$1" -o Dir::Etc::sourcelist="$1/apt/own.sources" update &&
        apt_private "$1" -o Dir::Etc::sourcelist="$1/apt/own.sources" download "$2"
}
