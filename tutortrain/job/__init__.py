"""One training job, from its checked configuration to a run directory that explains itself."""

from tutortrain.job.ledger import open_ledger, prices_of, with_limit
from tutortrain.job.plan import RunPlan, plan_run
from tutortrain.job.prepare import Job, prepare, survey
from tutortrain.job.resume import resume
from tutortrain.job.run import run_job

__all__ = [
    "Job",
    "RunPlan",
    "open_ledger",
    "plan_run",
    "prepare",
    "prices_of",
    "resume",
    "run_job",
    "survey",
    "with_limit",
]
