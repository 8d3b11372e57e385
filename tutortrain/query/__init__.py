"""Asking many runs at once: which ones, in which order, and which settings came out best.

names        what a run can be asked for, and what somebody meant by a part of such a name
expression   `training.lr < 1e-4 and solve > 0.5`, read without ever being executed
values       how two values compare, and what follows where a run has none
direction    which way is better
selection    the runs of a list that are wanted, in order
columns      what stands in a list of runs, for people and for programs; fit, table: how it is laid out
objective    what runs are ranked by, and which of them count
groups       runs that differ in nothing but the seed
standings    those groups, the best first; board: their columns; outcome: what ends a sweep
"""
