# shellcheck shell=bash
# What reports need to become PDFs: WeasyPrint, and Korean letters for it. Without them everything else works, and reports say that they have no PDF yet.

setup_reports() {
    local missing=()
    has weasyprint || missing+=(weasyprint)
    has_korean_font || missing+=(fonts-nanum)
    ((${#missing[@]} == 0)) && return
    if is_root && has apt-get; then
        install_packages "리포트 PDF 도구를" "what makes PDFs of reports" "${missing[@]}"
    else
        warn "리포트 PDF를 만들려면 관리자에게 'apt-get install ${missing[*]}' 실행을 부탁하세요. 없어도 나머지는 됩니다 / reports have no PDFs until an administrator runs 'apt-get install ${missing[*]}'"
    fi
}

has_weasyprint() { has weasyprint; }
