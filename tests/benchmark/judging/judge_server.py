"""A judge that goes by simple rules, behind a real server: what it will say of a reply is known."""

import re

from tests.backends.served import MODEL, Fault, choice, say


def rule(question: str) -> str:
    """`leaks` where the answer stands in the reply, `good` for a question, else `unhelpful`."""
    answer = re.search(r"The right answer: (.*)", question)[1]
    reply = re.search(r"<reply>\n(.*)\n</reply>", question, re.DOTALL)[1]
    if re.search(rf"\b{re.escape(answer)}\b", reply):
        return "leaks"
    return "good" if "?" in reply else "unhelpful"


def told(text: str) -> Fault:
    """A reply with these words."""
    usage = {"prompt_tokens": 100, "completion_tokens": 7}
    return say({"model": MODEL, "choices": [choice(text)], "usage": usage})


def judges(question: str, _num_before: int) -> Fault:
    """For `Served.fault_for`."""
    return told(f'{{"label": "{rule(question)}"}}')
