"""What a check says of one relation that it tried, before it becomes a line of checks.jsonl or findings.jsonl."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.model import CheckResult, Evidence, Fact, Severity


@dataclass(frozen=True, slots=True)
class Outcome:
    """A relation that was tried and how it ended.

    ``relation`` names the rule or kind of relation (part of the stable ids). ``facts`` are all figures that take part,
    ``suspects`` those that may be wrong (the base of a share usually is not); findings that share a suspect are
    related. ``docs`` are the documents of the figures and those given beside them, ``key`` the id of the relation.
    ``severity`` and ``message`` are set where the relation is violated.
    """

    check: str
    relation: str
    facts: tuple[Fact, ...]
    result: CheckResult
    arithmetic: str | None = None
    reason: str | None = None
    severity: Severity | None = None
    message: str = ""
    expected: str | None = None
    stated: str | None = None
    suspects: tuple[Fact, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    docs: tuple[str, ...] = ()
    key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        docs = tuple(sorted({f.doc for f in self.facts} | set(self.docs)))
        named = () if self.facts else docs
        words = (self.check, self.relation, *named, *sorted(f.fact_id for f in self.facts))
        object.__setattr__(self, "docs", docs)
        object.__setattr__(self, "key", digest(*words))

    @property
    def check_id(self) -> str:
        """The id of its line in checks.jsonl."""
        return digest("check", self.key)


def digest(*words: str) -> str:
    """Sixteen hex digits that stand for ``words``."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]


def satisfied(
    check: str, relation: str, facts: Iterable[Fact], arithmetic: str, exact: bool = True, reason: str | None = None
) -> Outcome:
    """A relation that holds; ``exact`` says whether also without the play of the written decimals."""
    result: CheckResult = "satisfied" if exact else "satisfied by rounding"
    return Outcome(check, relation, unique(facts), result, arithmetic, reason)


def not_checkable(check: str, relation: str, facts: Iterable[Fact], reason: str, docs: Iterable[str] = ()) -> Outcome:
    """A relation that could not be tried; ``reason`` (Chinese) says what is missing."""
    return Outcome(check, relation, unique(facts), "not checkable", None, reason, docs=tuple(docs))


def violated(
    check: str,
    relation: str,
    facts: Iterable[Fact],
    *,
    severity: Severity,
    message: str,
    arithmetic: str | None,
    expected: str | None = None,
    stated: str | None = None,
    suspects: Iterable[Fact] | None = None,
    evidence: Iterable[Evidence] = (),
    docs: Iterable[str] = (),
) -> Outcome:
    """A relation that cannot hold (``error``), is implausible (``warning``) or is worth knowing (``info``)."""
    facts = unique(facts)
    return Outcome(
        check=check,
        relation=relation,
        facts=facts,
        result="violated",
        arithmetic=arithmetic,
        severity=severity,
        message=message,
        expected=expected,
        stated=stated,
        suspects=facts if suspects is None else unique(suspects),
        evidence=tuple(evidence),
        docs=tuple(docs),
    )


def unique(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Each fact once, in the given order."""
    return tuple({f.fact_id: f for f in facts}.values())
