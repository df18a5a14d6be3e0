"""Talk to a TLS-only Redis without TLS. Arguments: addresses. Prints what came back to an unencrypted PING."""

import json
import socket
import sys


def answer(address):
    """The first bytes the server says in clear, or the error."""
    host, port = address.rsplit(":", 1)
    try:
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(b"*1\r\n$4\r\nPING\r\n")
            return repr(connection.recv(64))
    except OSError as error:
        return f"refused: {type(error).__name__}"


print(json.dumps({address: answer(address) for address in json.loads(sys.argv[1])}))
