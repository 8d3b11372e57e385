"""How good tags are, as a table: shares with n and 95 % intervals, beside the best constant guess."""

from collections.abc import Sequence

from tutortrain.benchmark.statistics import Estimate, estimate, paired
from tutortrain.curriculum.evaluation import Bin, Judged, calibration, constant
from tutortrain.curriculum.taxonomy import GRADES
from tutortrain.query.table import layout

Line = list[str]


def report(judged: Sequence[Judged]) -> str:
    """Rows about one problem are not taken to be independent; rows whose request failed are counted apart."""
    answered = [row for row in judged if row.tag.failure is None]
    lines = [*_grades(answered), *_topics(answered)]
    parts = [layout(["what", "%", "95 %", "n"], lines, right_from=1)]
    if bins := calibration(answered):
        parts.append(_calibration(bins))
    if failures := [row.tag.failure for row in judged if row.tag.failure is not None]:
        parts.append(f"{len(failures)} of {len(judged)} requests failed, the first for: {failures[0]}")
    return "\n\n".join(parts)


def _grades(judged: Sequence[Judged]) -> list[Line]:
    graded = [row for row in judged if row.grade is not None]
    covered = [row for row in graded if row.gap is not None]
    if not covered:
        return []
    lines = [_line("grade given", [row.gap is not None for row in graded], graded)]
    for name, within in (("grade exact", 0), ("within one", 1)):
        right = [row.gap is not None and row.gap <= within for row in covered]
        guess = constant(graded, within)
        by_guess = [row.grade is not None and abs(row.grade - guess) <= within for row in covered]
        lines += [
            _line(name, right, covered),
            _line(f"  always {GRADES[guess]}, same rows", by_guess, covered),
            _difference(by_guess, right, covered),
        ]
    return lines


def _topics(judged: Sequence[Judged]) -> list[Line]:
    with_domain = [row for row in judged if row.domain is not None]
    with_standard = [row for row in judged if row.standard is not None]
    return [
        _line(name, right, rows)
        for name, right, rows in (
            ("domain", [row.tag.domain == row.domain for row in with_domain], with_domain),
            ("standard", [row.tag.topic == row.standard for row in with_standard], with_standard),
        )
        if rows
    ]


def _line(name: str, right: Sequence[bool], rows: Sequence[Judged]) -> Line:
    found = estimate([float(each) for each in right], [row.cluster for row in rows])
    return [name, f"{100 * found.value:.1f}", _interval(found), str(found.n)]


def _difference(guess: Sequence[bool], right: Sequence[bool], rows: Sequence[Judged]) -> Line:
    """In points, of the tagger over the constant."""
    found = paired(
        [float(each) for each in guess], [float(each) for each in right], [row.cluster for row in rows]
    )
    interval = f"[{100 * found.low:+.1f}, {100 * found.high:+.1f}]"
    return ["  difference", f"{100 * found.difference:+.1f}", interval, str(found.num_paired)]


def _interval(found: Estimate) -> str:
    return f"[{100 * found.low:.1f}, {100 * found.high:.1f}]"


def _calibration(bins: Sequence[Bin]) -> str:
    total = sum(each.num for each in bins)
    error = sum(each.num * abs(each.confidence - each.right) for each in bins) / total
    rows = [[f"{each.confidence:.2f}", f"{100 * each.right:.1f}", str(each.num)] for each in bins]
    return "\n".join(
        [layout(["confidence", "within one %", "n"], rows, right_from=0), f"calibration error {error:.3f}"]
    )
