"""What has changed since a run was made: settings that conf/ now gives otherwise, code, packages, data."""

from collections.abc import Iterator
from dataclasses import replace

from tutortrain.compare import cells
from tutortrain.compare.runs import origins
from tutortrain.compare.settings import differing_settings
from tutortrain.job.prepare import Job
from tutortrain.job.run import data_files
from tutortrain.runs import provenance
from tutortrain.runs.manifest import Manifest, flatten


def changes_since(earlier: Manifest, job: Job) -> Iterator[str]:
    """A line for everything that would make the run another one. job: what its overrides come to today.

    What the base model or a teacher holds by now is not looked at.
    """
    today = replace(
        earlier,
        config=flatten(job.config),
        git=provenance.git(),
        packages=provenance.packages(),
        data=data_files(job)
        if earlier.data
        else {},  # nothing is known of a run that ended before it read any
    )
    for pair in ((earlier.config, today.config), (origins(earlier), origins(today))):
        for differing in differing_settings(pair):
            before, now = map(cells.setting, differing.values)
            yield f"{differing.key}: {before} -> {now}"
