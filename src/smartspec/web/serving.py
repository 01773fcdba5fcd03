"""Serve a project on loopback until the user ends it."""

import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

from smartspec.errors import ConfigError

HOST = "127.0.0.1"


def free_socket(port: int) -> socket.socket:
    """A listening socket on loopback at the port, or at a free one if that is taken.

    Raises
    ------
    ConfigError
        If no port can be had.
    """
    for candidate in (port, 0):
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((HOST, candidate))
        except OSError:
            found.close()
        else:
            return found
    raise ConfigError("no port is free on this machine", place=HOST, hint="name one with `--port`")


def serve_project(folder: Path, *, port: int, browser: bool, say: Callable[[str], object]) -> None:
    """Serve the page of a project on this machine alone; returns when interrupted.

    Parameters
    ----------
    folder : the project folder.
    port : wanted port; a free one is taken where it is not.
    browser : whether to open the page.
    say : receives the address.

    Raises
    ------
    ConfigError
        If the folder is no project or no port is free.
    """
    import uvicorn

    from smartspec.web.app import make_app

    app = make_app(folder)
    listening = free_socket(port)
    address = f"http://{HOST}:{listening.getsockname()[1]}/"
    say(f"{address}  (Ctrl+C ends)")
    if browser:
        threading.Timer(0.8, webbrowser.open, [address]).start()
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, lifespan="off")
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()
