"""Words of the generated catalogue: per category its goods and what they are made of."""

from typing import NamedTuple


class Shelf(NamedTuple):
    """A category: goods, materials and the price range (whole units of the currency) of one of them."""

    slug: str
    name: str
    goods: tuple[str, ...]
    materials: tuple[str, ...]
    cheapest: int
    dearest: int


SHELVES = (
    Shelf(
        "kitchen",
        "Kitchen",
        ("Saucepan", "Chopping Board", "Kettle", "Colander", "Ladle"),
        ("Steel", "Copper", "Beech"),
        8,
        140,
    ),
    Shelf(
        "tableware",
        "Tableware",
        ("Bowl", "Plate", "Mug", "Carafe", "Tumbler"),
        ("Stoneware", "Porcelain", "Glass"),
        5,
        60,
    ),
    Shelf(
        "lighting",
        "Lighting",
        ("Desk Lamp", "Pendant", "Lantern", "Floor Lamp"),
        ("Brass", "Paper", "Opal Glass"),
        25,
        320,
    ),
    Shelf(
        "textiles", "Textiles", ("Throw", "Cushion", "Towel", "Tablecloth", "Rug"), ("Linen", "Wool", "Cotton"), 9, 260
    ),
    Shelf(
        "furniture",
        "Furniture",
        ("Stool", "Bookcase", "Side Table", "Bench", "Armchair"),
        ("Oak", "Ash", "Walnut"),
        60,
        1200,
    ),
    Shelf(
        "garden", "Garden", ("Trowel", "Planter", "Watering Can", "Secateurs"), ("Zinc", "Terracotta", "Ash"), 6, 110
    ),
    Shelf(
        "stationery",
        "Stationery",
        ("Notebook", "Fountain Pen", "Pencil Case", "Ruler"),
        ("Paper", "Brass", "Leather"),
        3,
        90,
    ),
    Shelf("bags", "Bags", ("Backpack", "Tote", "Satchel", "Wash Bag"), ("Canvas", "Leather", "Felt"), 18, 290),
    Shelf(
        "cycling", "Cycling", ("Bell", "Pannier", "Saddle", "Lock", "Pump"), ("Steel", "Leather", "Aluminium"), 7, 180
    ),
    Shelf(
        "audio", "Audio", ("Headphones", "Speaker", "Turntable", "Radio"), ("Walnut", "Aluminium", "Bamboo"), 30, 780
    ),
    Shelf("toys", "Toys", ("Train", "Building Blocks", "Kite", "Puzzle"), ("Beech", "Maple", "Cotton"), 6, 75),
    Shelf(
        "outdoors", "Outdoors", ("Tent", "Flask", "Headlamp", "Camp Stove"), ("Titanium", "Canvas", "Steel"), 12, 540
    ),
)

QUALITIES = (
    "Quiet",
    "Everyday",
    "Slim",
    "Sturdy",
    "Folding",
    "Round",
    "Deep",
    "Classic",
    "Light",
    "Tall",
    "Small",
    "Striped",
)

OPENINGS = (
    "Made for daily use and easy to mend.",
    "A plain shape that stays out of the way.",
    "Built to be handed down.",
    "Designed around the one job it has.",
)
CARES = (
    "Wipe with a damp cloth.",
    "Spare parts are available.",
    "Gets better with age.",
    "Packed without plastic.",
)
