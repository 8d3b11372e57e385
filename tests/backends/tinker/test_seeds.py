"""Random streams of samples."""

from tutortrain.backends.tinker.seeds import seeds


def test_the_seeds_of_a_group_differ_and_repeat_themselves() -> None:
    group = seeds(3, 1, 64)

    assert len(set(group)) == 64
    assert seeds(3, 1, 64) == group
    assert seeds(3, 1, 8) == group[:8]


def test_another_seed_or_prompt_has_other_streams() -> None:
    every = {seed for run in range(4) for prompt in range(50) for seed in seeds(run, prompt, 16)}

    assert len(every) == 4 * 50 * 16
    assert all(0 <= seed < 2**31 for seed in every)
