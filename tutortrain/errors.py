"""Every error that tutortrain raises on purpose.

    TutorTrainError            what was wrong, the value, and what to do about it
    ├── UserError              a mistake in the input; refused before a run number is spent (exit code 2)
    │   ├── ConfigError        an override or a configuration file
    │   ├── DataError          a data file or one of its rows
    │   ├── ModelError         a model folder, hub id or tokenizer
    │   ├── RunError           a run directory that cannot be used as asked
    │   └── QueryError         a question about runs: what it names, or how it is written
    ├── BackendError           the learner or its service failed in the middle of a run (exit code 1)
    │   ├── Unavailable        the service that trains is gone, or does no more work for now
    │   └── EndpointError      a served model that cannot be reached, or refuses whatever it is asked
    │       └── NoModelList    it answers, but does not say which models it serves
    ├── LaunchError            what runs the jobs of a sweep has lost them (exit code 1)
    ├── RunFailed              something unforeseen ended a run; its log has the traceback (exit code 1)
    └── Interrupted            the user stopped the run; it can be resumed (exit code 130)
        └── OverBudget         it has cost more than it was to, which is no reason to stop other runs

Errors of other libraries are translated once, in the adapter that calls them (`raise ... from error`).
"""


class TutorTrainError(Exception):
    """The root: catching it catches whatever tutortrain itself decided to refuse."""

    exit_code = 1


class UserError(TutorTrainError):
    """The input is wrong and nothing has been started; the message names the place and the remedy."""

    exit_code = 2


class ConfigError(UserError):
    """A setting: unknown, of the wrong type, out of range or missing."""


class DataError(UserError):
    """A data file that cannot be read, or rows that break the format; all bad rows are in one message."""


class ModelError(UserError):
    """A model that is not there, cannot be loaded, or does not fit what was asked of it."""


class BackendError(TutorTrainError):
    """The learner failed while it was working."""


class Unavailable(BackendError):
    """Nothing is wrong with the run: it is interrupted, and can be resumed when the service is back."""


class EndpointError(BackendError):
    """No server there, no right to use it, or no such model: every further request would fail alike."""


class NoModelList(EndpointError):
    """The route that lists models is missing or failed, so whether one is served cannot be said from it."""


class LaunchError(TutorTrainError):
    """The processes or machines that a sweep's jobs were running on are gone; the sweep can be resumed."""


class RunFailed(TutorTrainError):
    """A run ended by an error that nobody foresaw, perhaps a bug of ours."""


class RunError(UserError):
    """A run directory that does not exist, is damaged, or is in the wrong state for what was asked."""


class QueryError(UserError):
    """A question about many runs that has no answer: its expression, or a name in it, is wrong."""


class Interrupted(TutorTrainError):
    """Ctrl-C or SIGTERM, after everything pending was finished and saved."""

    exit_code = 130


class OverBudget(Interrupted):
    """The run has reached what it may cost; it can be resumed with a higher limit."""
