"""Judging replies without a model: final answers, leaks and guidance. Exact, linear in time, and pure."""
