"""Two hundred slow clients stop nobody: head, body, and who does not read his answer (SEC-22)."""

import http.client
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from tests.support.served import Served
from views.shell import serving

SLOW = 200
HEAD = b"GET /sign_in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = (
    b"POST /sign_in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin="
)
WHOLE = HEAD + b"\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with Served(tmp_path_factory.mktemp("served")) as served:
        yield served.port


@contextmanager
def dripping(port, begins):
    """One connection for each beginning, each sending a byte now and then."""
    opened = [socket.create_connection(("127.0.0.1", port)) for _ in begins]
    for each, begin in zip(opened, begins, strict=True):
        each.sendall(begin)
    over = threading.Event()

    def drip():
        while not over.wait(0.3):
            for each, begin in zip(opened, begins, strict=True):
                if begin is not WHOLE:
                    each.send(b"a")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        for each in opened:
            each.close()


def seconds_for(port, path):
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200, path
    return time.perf_counter() - start


@pytest.mark.parametrize("begin", [HEAD + b"X-Slow: ", POST, WHOLE], ids=["head", "body", "answer"])
def test_sign_in_files_and_health_answer_beside_two_hundred_slow_clients(port, begin):
    asset = "/assets/mark.svg"
    alone = max(seconds_for(port, path) for path in ("/health", "/sign_in/"))
    with dripping(port, [begin] * SLOW):
        seconds_for(port, "/health")  # behind those who asked before it, which is their right
        beside = [seconds_for(port, path) for path in ("/health", "/sign_in/", asset, "/sign_in/")]
    # A second on a machine of one's own; on one shared with others, what it takes without them.
    assert max(beside) <= max(1.0, 20 * alone)


def test_a_large_body_of_nobody_is_refused_by_its_head(port):
    with socket.create_connection(("127.0.0.1", port)) as client:
        large = POST.replace(b"5000", b"900000000")
        client.settimeout(20)
        client.sendall(large)
        assert client.recv(100).startswith(b"HTTP/1.1 4")


def test_who_is_late_is_told_from_who_is_quick():
    channel = serving.Channel.__new__(serving.Channel)
    channel.request, channel.begun = None, 0.0
    assert not channel.is_late(1e6)
    channel.request = serving.Parser(None)
    assert not channel.is_late(serving.HEAD)
    assert channel.is_late(serving.HEAD + 1)
    channel.request.body_bytes_received = 100 * serving.RATE
    assert not channel.is_late(serving.HEAD + 99)
    assert channel.is_late(serving.HEAD + 101)
