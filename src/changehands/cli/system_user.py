"""Whom the embedded server runs as: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

USER = "changehands"
ROOT_DATA = Path("/var/lib/changehands")


class EmbeddedError(Exception):
    """The embedded server cannot run here; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """Whom the server runs as: the caller, or a system user of our own when that is root."""

    uid: int
    gid: int
    dropped: bool

    @property
    def name(self) -> str:
        """For people."""
        return USER if self.dropped else f"number {self.uid}"

    def run(
        self, *command: str | Path, cluster: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, and wait for it."""
        # A bare environment: the caller's may hold secrets and PG… variables. The folder goes
        # by PGDATA, because pg_ctl would pass an argument through a shell.
        environment = {"PATH": os.defpath, "LC_ALL": "C"}
        return subprocess.run(
            [str(part) for part in command],
            env=environment | ({"PGDATA": str(cluster)} if cluster else {}),
            cwd=cluster or "/",
            user=self.uid if self.dropped else None,
            group=self.gid if self.dropped else None,
            extra_groups=[] if self.dropped else None,
            umask=0o077,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def can_run(self, program: Path) -> bool:
        """Whether the program is one that this account may start, and that runs here."""
        try:
            return self.run(program, "--version").returncode == 0
        except OSError:
            return False

    def require_entry(self, folder: Path) -> None:
        """Raises EmbeddedError unless the account reaches this folder."""
        # The system itself is asked: modes alone do not know of access lists.
        if self.run("/bin/sh", "-c", 'cd -- "$0"', folder).returncode != 0:
            raise EmbeddedError(
                f"The user {self.name}, as whom PostgreSQL runs, cannot enter {folder}. "
                f"Set DATA to a folder that it can reach, such as {ROOT_DATA}."
            )

    def take(self, folder: Path) -> None:
        """Make a folder of ours private to the account."""
        folder.chmod(0o700)
        if self.dropped:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)


def account() -> Account:
    """The account for the server of this process; made for root where there is none yet."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), dropped=False)
    said = ""
    for _ in range(50):  # another process may be creating the user, or hold the list of users
        try:
            entry = pwd.getpwnam(USER)
        except KeyError:
            said = _create_system_user()
            time.sleep(0.1 if said else 0)
        else:
            return Account(entry.pw_uid, entry.pw_gid, dropped=True)
    raise EmbeddedError(
        f"PostgreSQL does not run as root, and the system user {USER} cannot be created: {said}. "
        "Create it, start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own."
    )


def _create_system_user() -> str:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", USER]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "there is no useradd here"
    return done.stderr.strip() if done.returncode else ""
