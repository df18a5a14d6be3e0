"""What materials and colours look like."""

from dataclasses import dataclass, replace
from enum import StrEnum

type Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
#: shadows are a warm brown, never black
SHADE: Colour = (43, 30, 24)


class Texture(StrEnum):
    """What is drawn over a surface's light and shade."""

    PLAIN = "plain"
    WOOD = "wood"
    BRUSHED = "brushed"
    WOVEN = "woven"
    KNITTED = "knitted"
    SPECKLED = "speckled"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Paint:
    """A surface: its colour, how much lighter and darker it gets, how much light passes through it (0 to 1)."""

    base: Colour
    texture: Texture = Texture.PLAIN
    contrast: float = 0.32
    clear: float = 0.0

    def mixed(self, other: Colour, share: float) -> "Paint":
        """The same surface with a share of another colour in it."""
        return replace(self, base=mix(self.base, other, share))

    @property
    def light(self) -> Colour:
        """Where the light falls on it."""
        return mix(self.base, WHITE, self.contrast)

    @property
    def dark(self) -> Colour:
        """Where it does not."""
        return mix(self.base, SHADE, self.contrast)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with a share of `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _rgb(text: str) -> Colour:
    red, green, blue = bytes.fromhex(text)
    return red, green, blue


MATERIALS = {
    "Steel": Paint(_rgb("aab1b5"), Texture.BRUSHED, 0.5),
    "Copper": Paint(_rgb("c77b55"), Texture.BRUSHED, 0.42),
    "Brass": Paint(_rgb("c9a04e"), Texture.BRUSHED, 0.42),
    "Zinc": Paint(_rgb("9aa3a6"), Texture.SPECKLED, 0.34),
    "Aluminium": Paint(_rgb("c3c8ca"), Texture.BRUSHED, 0.4),
    "Titanium": Paint(_rgb("8a8783"), Texture.BRUSHED, 0.42),
    "Beech": Paint(_rgb("dcb98c"), Texture.WOOD, 0.24),
    "Maple": Paint(_rgb("e6cda3"), Texture.WOOD, 0.22),
    "Oak": Paint(_rgb("c99f6b"), Texture.WOOD, 0.26),
    "Ash": Paint(_rgb("dfc9a6"), Texture.WOOD, 0.24),
    "Walnut": Paint(_rgb("80573d"), Texture.WOOD, 0.26),
    "Bamboo": Paint(_rgb("d9bf83"), Texture.WOOD, 0.22),
    "Stoneware": Paint(_rgb("d8cfc0"), Texture.SPECKLED, 0.26),
    "Porcelain": Paint(_rgb("f4f1ec"), Texture.PLAIN, 0.2),
    "Terracotta": Paint(_rgb("c8724f"), Texture.SPECKLED, 0.26),
    "Glass": Paint(_rgb("bcd8db"), Texture.CLEAR, 0.34, 0.42),
    "Opal Glass": Paint(_rgb("f6efe2"), Texture.PLAIN, 0.12),
    "Paper": Paint(_rgb("f2e9d8"), Texture.PLAIN, 0.14),
    "Leather": Paint(_rgb("9a6240"), Texture.PLAIN, 0.3),
    "Linen": Paint(_rgb("e0d6c4"), Texture.WOVEN, 0.18),
    "Wool": Paint(_rgb("d9cdbb"), Texture.KNITTED, 0.2),
    "Cotton": Paint(_rgb("ece5d8"), Texture.WOVEN, 0.16),
    "Canvas": Paint(_rgb("c9b894"), Texture.WOVEN, 0.22),
    "Felt": Paint(_rgb("8d8f8c"), Texture.SPECKLED, 0.2),
}

COLOURS = {
    "chalk": Paint(_rgb("efe9dd")),
    "ochre": Paint(_rgb("d69c3a")),
    "terracotta": Paint(_rgb("c4643f")),
    "rose": Paint(_rgb("d9939a")),
    "moss": Paint(_rgb("7a8551")),
    "sea green": Paint(_rgb("4f958a")),
    "slate blue": Paint(_rgb("5c7a9e")),
    "ink": Paint(_rgb("2f3b52")),
}

#: behind each colour a wall that lets it stand out, and the table before it
WALLS = {
    "chalk": (_rgb("b9c2b4"), _rgb("8f9b8c")),
    "ochre": (_rgb("dfe3dc"), _rgb("bfc7c2")),
    "terracotta": (_rgb("e6ddcc"), _rgb("cdbfa6")),
    "rose": (_rgb("dde2dc"), _rgb("bcc6be")),
    "moss": (_rgb("eadfcd"), _rgb("d4c3a7")),
    "sea green": (_rgb("eee2d3"), _rgb("dbc7b0")),
    "slate blue": (_rgb("ecdfd0"), _rgb("d8c4ae")),
    "ink": (_rgb("e3dac9"), _rgb("c9b99e")),
}
