"""A run's directory: how it is named and claimed, what it records, and how many of them are read at once.

naming      overrides to a description that can be typed back
claims      a number of its own for every run, whoever else starts at the same moment
directory   the files of a run by name; from what a user types to run directories
manifest    run.json as values; `record` keeps it up to date while the run goes on
progress    progress.json, which tells other processes and machines how far a run has got
metrics     metrics.jsonl; `checkpoints` keeps checkpoints.jsonl and says which ones may go
catalogue   the manifests of many runs, quickly
sweep       sweep.json: the jobs of a sweep, and what became of them
lock        a directory belongs to one process at a time; without one, a run that is `running` was killed
provenance  the code a run was made with: commit, packages, digests
jsonl       the one door through which all JSON lines go; `strict_json` writes what every program can read
removal     runs and checkpoints that go for good
following   a log that grows, read on from where it was left
atomic      whole files or nothing
"""
