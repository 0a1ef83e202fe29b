"""The web process: granian in front of Django, each worker process with a pool of connections."""

import multiprocessing
import os
import socket
from contextlib import closing
from typing import Final

from changehands.cli.installation import SETTINGS, Refused
from changehands.kernel import environment

APPLICATION: Final = "changehands.conf.wsgi:application"
# in each worker process: not more than its pool has connections, nor than its cores can use
THREADS: Final = min(16, 2 * (os.cpu_count() or 1) + 1)


def serve() -> None:
    """Serve pages until SIGTERM or SIGINT; a worker process that dies is replaced."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces

    found = environment.read()
    # forked, the worker processes would share what threads hold here; and it is what others have
    multiprocessing.set_start_method("spawn")
    server = Granian(
        APPLICATION,
        address=found.host,
        port=found.port,
        interface=Interfaces.WSGI,
        workers=found.web_workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_dictconfig=settings.LOGGING,
    )
    server.serve()


def require_free() -> None:
    """Raise Refused when HOST and PORT cannot be listened on."""
    found = environment.read()
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            found.host, found.port, type=socket.SOCK_STREAM
        )[0]
    except OSError as error:
        raise Refused(f"HOST: {found.host} is no address of this machine.") from error
    with closing(socket.socket(family, kind)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError as error:
            other = found.port + 1 if found.port < 65535 else 8000
            raise Refused(
                f"PORT: {found.port} cannot be used on {found.host} ({error.strerror}). "
                f"End what listens there, or set another one, for example PORT={other}."
            ) from error
