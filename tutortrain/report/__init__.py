"""report.html: a run, a sweep or a comparison as one file to look at, which asks no server for anything.

Python gathers and reduces what there is; `page/` shows it. Between them stands one JSON text.
"""
