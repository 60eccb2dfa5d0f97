"""One language's words and formats, bound once so that chapters read like prose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboards import i18n
from dashboards.story import units

ZH_MONEY = 10_000  # Chinese counts large sums in ten thousands
EN_MONEY = 1_000


@dataclass(frozen=True)
class Words:
    """Texts (keys ``report.*``), numbers and dates in one language.

    Attributes:
        regions: whether regions stand in for houses: texts then name the unit rightly.
    """

    lang: str
    currency: str = "CNY"
    regions: bool = False

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``report.<key>`` with its ``{names}`` filled."""
        told = units.key_of(f"report.{key}", self.lang, regions=self.regions)
        return i18n.t(told, self.lang, **values)

    def has(self, key: str) -> bool:
        """Whether ``report.<key>`` has a text."""
        return i18n.has_text(f"report.{key}", self.lang)

    @property
    def gap(self) -> str:
        """What stands between two sentences."""
        return "" if self.lang == "zh" else " "

    def term(self, kind: str, code: object) -> str:
        """Display name of a stored code."""
        return i18n.term(kind, code, self.lang)

    def tier(self, code: str) -> str:
        """Display name of a promise tier; a claim without a place has none."""
        return self.term("tier", code) if self.has_term("tier", code) else self("unknown")

    def has_term(self, kind: str, code: object) -> bool:
        """Whether a stored code has a display name."""
        return i18n.has_text(f"{kind}.{code}", self.lang)

    def family(self, code: object) -> str:
        """Display name of a peril family; missing is "unknown"."""
        return self("unknown") if code is None or code != code else self.term("peril_family", code)

    def inline(self, name: str) -> str:
        """A display name inside a sentence: English names lose their capital."""
        return name.lower() if self.lang == "en" else name

    def n(self, value: float | None, digits: int = 0) -> str:
        """A number."""
        return i18n.number(value, self.lang, digits)

    def signed(self, value: float, digits: int) -> str:
        """A number with its sign, the minus as wide as the plus."""
        return f"{value:+.{digits}f}".replace("-", "−")

    def pct(self, value: float | None, digits: int = 1) -> str:
        """A ratio as per cent."""
        return i18n.percent(value, self.lang, digits)

    def chance(self, value: float | None) -> str:
        """A probability, never 0 % or 100 %."""
        return i18n.chance(value, self.lang)

    def chance_span(self, low: float, high: float) -> str:
        """A range of probabilities."""
        return i18n.span(low, high, self.lang, lambda v, _: self.chance(v))

    def money(self, value: float | None) -> str:
        """A sum with its currency, in running text."""
        return i18n.money(value, self.lang, self.currency)

    @property
    def currency_name(self) -> str:
        """Name of the currency's unit."""
        return i18n.t("format.cny", self.lang) if self.currency == "CNY" else self.currency

    @property
    def money_unit(self) -> str:
        """Unit of :meth:`sum`, for a heading."""
        return self("unit.sum", currency=self.currency_name)

    def cited(self, source: str) -> str:
        """A source as it stands in settings or reference data, translated where a text exists."""
        if not source:
            return i18n.MISSING
        return self(f"cited.{source}") if self.has(f"cited.{source}") else source

    def said(self, sentence: str) -> str:
        """A sentence the model wrote in English, in this language."""
        return i18n.reword(sentence, self.lang)

    def sum(self, value: float | None) -> str:
        """A sum in :attr:`money_unit`, for a table's cell."""
        if value is None or value != value:
            return i18n.MISSING
        return self.n(value / ZH_MONEY, 1) if self.lang == "zh" else self.n(value / EN_MONEY, 1)

    def span(self, low: float | None, high: float | None, digits: int = 0) -> str:
        """A range of numbers."""
        return i18n.span(low, high, self.lang, lambda v, _: self.n(v, digits))

    def pct_span(self, low: float | None, high: float | None, digits: int = 0) -> str:
        """A range of per cents."""
        return i18n.span(low, high, self.lang, lambda v, _: self.pct(v, digits))

    def p50_p90(self, middle: float | None, most: float | None) -> str:
        """Median and nine tenths; a dash where neither is known."""
        if middle is None or middle != middle:
            return i18n.MISSING
        return self("p50_p90", p50=self.n(middle, 1), p90=self.n(most, 1))

    def duration(self, minutes: float | None) -> str:
        """Minutes or hours."""
        return i18n.duration(minutes, self.lang)

    def limit(self, minutes: float) -> str:
        """A promised time; whole hours without decimals."""
        if minutes >= 60 and minutes % 60 == 0:
            return i18n.t("format.hours", self.lang, n=self.n(minutes / 60))
        return self.duration(minutes)

    def day(self, value: date) -> str:
        """A date."""
        return i18n.day(value, self.lang)

    def stamp(self, value: datetime | None) -> str:
        """A time to the minute, short enough for a table's cell."""
        return i18n.MISSING if value is None or value != value else f"{value:%Y-%m-%d %H:%M}"

    def text(self, value: object, missing: str = "none_left") -> str:
        """A text of a ledger; ``report.<missing>`` where it is blank."""
        blank = value is None or value != value or not str(value).strip()
        return self(missing) if blank else str(value)

    def month(self, value: int) -> str:
        """A month's name."""
        return i18n.month(value, self.lang)

    def year(self, value: int) -> str:
        """A contract year."""
        return i18n.year(value, self.lang)

    def join(self, items: Sequence[str]) -> str:
        """Items in a row with the language's comma; a dash for none."""
        return self("comma").join(items) if items else i18n.MISSING
