"""What gets a line where there are too few of them."""

from tutortrain.query.objective import choose
from tutortrain.watch.lookout import Lookout
from tutortrain.watch.order import Rest, arrange
from tutortrain.watch.seen import Seen


def shown(lines: list[Seen | Rest]) -> list[str]:
    return [line.path.name if isinstance(line, Seen) else str(line) for line in lines]


def test_where_everything_fits_it_stands_in_order_of_what_matters(tmp_path, make_run):
    make_run("3_low", final={"eval/loss": 0.5})
    make_run("1_high", final={"eval/loss": 2.0})
    make_run("5_unknown")
    make_run("4_failed", "failed")
    make_run("10_later", "running")
    make_run("2_sooner", "running")
    seen = Lookout([str(tmp_path)]).look()
    lines = arrange(seen, choose(None, [run.entry for run in seen]), room=6)
    assert shown(lines) == [
        "2_sooner", "10_later", "4_failed", "3_low", "1_high", "5_unknown",
    ]  # fmt: skip


def test_of_a_hundred_jobs_the_few_lines_go_to_what_is_running_wrong_and_best(tmp_path, make_run):
    for number in range(100):
        status = "running" if number < 10 else "failed" if number < 20 else "completed"
        make_run(f"{number}_x", status, final={"eval/loss": number / 100})
    seen = Lookout([str(tmp_path)]).look()
    assert shown(arrange(seen, choose(None, [run.entry for run in seen]), room=18)) == [
        *(f"{number}_x" for number in range(8)), "… 2 more running",
        "19_x", "18_x", "17_x", "… 7 more not completed",
        "20_x", "21_x", "22_x", "23_x", "… 76 more completed",
    ]  # fmt: skip


def test_with_hardly_any_room_every_kind_is_still_counted(tmp_path, make_run):
    for number in range(9):
        make_run(f"{number}_x", ("running", "failed", "completed")[number % 3])
    lines = arrange(Lookout([str(tmp_path)]).look(), None, room=1)
    assert shown(lines) == ["… 3 more running", "… 3 more not completed", "… 3 more completed"]
