"""Transfers: offering products, receiving them, and everything that may happen in between."""

from changehands.core.transfers.eligibility import Blocker, blockers
from changehands.core.transfers.expiry import expire, remind
from changehands.core.transfers.link import Link, address, prove
from changehands.core.transfers.offering import FactsChanged, NotMovable
from changehands.core.transfers.operations import (
    Consent,
    cancel,
    decline,
    direct,
    extend,
    mail,
    receive,
    relink,
    start,
)
from changehands.core.transfers.preview import Preview, compute

__all__ = [
    "Blocker",
    "Consent",
    "FactsChanged",
    "Link",
    "NotMovable",
    "Preview",
    "address",
    "blockers",
    "cancel",
    "compute",
    "decline",
    "direct",
    "expire",
    "extend",
    "mail",
    "prove",
    "receive",
    "relink",
    "remind",
    "start",
]
