"""Lets apt fetch the archive's index of source packages, beside the system's own state.

apt checks the signature of what it fetches; the system's lists and caches are neither read nor
written. The mirror is the one that this machine's apt uses already.
"""

import os
import subprocess
from pathlib import Path

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")

# Hooks of the system (such as cleaning its cache) are none of ours: `#clear` forgets them.
CONFIGURATION = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State "{folder}";
Dir::State::lists "{folder}/lists";
Dir::Cache "{folder}/cache";
Dir::Etc::sourcelist "{folder}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Acquire::GzipIndexes "false";
Acquire::Languages "none";
"""


class NoMirror(Exception):
    """This machine's apt knows no mirror of the release; the message says what to do."""


def sources_of(release: str, folder: Path) -> Path:
    """The release's `Sources` list, fetched again where the mirror has a newer one."""
    folder = folder.resolve()
    for name in ("lists/partial", "cache"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    signed = f" [signed-by={KEYRING}]" if KEYRING.exists() else ""
    source = f"deb-src{signed} {_mirror(release)} {release} main\n"
    (folder / "sources.list").write_text(source)
    configuration = CONFIGURATION.format(folder=folder)
    if os.geteuid() == 0:  # apt's own user could not enter a private folder
        configuration += 'APT::Sandbox::User "root";\n'
    (folder / "apt.conf").write_text(configuration)
    _apt(folder, "update", "-qq")
    (found,) = _apt(folder, "indextargets", "--format", "$(FILENAME)", "Created-By: Sources")
    return Path(found)


def _mirror(release: str) -> str:
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", f"Release: {release}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    addresses = done.stdout.split()
    if not addresses:
        raise NoMirror(
            f"apt on this machine has no source for the release {release}: "
            "name one that it has with --release, or add it to apt's sources."
        )
    return addresses[0]


def _apt(folder: Path, *words: str) -> list[str]:
    command = ["apt-get", "-c", str(folder / "apt.conf"), *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.split("\n")[:-1]
