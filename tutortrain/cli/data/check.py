"""`tutortrain data check FILE...`: what is wrong with training data, and what looks like a slip in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tutortrain.cli.data.asked import Asked, Files, open_console, understand

if TYPE_CHECKING:
    from rich.text import Text

    from tutortrain.data.checking import Check, Finding

_NARROW: Final = 30
"""Columns that a text has at least."""


def check(
    words: Files,
    each: Annotated[
        bool, typer.Option("--all", help="A line for every finding, not only the first 20 of a kind")
    ] = False,
) -> None:
    """Tell what is wrong with files of training data, by file and line; exits with 1 if anything is."""
    from tutortrain.data.checking import Check

    done = Check()
    findings = _findings(done, understand(words))
    kinds = _counted(_told(findings) if each else findings)
    console = open_console()
    console.print(_headline(done))
    for kind in sorted(kinds, key=lambda kind: (not kind.is_problem, -kind.num)):
        console.print(kind.heading())
        if not each:
            for line in kind.places(console.width):
                console.print(line)
    if done.num_bad:
        raise typer.Exit(1)


def _findings(check: "Check", asked: Asked) -> "Iterator[Finding]":
    from tutortrain.errors import DataError

    convert = asked.convert()
    for path in asked.paths:
        check.begin(path)
        num_before = check.num_rows
        for number, value in asked.rows(path, f"checking {path.name}"):
            yield from check.look(number, value, convert)
        if check.num_rows == num_before:
            raise DataError(f"{path} is empty; expected {asked.source.form.expected}.")
    yield from check.compare()


def _told(findings: "Iterable[Finding]") -> "Iterator[Finding]":
    """Each on its line as it is found, as compilers do, for programs that jump to it."""
    for finding in findings:
        typer.echo(f"{finding.place}: {finding.text}")
        yield finding


@dataclass(slots=True, kw_only=True)
class _Kind:
    """What findings have in common, how many there are, and the first of them."""

    text: str
    is_problem: bool
    num: int = 0
    first: "list[Finding]" = field(default_factory=list)

    def add(self, finding: "Finding") -> None:
        from tutortrain.data.listing import MAX_SHOWN

        self.num += 1
        if len(self.first) < MAX_SHOWN:
            self.first.append(finding)

    def heading(self) -> "Text":
        from rich.text import Text

        mark, style = ("✗", "bold red") if self.is_problem else ("!", "bold yellow")
        return Text.assemble(("\n" + mark, style), (f" {self.num:,}  ", "bold"), self.text)

    def places(self, width: int) -> "Iterator[Text]":
        """A line for each of the first, or places alone where nothing else is to be said of them."""
        from rich.text import Text

        room = max(len(finding.place) for finding in self.first)
        for finding in self.first:
            said = "" if finding.text == self.text else finding.text
            head, *rest = wrap(said, max(_NARROW, width - room - 6)) or [""]
            yield Text.assemble(
                "    ", (f"{finding.place:<{room}}" if head else finding.place, "cyan"), f"  {head}".rstrip()
            )
            yield from (Text(" " * (room + 6) + line) for line in rest)
        if self.num > len(self.first):
            yield Text(f"    ... and {self.num - len(self.first):,} more; --all tells each", "dim")


def _counted(findings: "Iterable[Finding]") -> list[_Kind]:
    kinds: dict[str, _Kind] = {}
    for finding in findings:
        kind = kinds.setdefault(finding.kind, _Kind(text=finding.kind, is_problem=finding.is_problem))
        kind.add(finding)
    return list(kinds.values())


def _headline(done: "Check") -> "Text":
    from rich.text import Text

    num_good = done.num_rows - done.num_bad
    parts: list[str | tuple[str, str]] = [
        (f"{done.num_rows:,} row{'s' * (done.num_rows != 1)}", "bold"),
        ": ",
    ]
    parts += [(f"{num_good:,} can be used", "green" if num_good else "")]
    if done.num_bad:
        parts += [", ", (f"{done.num_bad:,} cannot", "bold red")]
    if done.num_unanswered:
        parts += [f" ({done.num_unanswered:,} of them without a reply, for method=rlvr or distillation)"]
    return Text.assemble(*parts)
