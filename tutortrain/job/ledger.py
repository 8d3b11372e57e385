"""What a run uses of every model, and what that costs."""

from dataclasses import dataclass, replace

from tutortrain.config.backend import BackendConfig, TinkerConfig
from tutortrain.config.prices import Prices
from tutortrain.errors import ConfigError, OverBudget
from tutortrain.job.models import Meters
from tutortrain.job.plan import plan_run
from tutortrain.job.prepare import Job
from tutortrain.runs.manifest import Cost
from tutortrain.usage import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The meters of a job with the prices of its service; `limit` is what the run may cost."""

    meters: Meters
    prices: Prices
    estimate: float | None
    limit: float | None

    def restore(self, cost: Cost | None) -> None:
        """Goes on from what earlier attempts have used."""
        for model, usage in cost.usage.items() if cost else ():
            self.meters[model].usage = usage

    def total(self) -> Cost:
        """What has been used so far."""
        usage = {model: meter.usage for model, meter in self.meters.items() if meter.usage != Usage()}
        return Cost(
            currency=self.prices.currency, estimate=self.estimate, actual=self.prices.of(usage), usage=usage
        )

    def check(self) -> None:
        """Raises OverBudget when the limit has been passed."""
        total = self.total()
        if self.limit is not None and total.actual is not None and total.actual > self.limit:
            raise OverBudget(
                f"stopped at {total.actual:.2f} {total.currency}, which is more than "
                f"backend.max_cost={self.limit:g}; `--max-cost` gives more"
            )


def open_ledger(job: Job) -> Ledger | None:
    """None where nothing is billed. Raises ConfigError for a limit that nobody could keep to."""
    backend = job.config.backend
    prices = prices_of(backend)
    limit = backend.max_cost if isinstance(backend, TinkerConfig) else None
    if prices is None and limit is None:
        return None
    usage = plan_run(job).usage
    unknown = [model for model in usage if prices is None or model not in prices.models]
    if limit is not None and unknown:
        raise ConfigError(
            f"backend.max_cost={limit:g}: the price of {', '.join(unknown)} at this service is not known; "
            "add it to conf/prices.yaml, or set the limit to null"
        )
    assert prices is not None, "without prices every limit has been refused"
    return Ledger(meters=job.meters, prices=prices, estimate=prices.of(usage), limit=limit)


def prices_of(backend: BackendConfig) -> Prices | None:
    """None where nobody bills, or nobody knows what."""
    return backend.billed if isinstance(backend, TinkerConfig) else None


def with_limit(backend: BackendConfig, max_cost: float) -> BackendConfig:
    """The same with another limit. Raises ConfigError for a backend that bills nothing."""
    if not isinstance(backend, TinkerConfig):
        raise ConfigError(f"--max-cost: nothing is billed by backend={backend.kind}")
    return replace(backend, max_cost=max_cost)
