"""A mail server for tests: keeps what comes, and can be made to wait with its answer."""

import socketserver
import threading
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy

from tests.support.waiting import PATIENCE


class Post(socketserver.ThreadingTCPServer):
    """The smallest SMTP server: keeps what comes; refuses addresses with «refuse»."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Letters)
        self.kept = []
        self.holds_at = 0  # the letter with this count is kept, and answered when told to go on
        self.held, self.go_on = threading.Event(), threading.Event()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Letters(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 post\r\n")
        with suppress(ConnectionError):  # the sender was killed
            self.talk()

    def talk(self):
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.keep()
            answer = (
                b"550 no\r\n" if word.startswith(b"RCPT") and b"REFUSE" in word else b"250 ok\r\n"
            )
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else answer)
            if word == b"QUIT":
                return

    def keep(self):
        lines = []
        while (line := self.rfile.readline()).strip() != b".":
            lines.append(line)
        self.server.kept.append(message_from_bytes(b"".join(lines), policy=policy.default))
        if self.server.holds_at and len(self.server.kept) == self.server.holds_at:
            self.server.held.set()
            self.server.go_on.wait(PATIENCE)


@contextmanager
def post_office():
    with Post() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
