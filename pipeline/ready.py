"""Imported before child processes are forked: all that a document needs is then loaded once, not in every child.

The stages load spaCy, jieba and the built-in rules when they first need them, 2 s together; one small document makes
them do so here.
"""

import gc
from contextlib import suppress

from pipeline.flow import understand
from pipeline.model import Document
from pipeline.rulebook import load_rulebook

_TEXT = "示例甲县报告\n\n全县共有小学12所，达到要求，建成气象观测站18个。\n"

with suppress(Exception):  # a fault is told where a report meets it
    understand(Document("ready.txt", "", 0, "txt", "ok", _TEXT), load_rulebook(None))

# What is loaded now stays to the end: collections need not walk it again, and children share its pages.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
