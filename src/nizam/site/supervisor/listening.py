# SPDX-License-Identifier: EUPL-1.2
"""The socket of the web server: bound once by the supervisor, so that a restarted web process finds it open."""

from __future__ import annotations

import errno
import ipaddress
import socket


class PortRefused(Exception):
    """The address or port cannot be had; the message says why."""


def open_socket(address: str, port: int) -> socket.socket:
    """Return a listening socket on `address`:`port` (0 takes a free one). Raises PortRefused with a sentence."""
    family = socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        raise PortRefused(_sentence(error, address, port)) from error
    listener.set_inheritable(True)
    return listener


def _sentence(error: OSError, address: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {address} is taken by another program."
            " Choose another one with --port or NIZAM_PORT (0 takes a free one)."
        )
    if error.errno == errno.EACCES:
        return f"This account may not open port {port}. Choose one above 1023 with --port or NIZAM_PORT."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"This machine has no address {address}. Choose another one with --bind or NIZAM_BIND."
    return f"Cannot listen on {address}, port {port}: {error.strerror}."


def is_loopback(address: str) -> bool:
    """Tell whether only this machine reaches `address`."""
    return ipaddress.ip_address(address).is_loopback
