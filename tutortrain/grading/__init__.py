"""Judging replies without a model: final answers, leaks, guidance, and the rewards made of them.

All of it is exact, linear in time and pure, but for `symbolic`: answers that are no numbers go to worker
processes.
"""
