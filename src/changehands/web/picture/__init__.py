"""The picture of the consequences: what a transfer does, drawn and told from one computation."""

from collections.abc import Iterator
from dataclasses import dataclass

from changehands.web.picture import narrow, wide
from changehands.web.picture.drawing import Drawing
from changehands.web.picture.scene import Scene
from changehands.web.picture.telling import afterwards, to_receiver, to_source

__all__ = [
    "Drawing",
    "Named",
    "Outcome",
    "Picture",
    "Scene",
    "afterwards",
    "to_receiver",
    "to_source",
]


@dataclass(frozen=True)
class Picture:
    """What the template shows: two drawings of one scene, for wide and narrow places."""

    scene: Scene

    def drawings(self) -> Iterator[tuple[str, Drawing]]:
        """Both drawings, by the class that chooses between them."""
        yield "wide", wide.draw(self.scene)
        yield "narrow", narrow.draw(self.scene)
