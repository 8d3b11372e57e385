"""Many runs as one: a directory of their own, where they run, and going on until all are complete.

jobs       which jobs a sweep has, and what is left to do for each
folder     the directory of a sweep: claimed, locked, and its manifest kept true
task       one job, in this process or in one of its own
launchers  where tasks run: a file each
search     a sweep whose jobs Optuna chooses
closing    what is told at the end
start      a new sweep, one that goes on, and one that is extended
"""
