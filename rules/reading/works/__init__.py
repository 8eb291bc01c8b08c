"""Which kinds of work a text names, in any words: `named_works`.

A kind is known by phrases (`en.toml` and its like, which explain how to write them). What a phrase has in common with a
sentence counts by how rare its words are among all kinds; `naming.py` then asks what the sentence is about.
"""

from rules.reading.works.naming import MOST_WORKS, Named, as_done_in, named_works
from rules.reading.works.purchases import buys_things
from rules.reading.works.within import Within, within

__all__ = ["MOST_WORKS", "Named", "Within", "as_done_in", "buys_things", "named_works", "within"]
