"""Addresses that come in with a request, and whether one may be sent there."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_path(request: HttpRequest, address: str) -> str:
    """The address if it is a page of this Manager, written as a path; else nothing."""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts=None, require_https=request.is_secure()
    )
    return address if is_ours and address.startswith("/") else ""
