"""The check of final answers beside math-verify, on 5,000 replies whose verdict is known; and its speed.

    python benchmarks/grading_audit.py

Every reply is written from a gold answer (tutortrain/grading/audit), so that it is known who is right. A
disagreement is listed by the form of the reply, with an example. math-verify is asked as its documentation
shows: `verify(parse(answer), parse(reply))`.
"""

import time
from collections import defaultdict
from collections.abc import Sequence

from math_verify import parse, verify
from rich.console import Console
from rich.table import Table

from tutortrain.grading.audit.cases import Case, cases
from tutortrain.grading.audit.gold import draw_answers
from tutortrain.grading.check import check
from tutortrain.grading.symbolic import SymbolicChecker

NUM_CASES = 5000
NUM_TIMED = 100_000


def main() -> None:
    made = list(cases(draw_answers(60, seed=0)))[:NUM_CASES]
    started = time.process_time()
    theirs = [bool(verify(parse(case.answer), parse(case.reply))) for case in made]
    seconds = time.process_time() - started
    with SymbolicChecker() as checker:
        ours = [done.verdict == "correct" for done in checker.check_all([(c.reply, c.answer) for c in made])]
    console = Console()
    console.print(disagreements(made, ours, theirs))
    console.print(summary(made, ours, theirs))
    console.print(
        f"math-verify: {len(made) / seconds:,.0f} checks/s; ours: {checks_a_second():,.0f} checks/s"
    )


def disagreements(made: Sequence[Case], ours: Sequence[bool], theirs: Sequence[bool]) -> Table:
    groups: dict[tuple[str, bool], list[tuple[Case, bool, bool]]] = defaultdict(list)
    for case, our, their in zip(made, ours, theirs, strict=True):
        groups[case.form, case.is_right].append((case, our, their))
    table = Table("form", "has to be", "n", "we are right", "they are right", "example", "answer")
    for (form, is_right), judged in groups.items():
        differ = [entry for entry in judged if entry[1] != entry[2]]
        if differ:
            won = sum(our == is_right for _, our, _ in differ)
            case = differ[0][0]
            counts = (str(len(judged)), str(won), str(len(differ) - won))
            table.add_row(
                form, "accepted" if is_right else "refused", *counts, ascii(case.reply)[-45:], case.answer
            )
    return table


def summary(made: Sequence[Case], ours: Sequence[bool], theirs: Sequence[bool]) -> str:
    lines = [f"{len(made)} cases, {sum(o != t for o, t in zip(ours, theirs, strict=True))} disagreements"]
    for name, verdicts in (("ours", ours), ("math-verify", theirs)):
        judged = list(zip(made, verdicts, strict=True))
        refused = sum(case.is_right and not verdict for case, verdict in judged)
        accepted = sum(verdict and not case.is_right for case, verdict in judged)
        lines.append(f"{name}: {refused} right answers refused, {accepted} wrong ones accepted")
    return "\n".join(lines)


def checks_a_second() -> float:
    """Of the exact check on one core, every reply and answer another."""
    replies = [f"They cost {n} dollars each.\n{n} * 3 = {3 * n}\n#### {3 * n:,}" for n in range(NUM_TIMED)]
    started = time.process_time()
    right = sum(check(reply, str(3 * n)).verdict == "correct" for n, reply in enumerate(replies))
    assert right == NUM_TIMED, f"{right} of {NUM_TIMED} right"
    return NUM_TIMED / (time.process_time() - started)


if __name__ == "__main__":
    main()
