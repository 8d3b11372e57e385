"""The training stage: runs the loop, measures the held-out loss, logs every step and keeps checkpoints."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tutortrain.backends.base import Backend, Trainer
from tutortrain.display.base import Display
from tutortrain.job.log import log
from tutortrain.job.prepare import Job
from tutortrain.job.stages import showing
from tutortrain.job.stop import Stop
from tutortrain.methods.base import Method, Workspace
from tutortrain.methods.loop import Finished, Learning, Plan, mean_loss, train
from tutortrain.methods.schedule import num_steps
from tutortrain.runs.checkpoints import EVAL_LOSS, CheckpointLog, Saved, superfluous
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.jsonl import Row, append_rows
from tutortrain.runs.metrics import MetricsLog
from tutortrain.types import Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """One attempt at the training of a job, from the step after its newest checkpoint.

    on_logged: given every row that stands in metrics.jsonl. on_saved: called after every checkpoint, when log
    and checkpoint agree.
    """

    job: Job
    directory: RunDirectory
    backend: Backend
    display: Display
    stop: Stop
    on_logged: Callable[[Row], None]
    on_saved: Callable[[], None]

    def run(self) -> Trainer:
        """Trains to the last step and returns the trainer with its final weights.

        Raises Interrupted after a signal, when everything pending has been finished, logged and saved.
        """
        log_of_checkpoints = CheckpointLog(self.directory.checkpoint_log)
        newest = log_of_checkpoints.newest()
        trainer = self.backend.trainer(newest.checkpoint if newest else None)
        with MetricsLog(self.directory.metrics) as metrics:
            self._train(trainer, metrics, log_of_checkpoints, start=newest.step if newest else 0)
        self.stop.check()
        return trainer

    def _train(self, trainer: Trainer, metrics: MetricsLog, checkpoints: CheckpointLog, start: int) -> None:
        config, method = self.job.config, self._method()
        total = num_steps(config.training, method.num_rows)
        plan = Plan(seed=config.seed, start=start, num_steps=total, training=config.training)
        learning = Learning(trainer=trainer, method=method)
        self.display.begin("training", total, start)
        if start == 0:
            self._log(metrics, 0, self._held_out(trainer))
        for finished in train(learning, plan, lambda: self.stop.requested):
            self._after(finished, plan, trainer, metrics, checkpoints)

    def _method(self) -> Method:
        """The method with whatever it has to make first, which is kept in the run's directory."""
        config = self.job.config
        workspace = Workspace(
            seed=config.seed,
            directory=self.directory,
            shared=Path(config.output_root),
            progress=showing(self.display, self.stop),
            check=self.stop.check,
            note=self.display.note,
        )
        return self.job.recipe.begin(workspace)

    def _after(
        self,
        finished: Finished,
        plan: Plan,
        trainer: Trainer,
        metrics: MetricsLog,
        checkpoints: CheckpointLog,
    ) -> None:
        """The loop is at rest wherever something is looked at or saved, so log and checkpoint agree."""
        step = finished.step
        looked = self._held_out(trainer) if plan.evaluates(step) else {}
        append_rows(self.directory.rollouts, [{"step": step, **row} for row in finished.rollouts])
        self._log(metrics, step, {**finished.metrics, **looked})
        if plan.saves(step) or finished.is_last:
            saved = Saved(
                step=step, checkpoint=trainer.save(f"step_{step:06d}"), eval_loss=looked.get(EVAL_LOSS)
            )
            self._keep(saved, checkpoints)

    def _held_out(self, trainer: Trainer) -> dict[str, float]:
        rows = self.job.held_out.data[: self.job.config.training.eval_rows]
        return {EVAL_LOSS: mean_loss(trainer, rows)} if rows else {}

    def _log(self, metrics: MetricsLog, step: int, row: dict[str, float]) -> None:
        self.on_logged(metrics.write(step, row))
        log.info("step %d %s", step, " ".join(f"{key}={value:.6g}" for key, value in row.items()))
        self.display.advance(step, row)

    def _keep(self, saved: Saved, checkpoints: CheckpointLog) -> None:
        """The new checkpoint is complete before an old one goes."""
        checkpoints.add(saved)
        self.on_saved()
        rules = self.job.config.training.checkpoint
        gone = superfluous(checkpoints.records(), keep_last=rules.keep_last, keep_best=rules.keep_best)
        checkpoints.forget(gone)
        for old in gone:
            self._delete(old.checkpoint)

    def _delete(self, checkpoint: Checkpoint) -> None:
        self.backend.delete(checkpoint)
        log.info("checkpoint %s deleted", checkpoint.name)
