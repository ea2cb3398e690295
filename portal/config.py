"""Deployment settings from the environment: one frozen value, read once at the start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from portal.errors import PortalError

VERSION = "0.2.0"  # here alone; the newest heading of CHANGELOG.md says the same


LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def is_loopback(host: str) -> bool:
    """Whether a host or an address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Config:
    """Where things are and which keys are used; business settings live in ``settings``."""

    database: str
    instance: Path
    secret_key: bytes
    audit_key: bytes
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    secure_cookies: bool = False
    smtp: str = ""  # smtp://user:password@host:port
    mail_from: str = ""
    ready_token: str = ""  # who sends it is told more by /ready
    anchors: Path | None = None  # folder on another disk for daily audit anchors

    @property
    def storage(self) -> Path:
        return self.instance / "storage"

    @property
    def host(self) -> str:
        """The host of the base URL."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def on_loopback(self) -> bool:
        """Whether the portal is for this machine alone: somebody's desk."""
        return is_loopback(self.host)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts it answers to: those named, else the one of the base URL; and this machine."""
        return (*(self.trusted_hosts or (self.host,)), *LOOPBACK)


def load_config(
    environment: Mapping[str, str] = os.environ, instance: Path | None = None
) -> Config:
    """Read ``PORTAL_…``; keys not given are made once and kept in ``instance/secrets`` (0600).

    What this process writes from here on is its user's alone.
    """
    os.umask(0o077)
    folder = Path(environment.get("PORTAL_INSTANCE", instance or Path.cwd() / "instance"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    hosts = environment.get("PORTAL_TRUSTED_HOSTS", "")
    anchors = environment.get("PORTAL_ANCHORS")
    return Config(
        database=environment.get("PORTAL_DATABASE", f"sqlite:///{folder}/portal.db"),
        instance=folder,
        secret_key=_key(environment, folder, "SECRET_KEY"),
        audit_key=_key(environment, folder, "AUDIT_KEY"),
        base_url=environment.get("PORTAL_BASE_URL", "http://127.0.0.1:8000"),
        trusted_hosts=tuple(h.strip() for h in hosts.split(",") if h.strip()),
        proxies=int(environment.get("PORTAL_PROXIES", "0")),
        secure_cookies=environment.get("PORTAL_SECURE_COOKIES", "") == "1",
        smtp=environment.get("PORTAL_SMTP", ""),
        mail_from=environment.get("PORTAL_MAIL_FROM", ""),
        ready_token=environment.get("PORTAL_READY_TOKEN", ""),
        anchors=Path(anchors) if anchors else None,
    )


def is_plain(environment: Mapping[str, str] = os.environ) -> bool:
    """``PORTAL_PLAIN=1``: no fast path is taken (``portal.fast``)."""
    return environment.get("PORTAL_PLAIN", "") == "1"


def _key(environment: Mapping[str, str], folder: Path, name: str) -> bytes:
    """A secret of at least 32 bytes (ASVS 13.3.1)."""
    given = environment.get(f"PORTAL_{name}")
    if given is None:
        return _kept_key(folder / "secrets" / name.lower())
    if len(given) < 32:
        raise PortalError("PORTAL_%(name)s needs at least 32 characters.", name=name)
    return given.encode()


def _kept_key(path: Path) -> bytes:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as stream:
        stream.write(secrets.token_hex(32).encode())
    return path.read_bytes()
