"""From files to batches of tokens: `load` reads and splits, `render` makes tokens, `batches` orders.

A source (`sources/`) maps the rows of a known file to our format; `format` checks them and makes Examples.
"""
