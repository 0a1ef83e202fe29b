"""A transfer as it is told to programs of each side: what the API shows to that side, without acts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from changehands.models import Organization, Transfer


def reports(transfer: Transfer) -> Mapping[UUID, Mapping[str, Any]]:
    """The facts for each side that the transfer has by now (R61)."""
    ends = (transfer.source, transfer.destination)
    return {
        end.id: {"organization_id": end.public_id, "transfer": _seen_by(transfer, end)}
        for end in ends
        if end is not None
    }


def _seen_by(transfer: Transfer, organization: Organization) -> dict[str, Any]:
    is_source = organization.id == transfer.source_id
    received = str(transfer.received_by) if transfer.received_by and not is_source else None
    return {
        "id": transfer.public_id,
        "state": str(transfer.state),
        "side": "source" if is_source else "destination",
        "title": transfer.title,
        "products": transfer.item_count,
        "source": _named(transfer.source),
        "destination": _named(transfer.destination) if transfer.destination else None,
        "started_by": str(transfer.started_by),
        "started_at": _moment(transfer.started_at),
        "expires_at": _moment(transfer.expires_at),
        "ended_at": _moment(transfer.ended_at) if transfer.ended_at else None,
        "received_by": received,
        "bound_email": (transfer.bound_email or None) if is_source else None,
        "digest": transfer.digest,
    }


def _named(organization: Organization) -> dict[str, str]:
    return {"id": organization.public_id, "name": organization.name}


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
