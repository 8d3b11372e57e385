r"""Right answers as models write them: every one of these has to be accepted.

A form gives a whole reply for a gold answer, or None where it does not apply to that value. A new form is a
line in `ANNOUNCED` (any answer), or a function and a line in `WRITTEN` (numbers).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from tutortrain.grading.audit import written
from tutortrain.grading.audit.gold import Gold
from tutortrain.grading.audit.written import Write, positive, usual

Form = Callable[[Gold], str | None]

_STYLED: Final = re.compile(r"\\(?:text|textbf|mathbf)\{@")

ANNOUNCED: Final[Mapping[str, str]] = {
    "boxed": r"\boxed{@}",
    "boxed in a sentence": r"Therefore the answer is $\boxed{@}$.",
    "boxed, displayed": r"So we get" + "\n\\[ \\boxed{@} \\]",
    "boxed, bold": r"\boxed{\mathbf{@}}",
    "hashes": "Adding both gives the result.\n#### @",
    "the answer is": "The answer is @",
    "trailing full stop": "The answer is @.",
    "colon": "The answer is: @",
    "final answer, on its own line": "**Final Answer:**\n\n@",
    "answer colon": "Answer: @",
    "capitals": "ANSWER: @.",
    "bold": "The answer is **@**.",
    "bold with the label": "**Answer:** @",
    "bold in LaTeX": r"The answer is \textbf{@}.",
    "dollar signs": "The answer is $@$.",
    "round LaTeX brackets": r"The answer is \(@\).",
    "square LaTeX brackets": r"The answer is \[@\]",
    "brackets inside a box": r"\boxed{\(@\)}",
    "text in a box": r"\boxed{\text{@}}",
    "an earlier wrong answer": "The answer is 123456. No, that was wrong. The answer is @.",
    "an earlier wrong box": r"\boxed{123456} is wrong, it is \boxed{@}.",
    "more sentences after it": "The answer is @. We found it in 77 steps.",
    "therefore": "The answer is therefore @.",
}
"""Ways to name any answer; `@` stands for it."""


def announced(pattern: str) -> Form:
    """The form that names the answer as `pattern` does; commands for text take no formulas."""
    is_styled = _STYLED.search(pattern) is not None
    return lambda gold: None if is_styled and "\\" in gold.text else pattern.replace("@", gold.text)


def number(pattern: str, write: Write = usual) -> Form:
    """The form in which `@` stands for what `write` makes of a number."""

    def form(gold: Gold) -> str | None:
        text = None if gold.value is None else write(gold.value)
        return None if text is None else pattern.replace("@", text)

    return form


WRITTEN: Final[Mapping[str, Form]] = {
    "the number alone": number("@"),
    "the last number": number("He counts once more.\nIn the end she has @ apples left."),
    "the number, then is the answer": number("@ is the answer."),
    "a unit": number("The answer is @ apples."),
    "a unit of two words": number("The answer is @ square feet."),
    "a unit after hashes": number("#### @ apples"),
    "a unit, text": number(r"\boxed{@\text{ apples}}"),
    "a unit, thin space": number(r"\boxed{@\,\mathrm{cm}}"),
    "a unit, tilde": number(r"The answer is $@~\text{km}$."),
    "a unit, Unicode thin space": number("The answer is @\u2009km."),
    "a unit, no-break space": number("The answer is @\u00a0km."),
    "a square unit": number(r"\boxed{@\text{ cm}^2}"),
    "an equation in a box": number(r"\boxed{x = @}"),
    "an equation in LaTeX": number(r"The answer is \(x = @\)."),
    "a sum before it": number("The answer is @.", written.added_up),
    "a sum after hashes": number("#### @", written.added_up),
    "a reason after it": number("The answer is @, because 17 + 12 = 29."),
    "results of several steps": number("First 17 + 12 = 29, which means that in all it is 29 + 3 = @."),
    "another number after it": number("The answer is @ apples in 77 days."),
    "trailing .0": number("The answer is @.", written.with_zeros(1)),
    "trailing .00": number(r"\boxed{@}", written.with_zeros(2)),
    "a plus sign": number("The answer is +@.", positive(usual)),
    "dollars": number("The answer is $@.", positive(usual)),
    "dollars, escaped": number(r"\boxed{\$@}", positive(usual)),
    "dollars and cents": number("The answer is $@.", written.cents),
    "dollars in words": number("The answer is @ dollars."),
    "euros": number("The answer is @€."),
    "thousands": number("The answer is @.", written.grouped(",")),
    "thousands in a box": number(r"\boxed{@}", written.grouped(",")),
    "thousands in LaTeX": number(r"\boxed{@}", written.grouped("{,}")),
    "thousands, LaTeX thin space": number(r"\boxed{@}", written.grouped("\\,")),
    "thousands, Unicode thin space": number("The answer is @.", written.grouped("\u202f")),
    "dollars and thousands": number("#### $@", positive(written.grouped(","))),
    "scientific, e": number("The answer is @.", written.scientific(lambda m, e: f"{m}e{e}")),
    "scientific, times": number("The answer is @.", written.scientific(lambda m, e: f"{m} × 10^{e}")),
    "scientific, LaTeX": number(r"\boxed{@}", written.scientific(lambda m, e: rf"{m} \times 10^{{{e}}}")),
    "words": number("The answer is @.", written.in_words),
    "words in a box": number(r"\boxed{\text{@}}", written.in_words),
    "words with a unit": number("The answer is @ apples.", written.in_words),
    "fraction": number("The answer is @.", written.slash),
    "fraction in LaTeX": number(r"\boxed{@}", written.latex_fraction("frac")),
    "fraction in LaTeX, dfrac": number(r"The answer is $@$.", written.latex_fraction("dfrac")),
    "fraction, not reduced": number(r"\boxed{@}", written.latex_fraction("frac", 2)),
    "decimal": number("#### @", written.proper_decimal),
    "decimal without the zero": number("The answer is @.", written.bare_decimal),
    "mixed number": number("The answer is @.", written.mixed(lambda n, a, b: f"{n} {a}/{b}")),
    "mixed number with and": number("The answer is @.", written.mixed(lambda n, a, b: f"{n} and {a}/{b}")),
    "mixed number in LaTeX": number(r"\boxed{@}", written.mixed(lambda n, a, b: rf"{n}\frac{{{a}}}{{{b}}}")),
    "percent": number("The answer is @%.", written.percent),
    "percent in LaTeX": number(r"\boxed{@\%}", written.percent),
    "percent in words": number("The answer is @ percent.", written.percent),
    "negative, Unicode minus": number("The answer is −@.", written.magnitude(usual)),
    "negative in words": number("The answer is negative @.", written.magnitude(usual)),
    "negative in a box": number(r"\boxed{-@}", written.magnitude(usual)),
    "negative dollars": number("The answer is -$@.", written.magnitude(usual)),
}
"""Ways to write a number."""

FORMS: Final[Mapping[str, Form]] = {
    **{name: announced(pattern) for name, pattern in ANNOUNCED.items()},
    **WRITTEN,
}
