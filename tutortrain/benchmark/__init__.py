"""What a model can do: suites of questions, scores with intervals, and baselines that are asked only once."""
