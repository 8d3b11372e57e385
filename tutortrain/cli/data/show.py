"""`tutortrain data show FILE`: conversations as a model reads them, and which of their tokens it learns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tutortrain.cli.data.asked import File, Model, open_console, understand

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from tutortrain.backends.tokenizer import ChatTokenizer
    from tutortrain.data.example import Example
    from tutortrain.data.stretches import Stretch

STYLES: Final = {"template": "bright_black", "read": "", "learned": "bold green"}
CUT: Final = "red strike"
HERE_IT_IS_CUT: Final = "✂"
LEARNED: Final = ("⟦", "⟧")
"""Around what is learned, where there are no colours."""
_CONTROLS: Final = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"}
"""Their pictures, for a terminal would obey them."""


def show(
    words: File,
    num: Annotated[int, typer.Option("--num", "-n", min=1, help="How many conversations")] = 3,
    line: Annotated[int, typer.Option("--line", min=1, help="From this line of the file on")] = 1,
    model: Model = "tiny",
) -> None:
    """Show rows as a model reads them: in green what it learns, in red what is too long and cut off."""
    from tutortrain.backends.tokenizer import open_tokenizer
    from tutortrain.data.fields import BadRow
    from tutortrain.data.format import parse
    from tutortrain.data.forms import converted
    from tutortrain.errors import DataError

    asked = understand(words, model)
    path, settings, convert = asked.only_path(), asked.config.model, asked.convert()
    tokenizer = open_tokenizer(settings.base_model)
    view = _View(console=open_console(), tokenizer=tokenizer, max_length=settings.max_length)
    rows = (row for row in asked.rows(path, f"reading {path.name}") if row[0] >= line)
    number = None
    for number, value in islice(rows, num):
        place = f"{path}:{number}"
        try:
            view.show(parse(converted(value, convert), place))
        except BadRow as error:
            view.refuse(place, str(error))
    if number is None:
        raise DataError(f"{path} has no row from line {line} on.")
    view.explain(settings.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """Frames and colours on a terminal, marks elsewhere."""

    console: "Console"
    tokenizer: "ChatTokenizer"
    max_length: int

    def show(self, example: "Example") -> None:
        from tutortrain.data.stretches import stretches

        rendered = self.tokenizer.render(example.messages)
        parts = tuple(stretches(rendered, self.tokenizer.pieces(example.messages), self.max_length))
        self.console.print(self._framed(example.place, _facts(example), self._text(parts), _counted(parts)))

    def refuse(self, place: str, reason: str) -> None:
        from rich.text import Text

        self.console.print(self._framed(place, "cannot be used", Text(reason, "red"), ""))

    def explain(self, model: str) -> None:
        from rich.text import Text

        left, right = ("", "") if self._is_coloured else LEARNED
        self.console.print(
            Text.assemble(
                f"{model}, at most {self.max_length} tokens: ",
                (f"{left}learned{right}", STYLES["learned"]),
                "  read  ",
                ("the template's own", STYLES["template"]),
                f"  {HERE_IT_IS_CUT} ",
                ("cut off", CUT),
            )
        )

    @property
    def _is_coloured(self) -> bool:
        return self.console.is_terminal and not self.console.no_color

    def _text(self, parts: "Sequence[Stretch]") -> "Text":
        from rich.text import Text

        text, is_cut = Text(), False
        for part in parts:
            if part.is_cut and not is_cut:
                is_cut = True
                text.append(HERE_IT_IS_CUT, "bold red")
            left, right = ("", "") if self._is_coloured or part.part != "learned" else LEARNED
            text.append(
                f"{left}{part.text.translate(_CONTROLS)}{right}", CUT if is_cut else STYLES[part.part]
            )
        return text

    def _framed(self, place: str, facts: str, text: "Text", counts: str) -> "RenderableType":
        from rich.panel import Panel
        from rich.text import Text

        title = Text.assemble((place, "bold cyan"), f"  {facts}".rstrip())
        if not self.console.is_terminal:
            return Text.assemble(title, f"  {counts}".rstrip(), "\n", text, "\n")
        return Panel(
            text,
            title=title,
            title_align="left",
            subtitle=counts,
            subtitle_align="right",
            border_style="bright_black",
        )


def _facts(example: "Example") -> str:
    told = {"grade": example.grade, "answer": example.answer}
    named = [f"{name} {value}" for name, value in told.items() if value is not None]
    return " · ".join([*named, *example.topic_tags])


def _counted(parts: "Iterable[Stretch]") -> str:
    cut = [part for part in parts if part.is_cut]
    counts = f"{_num(parts):,} tokens, {_learned(parts):,} learned"
    return counts if not cut else f"{counts}, {_num(cut):,} cut off ({_learned(cut):,} of what is learned)"


def _num(parts: "Iterable[Stretch]") -> int:
    return sum(part.num_tokens for part in parts)


def _learned(parts: "Iterable[Stretch]") -> int:
    return _num(part for part in parts if part.part == "learned")
