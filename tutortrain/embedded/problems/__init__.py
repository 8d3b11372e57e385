"""Every topic, in the order of the grades; a new one is added to its grade's file."""

from typing import Final

from tutortrain.embedded.problems import grade1, grade2, grade3, grade4, grade5, grade6
from tutortrain.embedded.templates import Topic

TOPICS: Final[tuple[Topic, ...]] = (
    *grade1.TOPICS,
    *grade2.TOPICS,
    *grade3.TOPICS,
    *grade4.TOPICS,
    *grade5.TOPICS,
    *grade6.TOPICS,
)
