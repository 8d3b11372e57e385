"""`tutortrain leaderboard [RUN...]`."""

from tutortrain.cli.options import AsCsv, AsJson, AsMarkdown, By, Highest, Runs, Top, Where


def leaderboard(
    runs: Runs = None,
    by: By = None,
    highest: Highest = None,
    where: Where = None,
    top: Top = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_md: AsMarkdown = False,
) -> None:
    """Rank settings by their mean over seeds: runs that differ in nothing else are one line."""
    from tutortrain.cli.output import chosen, tell, write
    from tutortrain.query.board import board
    from tutortrain.query.standings import standings
    from tutortrain.runs.lookup import read_all

    form = chosen({"json": as_json, "csv": as_csv, "md": as_md})
    found = standings(read_all(runs or []), by=by, highest=highest, where=where)
    write(found.groups[:top], board(found.objective, found.groups), form)
    tell([f"the best is {found.objective}, a mean over n runs", *found.notes])
