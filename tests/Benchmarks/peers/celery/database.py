"""A bounded pool of connections: one per worker process, or a few that all greenlets of a process share."""

import os
from contextlib import contextmanager
from queue import LifoQueue

import gevent.monkey
import gevent.socket
import psycopg2
from psycopg2 import extensions


def _wait(connection):
    """Lets other greenlets run while PostgreSQL works."""
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        if state == extensions.POLL_READ:
            gevent.socket.wait_read(connection.fileno())
        else:
            gevent.socket.wait_write(connection.fileno())


if gevent.monkey.is_module_patched("socket"):
    extensions.set_wait_callback(_wait)

_places = LifoQueue()
for _ in range(int(os.environ["PEER_CONNECTIONS"])):
    _places.put(None)


@contextmanager
def cursor():
    """One statement, one commit: each is a round trip less than a transaction block."""
    connection = _places.get()
    try:
        if connection is None:
            connection = psycopg2.connect("")       # PGHOST, PGPORT, …
            connection.autocommit = True
        with connection.cursor() as opened:
            yield opened
    except psycopg2.OperationalError:
        connection = None
        raise
    finally:
        _places.put(connection)
