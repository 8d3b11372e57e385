"""Our own format: nothing is mapped."""

from collections.abc import Mapping

from tutortrain.data.fields import BadRow
from tutortrain.runs.jsonl import Row


def is_own(row: Row) -> bool:
    """Somebody is asked, or a whole conversation is there."""
    return "messages" in row or "prompt" in row


def convert(row: object, _request: str) -> object:
    """The row as it is. Raises BadRow for a row of GSM8K, which has a source of its own."""
    if isinstance(row, Mapping) and row.keys() == {"question", "answer"}:
        raise BadRow(
            "this is a row of GSM8K (`question` and `answer`); expected `prompt` and `response` "
            "(data=gsm8k or data=gsm8k_socratic reads such files)"
        )
    return row
