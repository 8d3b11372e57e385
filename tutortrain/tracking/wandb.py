"""Weights & Biases, online or in files for `wandb sync`."""

import os
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import wandb

from tutortrain.config.tracking import WandbConfig
from tutortrain.errors import UserError
from tutortrain.runs.jsonl import Row
from tutortrain.runs.metrics import STEP
from tutortrain.tracking.base import Outcome, TrackedRun

ID_BYTES: Final = 6
INIT_SECONDS: Final = 30
FLUSH_SECONDS: Final = 0.1
"""W&B's own process keeps rows for 15 s otherwise, and loses them when this one is killed."""


def check_key(config: WandbConfig) -> None:
    """Raises UserError where a run online would have to ask for a key. A wrong one is W&B's to refuse."""
    if config.mode == "offline" or os.environ.get("WANDB_API_KEY"):
        return
    with suppress(wandb.Error):  # there is a key, and its service does not answer or does not like it
        if not wandb.login(prompt=False):
            raise UserError(
                "tracking=wandb knows no key: put WANDB_API_KEY into .env, type `wandb login`, or take "
                "tracking.wandb.mode=offline"
            )


class WandbRun:
    """W&B is told what the other trackers are: no machine, no command line, no code, no terminal.

    Offline every attempt is a folder of its own with the same id; `wandb sync` makes one run of them.
    """

    def __init__(self, config: WandbConfig, run: TrackedRun) -> None:
        self.id = run.id or secrets.token_hex(ID_BYTES)
        self._run = wandb.init(
            project=config.project,
            entity=config.entity,
            name=run.name,
            group=run.sweep,
            id=self.id,
            resume="allow",
            mode=config.mode,
            dir=run.place.resolve(),  # W&B's process may be one that another program started elsewhere
            config=dict(run.config),
            allow_val_change=True,
            settings=_settings(config),
        )

    def log(self, rows: Sequence[Row]) -> None:
        for row in rows:
            values = {key: value for key, value in row.items() if key != STEP}
            self._run.log(values, step=row[STEP], commit=True)  # or W&B keeps it back for more of that step

    def finish(self, outcome: Outcome) -> None:
        try:
            self._run.summary.update({**outcome.scores, "status": outcome.status})
            if outcome.report is not None:
                copied = shutil.copy(outcome.report, self._run.dir)
                self._run.save(copied, base_path=self._run.dir, policy="now")
        finally:  # or the next run of this process would go on in this one
            self._run.finish(exit_code=0 if outcome.status == "completed" else 1)


def _settings(config: WandbConfig) -> wandb.Settings:
    return wandb.Settings(
        console="off",
        silent=True,
        disable_git=True,
        disable_code=True,
        x_disable_meta=True,
        x_disable_machine_info=True,
        x_disable_stats=True,
        x_transaction_log_flush_interval=FLUSH_SECONDS,
        init_timeout=INIT_SECONDS,
        finish_timeout=config.finish_seconds,
        finish_timeout_raises=True,
    )
