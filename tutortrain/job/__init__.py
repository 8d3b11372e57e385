"""One training job, from its checked configuration to a run directory that explains itself."""

from tutortrain.job.plan import RunPlan, plan_run
from tutortrain.job.prepare import Job, prepare
from tutortrain.job.resume import resume
from tutortrain.job.run import run_job

__all__ = ["Job", "RunPlan", "plan_run", "prepare", "resume", "run_job"]
