"""Looking on while runs go on, from any terminal or machine that sees their directories.

seen      a run at one moment, with what it has logged since run.json was written
lookout   the same directories looked at again and again
order     what matters first, in as many lines as there are
columns   what stands in a line
view      the whole of it, for a terminal
"""
