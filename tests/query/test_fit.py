from tutortrain.query.fit import Strip, draw, fitted

RUN = Strip(
    cells=["run", "outputs/sft/sft_001_lr1e-4_a_long_description"],
    brief=["run", "sft_001_lr1e-4_a_long_description"],
    is_text=True,
    spare=None,
)


def figures(heading: str, cell: str, spare: int | None) -> Strip:
    return Strip(cells=[heading, cell], brief=None, is_text=False, spare=spare)


SECONDS, SOLVE = figures("seconds", "60", 1), figures("solve", "0.500", 8)


def test_what_fits_is_left_as_it_is():
    assert fitted([RUN, SECONDS, SOLVE], 61) == ([RUN, SECONDS, SOLVE], [])


def test_text_gives_way_before_a_column_does():
    kept, left_out = fitted([RUN, SECONDS, SOLVE], 60)
    assert left_out == []
    assert draw(kept).splitlines()[1] == "sft_001_lr1e-4_a_long_description       60  0.500"
    kept, left_out = fitted([RUN, SECONDS, SOLVE], 44)
    assert left_out == []
    assert draw(kept).splitlines()[1] == "sft_001_lr1e-4_a_long_descr…       60  0.500"


def test_columns_are_left_out_the_least_wanted_first_and_named():
    kept, left_out = fitted([RUN, SECONDS, SOLVE], 32)
    assert left_out == ["seconds"]
    assert draw(kept).splitlines() == ["run                        solve", "sft_001_lr1e-4_a_long_de…  0.500"]


def test_a_column_that_was_asked_for_is_kept_longest_and_the_first_always():
    asked = figures("training.lr", "0.0001", None)
    assert fitted([RUN, SOLVE, asked], 40)[1] == ["solve"]
    kept, left_out = fitted([RUN, SOLVE, asked], 10)
    assert ([strip.heading for strip in kept], left_out) == (["run"], ["solve", "training.lr"])


def test_an_empty_column_that_can_be_spared_is_not_spoken_of():
    kept, left_out = fitted([RUN, figures("leak", "", 7), figures("training.lr", "", None)], 100)
    assert ([strip.heading for strip in kept], left_out) == (["run", "training.lr"], [])
