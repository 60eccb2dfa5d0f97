"""Where the dashboard may listen and who may reach it: this machine only."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request

from risk.errors import HuzhuError


def refuse_public_host(host: str) -> None:
    """Refuse to serve on anything but a loopback address.

    Raises:
        HuzhuError: the host can be reached from other machines.
    """
    if not is_loopback(host):
        raise HuzhuError(
            f"cannot serve on {host!r}: other machines could reach it",
            where="huzhu serve --host",
            remedy="use 127.0.0.1, and an SSH tunnel from elsewhere",
        )


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine and no other."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def addressed_to_loopback() -> bool:
    """Whether the request asks for a loopback host by name.

    Any other name that leads here belongs to a stranger's page (DNS rebinding), whose requests
    would pass for same-origin ones.
    """
    return is_loopback(urlsplit(f"//{request.host}").hostname or "")


def from_loopback() -> bool:
    """Whether the request being answered comes from this machine."""
    return is_loopback(request.remote_addr or "")
