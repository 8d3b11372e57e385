"""checkpoints.jsonl: what was saved when, how good it was, and which ones have been let go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tutortrain.errors import RunError
from tutortrain.runs.jsonl import Row, read_rows, write_rows
from tutortrain.types import Checkpoint

EVAL_LOSS = "eval/loss"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A checkpoint after `step` steps. `kept` is false once the weights have been deleted."""

    step: int
    checkpoint: Checkpoint
    eval_loss: float | None
    kept: bool = True


class CheckpointLog:
    """The records of one run; every change rewrites the file by rename, for there are few.

    Paths within the run directory are stored relative to it, so that a run can be moved.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._root = path.parent.resolve()

    def records(self) -> tuple[Saved, ...]:
        try:
            return tuple(self._from_row(row) for row in read_rows(self.path))
        except (KeyError, TypeError) as error:
            raise RunError(f"{self.path} is no log of checkpoints ({error!r}); restore it") from error

    def add(self, saved: Saved) -> None:
        """Enters a checkpoint that is complete; one of the same name is replaced."""
        others = (old for old in self.records() if old.checkpoint.name != saved.checkpoint.name)
        self._write((*others, saved))

    def forget(self, gone: Sequence[Saved]) -> None:
        """Marks records whose weights are about to be deleted: first this, then the weights."""
        self._write([replace(old, kept=False) if old in gone else old for old in self.records()])

    def cut_back(self, step: int) -> None:
        """Removes the records after `step`."""
        self._write([old for old in self.records() if old.step <= step])

    def newest(self) -> Saved | None:
        """The newest one that a run can go on from: kept and, when it is a folder, still there."""
        usable = [old for old in self.records() if old.kept and _is_there(old.checkpoint)]
        return max(usable, key=lambda old: old.step, default=None)

    def _write(self, records: Sequence[Saved]) -> None:
        write_rows(self.path, (self._to_row(saved) for saved in records))

    def _to_row(self, saved: Saved) -> Row:
        path = saved.checkpoint.path
        if not is_address(path) and Path(path).resolve().is_relative_to(self._root):
            path = Path(path).resolve().relative_to(self._root).as_posix()
        name = saved.checkpoint.name
        return {
            "step": saved.step,
            "name": name,
            "path": path,
            EVAL_LOSS: saved.eval_loss,
            "kept": saved.kept,
        }

    def _from_row(self, row: Row) -> Saved:
        path = row["path"] if is_address(row["path"]) else str(self._root / row["path"])
        checkpoint = Checkpoint(name=row["name"], path=path)
        return Saved(step=row["step"], checkpoint=checkpoint, eval_loss=row[EVAL_LOSS], kept=row["kept"])


def training_run(checkpoint: Checkpoint) -> str | None:
    """The service's name for the training run that saved it; None for a folder on this machine."""
    scheme, found, rest = checkpoint.path.partition("://")
    return rest.partition("/")[0] if scheme and found else None


def best(records: Sequence[Saved]) -> Saved | None:
    """The one with the lowest held-out loss, the earliest of equals; None when none was measured."""
    measured = [
        saved for saved in records if saved.eval_loss is not None and saved.eval_loss == saved.eval_loss
    ]
    return min(measured, key=lambda saved: (saved.eval_loss, saved.step), default=None)


def superfluous(records: Sequence[Saved], *, keep_last: int, keep_best: bool) -> tuple[Saved, ...]:
    """Those still kept that may go: neither among the newest `keep_last` nor, if asked for, the best."""
    kept = sorted((saved for saved in records if saved.kept), key=lambda saved: saved.step)
    spared = kept[max(0, len(kept) - keep_last) :]
    if keep_best and (winner := best(kept)) is not None:
        spared.append(winner)
    return tuple(saved for saved in kept if saved not in spared)


def is_address(path: str) -> bool:
    """Whether it leads to a service rather than to a folder."""
    return "://" in path


def _is_there(checkpoint: Checkpoint) -> bool:
    return is_address(checkpoint.path) or Path(checkpoint.path).exists()
