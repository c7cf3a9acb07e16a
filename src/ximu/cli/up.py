"""`ximu up`: the ledger made ready, reports added, and the site served, with one command."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ximu.cli.add import DATABASE_HELP, add_files, open_ledger
from ximu.cli.main import OK
from ximu.ledger.errors import UsageError

WORKERS, THREADS = 2, 4


@click.command()
@click.option("--reports", multiple=True, metavar="PATH", help="File or folder of reports to add first; repeatable.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="Port of the site. [8000]")
@click.option("--host", default="127.0.0.1", help="Address to listen on. [127.0.0.1]")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
@click.option("--demo", is_flag=True, help="Also a fictional office with six people, to try the workbench.")
def up(reports: tuple[str, ...], port: int, host: str, database: str | None, demo: bool) -> int:
    """Add reports and show them on a site on this machine.

    Makes the database when it is not there, adds the reports that are not yet in it, prints the address of the site
    and serves it until Ctrl-C, with a worker beside it for imports, mail and reminders. A host name other than this machine's own also has to be in XIMU_ALLOWED_HOSTS.

    Example: ximu up --reports reports/ --port 8000
    """
    if demo and host not in ("127.0.0.1", "localhost", "::1"):
        raise UsageError(
            "everyone knows the password of the demonstration", where=host, next_step="leave out --host or --demo"
        )
    check_free(host, port)
    open_ledger(database)
    add_files(reports)
    if demo:
        from ximu.site.workbench.demonstration import PASSWORD, PEOPLE, demonstrate

        demonstrate()
        names = ", ".join(one.username for one in PEOPLE)
        click.echo(f"The workbench is at /workbench/; sign in as {names} with the password {PASSWORD}")
    serve(host, port)
    return OK


def check_free(host: str, port: int) -> None:
    """Raises UsageError when nothing can listen on `port` of `host`, before any work is done."""
    where = f"{host}:{port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As the server does: a port that only waits out its last connections counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise UsageError(
            f"the port cannot be used: {error.strerror or error}",
            where=where,
            next_step="choose another one with --port",
            code="U031",
        ) from error


def serve(host: str, port: int) -> None:
    """Serve the site until SIGINT or SIGTERM. The ledger must be open."""
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    from ximu.site.environment import is_on, value

    connections.close_all()  # a connection must not be shared by the worker processes
    name = f"[{host}]" if ":" in host else host

    def ready(server: Any) -> None:
        click.echo(f"ximu is at http://{name}:{port}/  (Ctrl-C ends it)")
        sys.stdout.flush()

    class Site(BaseApplication):  # type: ignore[misc]
        """The site with its settings in code, so that no configuration file of the folder is read."""

        def load_config(self) -> None:
            settings = {
                "bind": f"{name}:{port}",
                "workers": WORKERS,
                "threads": THREADS,
                "preload_app": True,
                "loglevel": "error",
                "proc_name": "ximu",
                "when_ready": ready,
                "control_socket_disable": True,
            }
            for key, chosen in settings.items():
                self.cfg.set(key, chosen)

        def load(self) -> Any:
            from ximu.site.warm import warm_up
            from ximu.site.wsgi import application

            warm_up()
            return application

    os.environ.pop("GUNICORN_CMD_ARGS", None)
    if is_on("XIMU_METRICS"):
        _one_place_for_counts(Path(value("XIMU_VAR")))
    with _worker_beside():
        Site().run()


@contextmanager
def _worker_beside() -> Iterator[None]:
    """A process for background work, started anew when it ends before the site does."""
    command = [sys.executable, "-m", "ximu.cli", "worker", "--parent", str(os.getpid())]
    over = threading.Event()
    here: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not over.is_set():
            here[:] = [subprocess.Popen(command)]  # noqa: S603 this program itself
            while here[0].poll() is None and not over.wait(1):
                pass

    thread = threading.Thread(target=keep, daemon=True, name="worker")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        here[0].terminate()
        try:
            here[0].wait(30)
        except subprocess.TimeoutExpired:
            here[0].kill()  # the next one goes on behind what it has saved


def _one_place_for_counts(var: Path) -> None:
    """An empty folder where the worker processes put their counts together."""
    folder = var.absolute() / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
