# shellcheck shell=bash
# What the browser tests need: Chromium, and Korean fonts so that a screenshot shows letters and not boxes.

setup_browser() {
    local missing=()
    has chromium || missing+=(chromium)
    has_korean_font || missing+=(fonts-nanum)
    ((${#missing[@]} == 0)) || install_packages "브라우저 테스트 도구를" "what the browser tests need" "${missing[@]}"
}

has_korean_font() {
    if has fc-list; then [[ -n $(fc-list :lang=ko family 2>/dev/null) ]]; else [[ -d /usr/share/fonts/truetype/nanum ]]; fi
}
