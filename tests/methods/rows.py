"""A few conversations, rendered for the bigram learner; they never change, for golden curves rest on them."""

from tests.backends.bigram import CharacterTokenizer
from tutortrain.backends.base import Tokenizer
from tutortrain.data.example import Example
from tutortrain.data.render import render_all
from tutortrain.types import Datum, Message

TURNS = (
    ("tom has 3 apples and finds 5 more.", "start from 3. what do you do with the 5 he finds?"),
    ("a box holds 6 pens. how many do 4 boxes hold?", "how many groups of 6 are there?"),
    ("ann had 12 stamps and gave 7 away.", "did she get more, or less?"),
    ("share 20 nuts among 5 friends.", "what is 20 split into 5 equal parts?"),
    ("a rope of 30 feet is cut in half.", "what does half of 30 mean?"),
    ("a pen costs 2 dollars.", "what do 3 pens cost, if you add 2 each time?"),
    ("9 birds sat on a tree and 4 flew off.", "which number do you start from?"),
)


def rows(tokenizer: Tokenizer | None = None) -> tuple[Datum, ...]:
    """Seven rows: an epoch of batches of four ends on a short one."""
    examples = [
        Example(
            id=str(number),
            problem_id=str(number),
            place=f"rows:{number}",
            problem=prompt,
            messages=(Message(role="user", content=prompt), Message(role="assistant", content=response)),
        )
        for number, (prompt, response) in enumerate(TURNS)
    ]
    return tuple(render_all(examples, tokenizer or CharacterTokenizer(), 256, "error").data)
