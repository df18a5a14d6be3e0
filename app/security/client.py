"""Who a request is counted as: the address the edge saw, or the account. Nothing the visitor can choose."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.http import HttpRequest

#: one subscriber gets at least this much of IPv6 (RFC 6177), and could take a new address for every request
IPV6_PREFIX_BITS = 64
#: what stands for an address nobody knows
UNKNOWN = str(IPv4Address(0))


def client_address(request: HttpRequest) -> str:
    """The visitor's address as an IP address; for IPv6 the first of its /64 network.

    REMOTE_ADDR is set by monitoring.middleware.client_address, the only place that reads X-Forwarded-For. What is no
    address (a proxy's `unknown`) counts as UNKNOWN: one visitor, so that nonsense gains nobody anything.
    """
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), IPV6_PREFIX_BITS), strict=False).network_address)
    return str(address)


def visitor(request: HttpRequest) -> str:
    """A key for limits a person has wherever they are: the account of who is signed in, else the address."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"account {user.pk}"
    return f"address {client_address(request)}"
