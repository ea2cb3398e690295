"""An address of many filters is answered, and one beyond the limit in words people read."""

import http.client

import pytest

from tests.support.served import Served
from views.shell import serving


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with Served(tmp_path_factory.mktemp("served")) as served:
        yield served.port


def asked(port, length):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", f"/customers/?search={'a' * length}")
    answer = connection.getresponse()
    told = answer.status, answer.getheader("Content-Type"), answer.read().decode()
    connection.close()
    return told


def test_an_address_of_sixty_thousand_characters_is_answered(port):
    assert asked(port, 60_000)[0] == 302  # to the page where one signs in


def test_an_address_beyond_the_limit_says_so_in_chinese(port):
    status, kind, page = asked(port, serving.LARGEST_HEAD)
    assert status == 431
    assert kind == "text/html; charset=utf-8"
    assert "网页地址太长（上限 64 KB）" in page
    assert "减少筛选条件" in page
