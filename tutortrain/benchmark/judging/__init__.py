"""A language model's opinion of replies, which is never taken for a measurement.

judge      who is asked, by which rubric, and what is read from what it says
labelled   replies that people have labelled, by which the judge is judged
opinions   asks the judge, and keeps what it said
agreement  how far it agrees with the labels
verdicts   what replies come to, by a suite's rules or by its judge
"""
