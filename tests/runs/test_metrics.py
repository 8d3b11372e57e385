import math

from tutortrain.runs.metrics import Best, MetricsLog, cut_back, read, summarise


def write(path, *rows):
    with MetricsLog(path) as log:
        for step, values in rows:
            log.write(step, values)


def test_a_log_gives_back_its_rows_in_order(tmp_path):
    path = tmp_path / "metrics.jsonl"
    write(path, (0, {"eval/loss": 2.5}), (1, {"train/loss": 2.25}))
    assert path.read_text() == '{"step": 0, "eval/loss": 2.5}\n{"step": 1, "train/loss": 2.25}\n'
    assert read(path) == [{"step": 0, "eval/loss": 2.5}, {"step": 1, "train/loss": 2.25}]


def test_cutting_back_keeps_the_steps_up_to_the_checkpoint_and_no_torn_line(tmp_path):
    path = tmp_path / "metrics.jsonl"
    write(path, *((step, {"train/loss": 1.0 / (step + 1)}) for step in range(5)))
    with path.open("a") as file:
        file.write('{"step": 5, "tr')
    cut_back(path, 2)
    assert [row["step"] for row in read(path)] == [0, 1, 2]
    write(path, (3, {"train/loss": 0.5}))
    assert read(path)[-1] == {"step": 3, "train/loss": 0.5}


def test_cutting_back_a_log_that_was_never_begun_does_nothing(tmp_path):
    cut_back(tmp_path / "metrics.jsonl", 3)
    assert read(tmp_path / "metrics.jsonl") == []


def test_a_summary_has_last_values_and_the_earliest_best_loss(tmp_path):
    summary = summarise(
        [
            {"step": 0, "eval/loss": 3.0},
            {"step": 1, "train/loss": math.nan, "time/step": 0.5},
            {"step": 2, "train/loss": 1.5, "eval/loss": 1.0, "time/step": 0.25},
            {"step": 4, "train/loss": 1.75, "eval/loss": 1.0},
        ]
    )
    assert summary.final == {"eval/loss": 1.0, "time/step": 0.25, "train/loss": 1.75}
    assert summary.best == {"eval/loss": Best(value=1.0, step=2)}


def test_a_log_survives_a_loss_that_is_no_number_and_stays_strict_json(tmp_path):
    path = tmp_path / "metrics.jsonl"
    write(path, (1, {"train/loss": math.nan, "grad_norm": math.inf}), (2, {"train/loss": 0.5}))
    assert path.read_text() == (
        '{"step": 1, "train/loss": null, "grad_norm": null}\n{"step": 2, "train/loss": 0.5}\n'
    )
    first, second = read(path)
    assert math.isnan(first["train/loss"])
    assert math.isnan(first["grad_norm"])
    assert second == {"step": 2, "train/loss": 0.5}
    cut_back(path, 1)
    assert path.read_text() == '{"step": 1, "train/loss": null, "grad_norm": null}\n'


def test_a_best_is_never_infinite():
    assert summarise([{"step": 0, "eval/loss": math.inf}]).best == {}
