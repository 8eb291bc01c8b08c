"""Several pieces of work in one text: `pieces_in`.

Two kinds of work are two pieces only as parts of one list ("payroll and bookkeeping to Kraków"), with a verb each
("outsource payroll and move the help desk"), on lines of a list, or in sentences that each ask for something. Work that
is only mentioned is none: what is excluded, stays as it is or is over, what somebody is, what a task consists of, and
what is told behind a "because". Where it is not sure, the text is about one.
"""

from rules.reading.pieces.clauses import MOST_PIECES, Pieces, pieces_in, with_words_of

__all__ = ["MOST_PIECES", "Pieces", "pieces_in", "with_words_of"]
