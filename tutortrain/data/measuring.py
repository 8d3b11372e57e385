"""How many rows a file has, how long they are, and what they are about."""

from array import array
from collections import Counter
from collections.abc import Sequence

from tutortrain.data.example import Content
from tutortrain.data.twins import Twins
from tutortrain.types import Rendered

UNKNOWN = ""
"""The grade, or the topic, of a row that has none."""


class Measures:
    """What is known of rows that were added one by one; 32 bytes of each are kept.

    num_bad: rows that cannot be used, of which nothing else is known.
    num_tokens, num_learned, num_turns: one number a row.
    num_rows_of: by topic tag and grade; a row with two tags counts for both.
    """

    def __init__(self) -> None:
        self.num_bad = self.num_answered = self.num_solved = 0
        self.num_tokens, self.num_learned, self.num_turns = array("L"), array("L"), array("L")
        self.num_rows_of: Counter[tuple[str, str]] = Counter()
        self._said, self._problems = Twins(), Twins()

    @property
    def num_rows(self) -> int:
        return len(self.num_tokens)

    @property
    def num_repeated(self) -> int:
        """Rows whose every turn an earlier one has, too."""
        return sum(1 for _ in self._said.pairs())

    @property
    def num_problems(self) -> int:
        return self.num_rows - sum(1 for _ in self._problems.pairs())

    def add(self, said: Content, rendered: Rendered, topics: Sequence[str]) -> None:
        self.num_tokens.append(len(rendered.tokens))
        self.num_learned.append(
            sum(span.stop - span.start for span in rendered.spans if span.role == "assistant")
        )
        self.num_turns.append(len(said.messages))
        self.num_answered += said.answer is not None
        self.num_solved += said.solution is not None
        self._said.add(tuple([turn.content for turn in said.messages]))
        self._problems.add(said.problem)
        for topic in topics or (UNKNOWN,):
            self.num_rows_of[topic, said.grade or UNKNOWN] += 1
