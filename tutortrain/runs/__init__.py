"""A run's directory: how it is named and claimed, what it records, and how many of them are read at once.

naming      overrides to a description that can be typed back
claims      a number of its own for every run, whoever else starts at the same moment
directory   the files of a run by name; from what a user types to run directories
manifest    run.json as values; `record` keeps it up to date while the run goes on
metrics     metrics.jsonl; `checkpoints` keeps checkpoints.jsonl and says which ones may go
catalogue   the manifests of many runs, quickly
jsonl       the one door through which all JSON lines go; `atomic` writes whole files or nothing
"""
