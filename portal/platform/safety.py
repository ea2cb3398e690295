"""What is fine on a desk and unsafe outside one: checked before the portal answers anybody."""

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from models.words.text import N_
from portal.config import Config, is_loopback

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Point:
    """One thing looked at: a sentence (a msgid with values) and whether it is safe as it is."""

    safe: bool
    said: str
    values: dict[str, Any] = field(default_factory=dict)


def check_points(config: Config, *, demo: bool, bound: Sequence[str] = ()) -> list[Point]:
    """Everything that is looked at. ``demo``: accounts of the demo company are there; ``bound``:
    the addresses the server listens on, as far as they are known.
    """
    desk = config.on_loopback and all(is_loopback(host) for host in bound)
    return [
        _address(config, bound, desk=desk),
        _demo(desk=desk, demo=demo),
        _cookies(config, desk=desk),
        _hosts(config),
        *_files(config, desk=desk),
    ]


def bound_hosts(arguments: Sequence[str]) -> list[str]:
    """The hosts in the ``--bind`` of a server's command line."""
    found = []
    for at, word in enumerate(arguments):
        name, _, value = word.partition("=")
        if name in ("-b", "--bind"):
            value = value or (arguments[at + 1] if at + 1 < len(arguments) else "")
            host = value.rpartition(":")[0] if ":" in value else value
            found += [] if value.startswith(("unix:", "fd:")) else [host or "0.0.0.0"]  # noqa: S104
    return found


def tighten(config: Config) -> None:
    """Take group and others off the instance folder and the database in it."""
    config.instance.chmod(0o700)
    for path in _database_files(config):
        path.chmod(0o600)


def _address(config: Config, bound: Sequence[str], *, desk: bool) -> Point:
    told = {"url": config.base_url, "bound": "、".join(bound) or config.host}
    if desk:
        return Point(True, N_("The address is this machine alone: %(url)s."), told)
    return Point(True, N_("The address is open to others: %(url)s, on %(bound)s."), told)


def _demo(*, desk: bool, demo: bool) -> Point:
    if not demo:
        return Point(True, N_("There are no demo accounts."))
    if desk:
        return Point(True, N_("Demo accounts are there, for this machine alone."))
    return Point(
        False,
        N_(
            "Demo accounts with a printed password are there, and the address is open to others. "
            "Start an empty portal: another PORTAL_INSTANCE and DEMO=0."
        ),
    )


def _cookies(config: Config, *, desk: bool) -> Point:
    if config.secure_cookies:
        return Point(True, N_("Cookies travel by HTTPS only."))
    if desk:
        return Point(True, N_("Cookies travel without HTTPS, on this machine alone."))
    return Point(
        False,
        N_(
            "Cookies would travel without HTTPS, and the address is open to others. Put a proxy "
            "with HTTPS before it and set PORTAL_SECURE_COOKIES=1 and PORTAL_BASE_URL=https://…."
        ),
    )


def _hosts(config: Config) -> Point:
    if not config.host:
        return Point(
            False,
            N_(
                "PORTAL_BASE_URL names no host, for example https://files.example.cn; without one "
                "the portal cannot know which requests are meant for it."
            ),
        )
    return Point(
        True, N_("It answers to these hosts: %(hosts)s."), {"hosts": "、".join(config.hosts)}
    )


def _files(config: Config, *, desk: bool) -> Iterator[Point]:
    for path in (config.instance, *_database_files(config)):
        mode = stat.S_IMODE(path.stat().st_mode)
        told = {"path": path, "mode": f"{mode:04o}"}
        if not mode & OTHERS:
            yield Point(True, N_("%(path)s is closed to other users (%(mode)s)."), told)
            continue
        text = N_(
            "%(path)s can be read by other users of this machine (%(mode)s). Close it: "
            "chmod go= %(path)s"
        )
        yield Point(desk, text, told)


def _database_files(config: Config) -> list[Path]:
    """The SQLite file and what stands beside it; none on PostgreSQL."""
    url = make_url(config.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        return []
    path = Path(url.database)
    return [p for p in (path, *(Path(f"{path}{end}") for end in ("-wal", "-shm"))) if p.is_file()]
