from tutortrain.runs.following import Following
from tutortrain.runs.metrics import MetricsLog, cut_back


def steps(log: Following) -> list[int]:
    return [row["step"] for row in log.rows()]


def test_a_log_is_read_on_from_where_it_was_left(tmp_path):
    path = tmp_path / "metrics.jsonl"
    log = Following(path)
    assert log.rows() == []
    with MetricsLog(path) as writer:
        writer.write(1, {"train/loss": 2.0})
        assert log.rows() == [{"step": 1, "train/loss": 2.0}]
        with path.open("ab") as torn:
            torn.write(b'{"step": 2, "train')
        assert steps(log) == [1]
        with path.open("ab") as rest:
            rest.write(b'/loss": 1.5}\n')
        assert log.rows()[1:] == [{"step": 2, "train/loss": 1.5}]


def test_a_log_that_was_cut_back_is_read_anew(tmp_path):
    path = tmp_path / "metrics.jsonl"
    with MetricsLog(path) as writer:
        for step in range(5):
            writer.write(step, {})
    log = Following(path)
    assert steps(log) == [0, 1, 2, 3, 4]
    cut_back(path, 2)
    with MetricsLog(path) as writer:
        for step in range(3, 9):
            writer.write(step, {})
    assert steps(log) == list(range(9))
    path.write_bytes(b'{"step": 7}\n')
    assert steps(log) == [7]
    path.unlink()
    assert steps(log) == []


def test_what_is_no_row_is_passed_over(tmp_path):
    path = tmp_path / "metrics.jsonl"
    path.write_bytes(b'{"step": 0}\n\n{"step"\nnull\n{"step": 1}\r\n')
    assert steps(Following(path)) == [0, 1]
