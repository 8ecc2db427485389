"""Figure → period: words of time in its clause, its sentence, or opening its paragraph, until the next ones."""

from __future__ import annotations

import re
from functools import cached_property
from dataclasses import dataclass

from pipeline.model import Figure
from pipeline.normalise.context import Context
from pipeline.normalise.periods import Period, periods_in

# A year tied to one noun stops there (2019年GDP): nothing that may follow a carried period stands between.
_TIED = re.compile(r"^(?:的)?[^,。;:]{0,12}(?:方案|办法|细则|通知|意见|规划纲要|公报|文件|会议|GDP|生产总值)")


@dataclass(frozen=True)
class Timing:
    """The words of time of a document, sentence by sentence."""

    context: Context

    @cached_property
    def _periods(self) -> dict[int, tuple[Period, ...]]:
        text, today = self.context.text, self.context.today
        wanted = {f.sentence for f in self.context.extraction.figures if f.sentence >= 0}
        wanted |= {j.sentence for j in self.context.extraction.judgements}
        paragraphs = {self.context.sentences[n].paragraph for n in wanted}
        found = {}
        for n, sentence in enumerate(self.context.sentences):
            if n in wanted or sentence.paragraph in paragraphs:
                found[n] = periods_in(text[sentence.at : sentence.to], today)
        return found

    def of(self, figure: Figure) -> Period | None:
        """The period of a figure of the prose; None where no words of time reach it."""
        sentence = self.context.sentences[figure.sentence]
        here = figure.at - sentence.at
        text = self.context.text[sentence.at : sentence.to]
        for period in reversed([p for p in self._periods.get(figure.sentence, ()) if p.to <= here]):
            if self._carries(period, text, here):
                return period
        return self._opening(figure)

    def _carries(self, period: Period, text: str, here: int) -> bool:
        between = text[period.to : here]
        if _TIED.match(between):
            return False
        opened = text[: period.at].count("(") - text[: period.at].count(")")
        closed = between.count(")") - between.count("(")
        return not (opened > 0 and closed > 0)

    def _opening(self, figure: Figure) -> Period | None:
        """A dated period that opens the list item or paragraph that the figure stands in."""
        item = self.context.items[self.context.sentences[figure.sentence].item]
        for k in item:
            if k >= figure.sentence:
                break
            sentence = self.context.sentences[k]
            periods = self._periods.get(k, ())
            if periods and periods[0].dated and periods[0].at <= 2 and k == item[0]:
                later = [p for j in item if k <= j < figure.sentence for p in self._periods.get(j, ()) if p.dated]
                return later[-1] if later else periods[0]
            del sentence
        return None
