"""Which figures are about a part of the county: the contract's ``scope`` and conventions 5 to 10, 15, 16, 27."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from pipeline.model import Figure
from pipeline.normalise.bind import Binding
from pipeline.normalise.context import Context
from pipeline.normalise.periods import Period
from pipeline.normalise.phrases import scope_in

# A type of school alone is the county's figure (convention 8): it is a part only beside a sibling or a total.
_TYPES = frozenset({"寄宿制", "非寄宿制"})
_PRIVATE = "private_schools"


def scopes_of(
    figures: Sequence[Figure], bindings: Sequence[Binding], stages: Sequence[tuple[str | None, ...]],
    periods: Sequence[Period | None], context: Context,
) -> list[str | None]:  # fmt: skip
    """A scope or None for every figure of the prose, in order (None for number cells: they know their rows)."""
    scopes: list[str | None] = []
    for n, figure in enumerate(figures):
        scopes.append(None if figure.cell else _own(figure, bindings[n], context) or _inherited(n, figures, scopes, context))
    for group in _siblings(figures, bindings, stages, periods, scopes, context):
        labels = [_words(figures[n], bindings[n], context) for n in group]
        if len(set(labels)) == len(group) and all(labels):
            for n, label in zip(group, labels, strict=True):
                scopes[n] = label
    return scopes


def _own(figure: Figure, binding: Binding, context: Context) -> str | None:
    """The qualifier in the figure's own phrase, outside the term that names its indicator."""
    own = context.text[figure.own[0] : figure.at]
    after = context.text[figure.to : min(figure.after[1], figure.to + 14)] if binding.position.endswith("behind") else ""
    cue = binding.cue
    if cue is not None and figure.own[0] <= cue.at and cue.to <= figure.at:
        if not cue.weak:
            own = own[: cue.at - figure.own[0]] + "\x01" + own[cue.to - figure.own[0] :]
    own = own[own.rfind("等") + 1 :]  # 特岗、县聘等编外教师: kinds that the total holds
    found = scope_in(own, context.rules) or scope_in(after, context.rules)
    if found in _TYPES or (found in ("民办", "公办") and binding.indicator == _PRIVATE):
        return None
    if binding.indicator is not None and context.rules.indicators[binding.indicator].group == "standard" and found in ("城区", "镇区", "县城", "乡镇", "农村", "公办", "民办", "乡村"):
        return None
    return found


def _inherited(n: int, figures: Sequence[Figure], scopes: Sequence[str | None], context: Context) -> str | None:
    """Parts of a scoped figure share its scope (东城新校900万元,其中设备100万元)."""
    figure = figures[n]
    own = context.text[figure.own[0] : figure.at]
    if n and figures[n - 1].sentence == figure.sentence and re.match(r"其中|包括|含", own) and figure.lead in (",", "(", ":", ""):
        return scopes[n - 1]
    return None


def _siblings(
    figures: Sequence[Figure], bindings: Sequence[Binding], stages: Sequence[tuple[str | None, ...]],
    periods: Sequence[Period | None], scopes: Sequence[str | None], context: Context,
) -> list[list[int]]:  # fmt: skip
    """Figures of one sentence that would be one fact with several values: kinds of one equipment, channels, types."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, (figure, binding) in enumerate(zip(figures, bindings, strict=True)):
        if figure.cell or binding.indicator is None or scopes[n] or len(stages[n]) != 1 or binding.measure != "value":
            continue
        standard = context.rules.indicators[binding.indicator].group == "standard"
        if standard or figure.op in (">=", "<=") or figure.kind == "ratio":
            continue
        period = periods[n]
        key = (figure.sentence, binding.indicator, stages[n], binding.measure, period and (period.start, period.end))
        groups[key].append(n)
    return [
        g for g in groups.values()
        if len(g) > 1 and len({figures[n].value for n in g}) > 1 and all(figures[b].at - figures[a].to < 24 for a, b in zip(g, g[1:], strict=False))
    ]  # fmt: skip


def _words(figure: Figure, binding: Binding, context: Context) -> str:
    """What tells a figure from its siblings: its own phrase without the marks around it."""
    own = context.text[figure.own[0] : figure.at] or context.text[figure.after[0] : figure.after[1]]
    return re.sub(r"^[、,;:(和及与其中配备有]+|[、,;:(为达共计有]+$", "", own)[:24]
