"""Whom the problems are about and what they count: two problems rarely share their nouns.

Every thing here can be counted, given away, packed and sold, so any template may take any of them.
"""

from typing import Final

GIRLS: Final = (
    "Ada", "Amy", "Anna", "Bella", "Clara", "Dina", "Ella", "Emma", "Eva", "Fatima", "Grace",
    "Hana", "Ida", "Iris", "Jane", "Kate", "Lena", "Lily", "Lucy", "Maria", "Maya", "Mei", "Mia",
    "Nina", "Nora", "Olga", "Rosa", "Ruth", "Sara", "Tara", "Vera", "Zoe",
)  # fmt: skip
BOYS: Final = (
    "Abel", "Adam", "Alex", "Amir", "Ben", "Bruno", "Carl", "Dan", "David", "Eli", "Erik", "Finn",
    "Hugo", "Ivan", "Jack", "Jamal", "Jon", "Juan", "Karim", "Kofi", "Leo", "Liam", "Luis", "Marco",
    "Max", "Milo", "Noah", "Omar", "Oscar", "Paul", "Ravi", "Sam", "Theo", "Tom", "Yusuf",
)  # fmt: skip
NAMES: Final = (*GIRLS, *BOYS)

ITEMS: Final = (
    ("acorn", "acorns"),
    ("apple", "apples"),
    ("badge", "badges"),
    ("balloon", "balloons"),
    ("banana", "bananas"),
    ("bead", "beads"),
    ("bell", "bells"),
    ("block", "blocks"),
    ("book", "books"),
    ("bottle", "bottles"),
    ("brush", "brushes"),
    ("button", "buttons"),
    ("candle", "candles"),
    ("card", "cards"),
    ("carrot", "carrots"),
    ("coin", "coins"),
    ("cookie", "cookies"),
    ("crayon", "crayons"),
    ("cup", "cups"),
    ("egg", "eggs"),
    ("eraser", "erasers"),
    ("flower", "flowers"),
    ("key", "keys"),
    ("kite", "kites"),
    ("lemon", "lemons"),
    ("magnet", "magnets"),
    ("map", "maps"),
    ("marble", "marbles"),
    ("marker", "markers"),
    ("muffin", "muffins"),
    ("mug", "mugs"),
    ("onion", "onions"),
    ("orange", "oranges"),
    ("peach", "peaches"),
    ("pear", "pears"),
    ("pebble", "pebbles"),
    ("pen", "pens"),
    ("pencil", "pencils"),
    ("photo", "photos"),
    ("plate", "plates"),
    ("plum", "plums"),
    ("poster", "posters"),
    ("puzzle", "puzzles"),
    ("ribbon", "ribbons"),
    ("rose", "roses"),
    ("shell", "shells"),
    ("spoon", "spoons"),
    ("stamp", "stamps"),
    ("sticker", "stickers"),
    ("toy", "toys"),
)
CONTAINERS: Final = (
    ("bag", "bags"),
    ("basket", "baskets"),
    ("box", "boxes"),
    ("bucket", "buckets"),
    ("crate", "crates"),
    ("jar", "jars"),
    ("pack", "packs"),
    ("tray", "trays"),
)
