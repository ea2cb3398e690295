"""A gunicorn worker that reads a request whole before it takes a thread (decision 33).

With gthread a thread reads what one client sends, so that as many slow clients as there are threads
stop the house. Here one loop, waitress's, reads from all of them; a thread starts with a whole
request. Who takes too long for one is hung up on, and so is one address with too many unfinished.
"""

import logging
import os
import socket
import time
from collections import Counter
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import RequestEntityTooLarge, RequestHeaderFieldsTooLarge

HEAD = 20.0  # seconds for the head of a request, from its first byte
RATE = 4_000  # bytes a second that a body must come with, after that
UNFINISHED = 250  # requests not yet whole, of one address; a proxy is one address
CONNECTIONS = 1_000  # open at once, in one process
LARGEST_HEAD = 64 * 1024  # bytes
SMALL = 1_000_000  # bytes of a body without a session, or without a length
LARGEST = 600 * 1024 * 1024  # bytes; what may be sent is said by ``views.shell.guards``
NO_LIMIT = 2**62
COOKIE = "sid="  # of a session (``views.people.auth``)
TOO_LONG = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>青简</title>'
    "<p>网页地址太长（上限 {limit} KB），没有查询。"
    "请返回上一页，减少筛选条件或缩短查找文字后再试。</p>"
    '<p lang="en">This address is too long (at most {limit} KB). Please go back and use fewer '
    "filters.</p></html>"
)
ROOM = 1024 * 1024  # bytes of an answer that the kernel may hold
PAUSE = 1.0  # seconds between two looks at the clock
IDLE = 75  # seconds an open connection may wait for its next request


class TooLong(RequestHeaderFieldsTooLarge):
    """An address or head beyond the limit: nothing of ours is asked, and yet people are told."""

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """A page of a sentence in both languages, as nobody's language is known here."""
        status, _headers, _body = super().to_response(ident)
        page = TOO_LONG.format(limit=LARGEST_HEAD // 1024).encode()
        return status, [("Content-Type", "text/html; charset=utf-8")], page


class Parser(HTTPRequestParser):
    """Keeps no large body of somebody without a session: the application refuses it by its head."""

    cut = False

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        named = COOKIE in self.headers.get("COOKIE", "")
        if self.content_length > (LARGEST if named else SMALL):
            self.cut = self.connection_close = True

    def received(self, data: bytes) -> int:
        consumed = int(super().received(data))
        if self.chunked and self.body_bytes_received > SMALL:
            self.error = RequestEntityTooLarge("say the length of a large body at its head")
        if type(self.error) is RequestHeaderFieldsTooLarge:
            self.error = TooLong("")
        if self.cut or self.error is not None:
            self.completed = True
        return consumed


class Channel(HTTPChannel):
    """One connection, which knows since when it sends the request that is not yet whole."""

    parser_class = Parser
    begun = 0.0

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.begun = time.monotonic()
        return bool(super().received(data))

    def is_late(self, now: float) -> bool:
        """Whether the request it sends has taken longer than its head and its bytes may take."""
        if self.request is None:
            return False
        body = self.request.body_bytes_received
        return now - self.begun > HEAD + body / RATE


class Server(TcpWSGIServer):
    """Waitress, which hangs up on those who are late and on addresses with too many unfinished."""

    channel_class = Channel

    def set_socket_options(self, conn: socket.socket) -> None:
        """Room in the kernel for a whole page, so that few answers wait for the loop."""
        super().set_socket_options(conn)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)

    def maintenance(self, now: float) -> None:
        """Called every ``PAUSE``: closes what is idle, what is late, and what is too much."""
        super().maintenance(now)
        moment, unfinished = time.monotonic(), Counter[str]()
        for channel in list(self.active_channels.values()):
            if channel.requests or channel.request is None:
                continue
            address = str(channel.addr[0])
            unfinished[address] += 1
            if channel.is_late(moment) or unfinished[address] > UNFINISHED:
                channel.will_close = True


class Buffered(Worker):
    """``gunicorn -k views.shell.serving.Buffered --threads 8``: each process has its own loop."""

    def run(self) -> None:
        """Serve until told to stop or the master is gone; then finish what has begun."""
        sockets: dict[int, Any] = {}
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue of one is no news
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(self.cfg.threads)
        servers = [self._server(listener, sockets, dispatcher) for listener in self.sockets]
        while self.alive and self._has_master():
            self._turn(sockets)
        for server in servers:
            server.accepting = False
            server.del_channel()
            server.socket.close()
        stop = time.monotonic() + self.cfg.graceful_timeout
        while any(_busy(server) for server in servers) and time.monotonic() < stop:
            self._turn(sockets)
        dispatcher.shutdown(timeout=1)

    def _server(self, listener: Any, sockets: dict[int, Any], dispatcher: Any) -> Server:
        sock = listener.sock
        return Server(
            self.wsgi,
            sockets,
            _sock=sock,
            dispatcher=dispatcher,
            sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
            bind_socket=False,
            sockets=[sock],
            threads=self.cfg.threads,
            connection_limit=CONNECTIONS,
            cleanup_interval=PAUSE,
            channel_timeout=IDLE,
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=NO_LIMIT,
            clear_untrusted_proxy_headers=False,  # ProxyFix takes or leaves them, by PORTAL_PROXIES
            ident=None,
            asyncore_use_poll=True,
            log_socket_errors=False,
        )

    def _turn(self, sockets: dict[int, Any]) -> None:
        """For ``PAUSE``, read and write what is ready; then tell the master that we live."""
        self.notify()
        until = time.monotonic() + PAUSE
        while self.alive and time.monotonic() < until:
            wasyncore.poll2(PAUSE, sockets)

    def _has_master(self) -> bool:
        return self.ppid == os.getppid()


def _busy(server: Server) -> bool:
    return any(
        channel.requests or channel.total_outbufs_len for channel in server.active_channels.values()
    )
