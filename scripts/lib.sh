# Shared by the scripts beside it, which set $root (the checkout) and read this file: the checks for what must be on the
# machine, the npm packages, the build. Works with bash 3.2 or later, as root or not, without a terminal.
# shellcheck shell=bash
# $root is set by the script that reads this file.
# shellcheck disable=SC2154

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1
export npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false

logs=$root/artifacts/logs

# Service accounts often have no home folder; the tools then keep their caches in the checkout.
if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
    export HOME="$root/artifacts/home"
    mkdir -p "$HOME"
fi

say() { printf '%s\n' "$*" >&2; }

# Stops with exit code 2: something is missing that these scripts do not install.
missing() {
    say "$@"
    exit 2
}

# Stops with exit code 2 where the command line is wrong.
wrong_usage() {
    say "$1"
    say "usage: $2"
    exit 2
}

need_dotnet() {
    if ! command -v dotnet >/dev/null && [ -x "$HOME/.dotnet/dotnet" ]; then
        export DOTNET_ROOT="$HOME/.dotnet" PATH="$HOME/.dotnet:$PATH"
    fi
    local how="Get it from https://dotnet.microsoft.com/download/dotnet/10.0, or with your package manager
(Debian and Ubuntu: apt-get install dotnet-sdk-10.0 after adding Microsoft's packages; Windows: winget install
Microsoft.DotNet.SDK.10; macOS: brew install dotnet-sdk), and run this command again."
    command -v dotnet >/dev/null || missing "The .NET 10 SDK is missing: there is no 'dotnet' on the PATH.
$how"
    # In the checkout, where global.json names the SDK that is wanted.
    (cd "$root" && dotnet --version) >/dev/null 2>&1 </dev/null || missing "The .NET 10 SDK is missing. 'dotnet' is there, with these SDKs:
$(cd / && dotnet --list-sdks 2>&1 </dev/null | sed 's/^/    /')
$how"
}

need_node() {
    local how="Get it from https://nodejs.org, or with your package manager (Debian and Ubuntu: apt-get install nodejs npm;
Windows: winget install OpenJS.NodeJS.LTS; macOS: brew install node), and run this command again.
CloudAnalytics takes the DuckDB library and the charts of its web UI from npm packages."
    command -v node >/dev/null || missing "Node.js is missing: there is no 'node' on the PATH. Version 18 or later is needed.
$how"
    local version
    version=$(node --version 2>/dev/null </dev/null || true)
    version=${version#v}
    case ${version%%.*} in
        '' | *[!0-9]*) missing "Node.js does not start: 'node --version' answers '$version'. Version 18 or later is needed.
$how" ;;
    esac
    [ "${version%%.*}" -ge 18 ] || missing "Node.js is too old: $version. Version 18 or later is needed.
$how"
    command -v npm >/dev/null || missing "npm is missing: there is no 'npm' on the PATH. It comes with Node.js.
$how"
}

# Runs a command with its output in a file under artifacts/logs; shows the output, on stderr, only when the command fails.
quietly() {
    local log=$logs/$1.log
    shift
    mkdir -p "$logs"
    if ! "$@" >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        say "failed: $*"
        return 1
    fi
}

# One script at a time installs packages and builds: a second one waits. Where there is no flock (macOS) the user sees to it.
locked() {
    mkdir -p "$root/artifacts"
    if command -v flock >/dev/null; then
        (
            flock 9
            "$@" 9>&-
        ) 9>"$root/artifacts/.lock"
    else
        "$@"
    fi
}

# Installs a folder's npm packages when there are none, or others than its package-lock.json names.
packages_of() {
    local folder=$1 name=$2
    local stamp=$folder/node_modules/.installed-lock
    local wanted
    wanted=$(cksum <"$folder/package-lock.json")
    if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
        need_node
        say "installing npm packages$name ..."
        (cd "$folder" && quietly npm npm ci --no-progress) || return 1
        printf '%s\n' "$wanted" >"$stamp"
    fi
}

npm_packages() { packages_of "$root" ''; }

# What deploying to AWS and the checks of its template take from npm; nothing else needs it.
infra_packages() { packages_of "$root/infra" ' for AWS'; }

cli=$root/artifacts/bin/CloudAnalytics.Cli/release/cloudanalytics.dll

# Whether something that the command is made of changed after it was last built. Folders count too: a deleted file changes its folder.
cli_is_stale() {
    local built=$root/artifacts/.cli-built
    [ -f "$cli" ] && [ -f "$built" ] || return 0
    [ -n "$(find "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" "$root/BannedSymbols.txt" \
        "$root/.editorconfig" "$root/global.json" "$root/node_modules/.installed-lock" -newer "$built" -print 2>/dev/null | head -n 1)" ]
}

build_cli_if_stale() {
    npm_packages || return 1
    if cli_is_stale; then
        say "building ..."
        mkdir -p "$root/artifacts"
        # Made before the build, so that what is edited during the build counts as newer.
        touch "$root/artifacts/.cli-building"
        (cd "$root" && quietly build dotnet build src/CloudAnalytics.Cli -c Release -v quiet --nologo) || return 1
        mv "$root/artifacts/.cli-building" "$root/artifacts/.cli-built"
    fi
}

# Makes the command `cloudanalytics` ready to run.
ready_cli() {
    need_dotnet
    if [ ! -f "$root/node_modules/.installed-lock" ] || cli_is_stale; then
        locked build_cli_if_stale
    fi
}
