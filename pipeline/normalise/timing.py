"""Figure → period: words of time in its clause, its sentence, or opening its paragraph, until the next ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from pipeline.model import Figure
from pipeline.normalise.choice import run_of
from pipeline.normalise.context import Context
from pipeline.normalise.periods import Period, periods_in

# A year tied to one noun stops there (2019年GDP): nothing that may follow a carried period stands between.
_TIED = re.compile(r"^(?:的)?[^,。;:]{0,12}(?:方案|办法|细则|通知|意见|规划纲要|公报|文件|会议|GDP|生产总值)")


_LEAD = re.compile(r"【[^】]{1,14}】|\(?[一二三四五六七八九十\d]{1,3}[)、.]|[^,。;:\d]{2,8}(?:方面,|:)|[①-⑳]")


@dataclass(frozen=True)
class Timing:
    """The words of time of a document, sentence by sentence."""

    context: Context

    @cached_property
    def _periods(self) -> dict[int, tuple[Period, ...]]:
        text, today = self.context.text, self.context.clock
        wanted = {f.sentence for f in self.context.extraction.figures if f.sentence >= 0}
        wanted |= {j.sentence for j in self.context.extraction.judgements if j.sentence >= 0}
        paragraphs = {self.context.sentences[n].paragraph for n in wanted}
        found = {}
        for n, sentence in enumerate(self.context.sentences):
            if n in wanted or sentence.paragraph in paragraphs:
                found[n] = periods_in(text[sentence.at : sentence.to], today)
        return found

    def of(self, n: int) -> Period | None:
        """The period of figure ``n`` of the prose; None where no words of time reach it."""
        figure = self.context.extraction.figures[n]
        return self._of_year_list(n) or self._nearest(figure)

    def _of_year_list(self, n: int) -> Period | None:
        """The year at the figure's place in a parallel list (2022—2024年支出分别为…、…、…)."""
        figures = self.context.extraction.figures
        first, last = run_of(n, figures, self.context)
        size = last - first + 1
        if size < 2:
            return None
        head = figures[first]
        sentence = self.context.sentences[head.sentence]
        before = [p for p in self._periods.get(head.sentence, ()) if p.to <= head.at - sentence.at]
        years = [p for p in before if p.kind in ("year", "pair", "span")]
        if years and years[-1].kind == "pair":
            said = re.findall(r"(?:19|20)\d\d", years[-1].text)
            if len(said) == size:
                year = said[n - first]
                return Period(years[-1].at, years[-1].to, "year", f"{year}-01-01", f"{year}-12-31", f"{year}年")
        if years and years[-1].kind == "span" and years[-1].start and years[-1].end:
            start, end = int(years[-1].start[:4]), int(years[-1].end[:4])
            if end - start + 1 == size:
                year = start + n - first
                return Period(years[-1].at, years[-1].to, "year", f"{year}-01-01", f"{year}-12-31", f"{year}年")
        return years[n - first] if len(years) == size and all(p.kind == "year" for p in years) else None

    def _nearest(self, figure: Figure) -> Period | None:
        sentence = self.context.sentences[figure.sentence]
        here = figure.at - sentence.at
        text = self.context.text[sentence.at : sentence.to]
        for period in reversed([p for p in self._periods.get(figure.sentence, ()) if p.to <= here]):
            if self._carries(period, text, here):
                return self._that_year(period, figure)
        if text.startswith("其中") and (carried := self._told_before(figure.sentence)) is not None:
            return carried
        return self._opening(figure)

    def _that_year(self, period: Period, figure: Figure) -> Period:
        """``period``, or where it is 当年, 全年, 年内 undated, the year told last before it; 上年 is the one before."""
        if period.text.startswith("上"):
            told = [p for p in self._periods.get(figure.sentence, ()) if p.kind == "year" and p.to <= period.at]
            if period.kind != "last_year" or not told or told[-1].start is None:
                return period
            year = int(told[-1].start[:4]) - 1
            return period._replace(start=f"{year}-01-01", end=f"{year}-12-31")
        if period.dated or period.text not in ("当年", "全年", "年内", "本年"):
            return period
        here = self.context.sentences[figure.sentence].paragraph
        for k in range(figure.sentence, -1, -1):
            sentence = self.context.sentences[k]
            if sentence.paragraph != here and self.context.title_year is not None:
                break  # the year that the title reports on
            words = self.context.text[sentence.at : sentence.to]
            told = [
                p
                for p in self._periods.get(k, ())
                if p.kind == "year"
                and (k < figure.sentence or p.to <= period.at)
                and self._carries(p, words, len(words))
            ]
            if told:
                return period._replace(start=told[-1].start, end=told[-1].end)
        return period

    def _told_before(self, n: int) -> Period | None:
        """The dated period that the sentence before ``n`` ends with, where the sentence goes on with 其中."""
        before = self.context.sentences[n - 1] if n else None
        if before is None or before.paragraph != self.context.sentences[n].paragraph:
            return None
        text = self.context.text[before.at : before.to]
        held = [p for p in self._periods.get(n - 1, ()) if self._carries(p, text, len(text))]
        return held[-1] if held and held[-1].dated else None

    def _carries(self, period: Period, text: str, here: int) -> bool:
        between = text[period.to : here]
        if period.at and text[period.at - 1] in "比较与同" and between != "的":
            return False  # 比2022年提高: the year compared with (but 比2022年的5.2亿元: the year of that value)
        if period.at and text[period.at - 1] in "由从" and re.search("[到至为]", between):
            return False  # 由2021年的0.173下降到0.112: the year of the earlier value
        if _TIED.match(between) or "基础上" in between:
            return False
        opened = text[: period.at].count("(") - text[: period.at].count(")")
        closed = between.count(")") - between.count("(")
        return not (opened > 0 and closed > 0)

    def _opening(self, figure: Figure) -> Period | None:
        """A dated period that opens the list item or paragraph that the figure stands in."""
        found: Period | None = None
        for k in self.context.items[self.context.sentences[figure.sentence].item]:
            if k >= figure.sentence:
                break
            opening = self._periods.get(k, ())
            sentence = self.context.sentences[k]
            lead = _LEAD.match(self.context.text[sentence.at : sentence.to])
            if opening and opening[0].at <= 2 + (lead.end() if lead else 0):
                found = opening[0] if opening[0].dated else None
        return found or self._leading(figure)

    def _leading(self, figure: Figure) -> Period | None:
        """The dated period that opens the line that leads to the figure's own (截至2024年12月,主要数据如下:)."""
        lead = self.context.lead_in(self.context.sentences[figure.sentence])
        if lead is None:
            return None
        told = periods_in(self.context.text[lead.at : lead.to], self.context.today)
        return told[0] if told and told[0].dated and told[0].at <= 2 else None
