# shellcheck shell=bash
# Decides whether this machine's NuGet registry has every package, or the substitutes of deploy/registry-gaps are
# needed: by restoring the real packages once, in exactly the versions the sources name. Only a package (NU1101) or
# a version (NU1102) that does not exist turns them on.

readonly GAPS_SWITCH=deploy/registry-gaps/.enabled

setup_registry() {
    local key
    key=$(registry_key)
    [[ -e $SNSOPS_CACHE/$key ]] || probe_registry "$key"
    switch_gaps "$(<"$SNSOPS_CACHE/$key")"
}

# The verdict holds for these packages in these versions.
registry_key() { printf 'registry/%s\n' "$(probed_packages | sha256sum | cut -c1-16)"; }

gaps_are_used() { [[ -e $SNSOPS_ROOT/$GAPS_SWITCH ]]; }

# Touches the switch only when it changes: projects restore anew when it does.
switch_gaps() {
    local switch=$SNSOPS_ROOT/$GAPS_SWITCH
    case $1 in
        gaps) [[ -e $switch ]] || : >"$switch" ;;
        full) rm -f "$switch" ;;
    esac
}

# Those of the packages with a substitute that the sources use, as "name version" lines.
probed_packages() {
    local name
    for name in Confluent.Kafka Microsoft.ML.OnnxRuntime Serilog.Sinks.Seq; do
        grep -qsr --include='*.csproj' "\"$name\"" "$SNSOPS_ROOT/src" || continue
        sed -nE "s/.*PackageVersion Include=\"($name)\" Version=\"([^\"]+)\".*/\1 \2/p" "$SNSOPS_ROOT/Directory.Packages.props"
    done
}

probe_registry() {
    local key=$1 probe=$SNSOPS_ARTIFACTS/registry-probe log=$SNSOPS_CACHE/log/registry-probe.log verdict name version
    say "NuGet 레지스트리에 필요한 패키지가 모두 있는지 확인합니다 / asking the NuGet registry for the real packages"
    rm -rf "$probe"
    mkdir -p "$probe"
    # The clone's own build settings, this switch among them, must not reach the probe.
    printf '<Project />\n' | tee "$probe"/Directory.{Build,Packages}.props >"$probe/Directory.Build.targets"
    {
        printf '<Project Sdk="Microsoft.NET.Sdk">\n<PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>\n<ItemGroup>\n'
        while read -r name version; do
            printf '<PackageReference Include="%s" Version="[%s]" />\n' "$name" "$version"
        done < <(probed_packages)
        printf '</ItemGroup>\n</Project>\n'
    } >"$probe/Probe.csproj"
    if long "$log" dotnet restore "$probe/Probe.csproj" -nodeReuse:false; then
        verdict=full
    elif grep -q NU1301 "$log"; then
        fail "$EXIT_SETUP" "NuGet 레지스트리에 연결할 수 없습니다(NU1301): 네트워크나 프록시를 확인하고 다시 실행하세요" \
            "the NuGet registry cannot be reached (NU1301): check the network or the proxy, then run again"
    elif grep -qE 'NU110[12]' "$log"; then
        verdict=gaps
        say "레지스트리에 없는 패키지가 있어 대체품을 씁니다 / some packages are not in this registry: using the substitutes"
    else
        show_end "$log"
        fail "$EXIT_SETUP" "NuGet 복원이 알 수 없는 이유로 실패했습니다: 기록을 확인하세요: $log" \
            "restoring from NuGet failed for another reason: see $log"
    fi
    rm -rf "$probe"
    printf '%s\n' "$verdict" >"$probe.verdict"
    publish "$probe.verdict" "$key"
}
