"""A port of the loopback that is free."""

import os
import socket


def free_port(name):
    """Finds one, and notes it in a file of that name."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    with open(os.path.join(os.environ["WORK"], name), "w") as file:
        file.write(str(port))
    return port
