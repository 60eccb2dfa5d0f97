"""Route sheets as an Excel file: every stop of the day, and the crews; no cell is a formula."""

from collections.abc import Sequence

import pandas as pd

from dashboards.i18n import moment, t, term
from dashboards.story.cells import Teller
from dashboards.story.excel import Sheet, workbook_of
from dashboards.story.route_pdf import Cover, phone_words, tags
from dashboards.story.route_sheet import CrewSheet
from dashboards.story.sheets import Col


class RouteCol(Col):
    """A column of the file."""

    @property
    def heading(self) -> str:
        """Key of the heading's text."""
        return f"sheets.col.{self.field}"


STOPS = (
    RouteCol("crew", width=90), RouteCol("seq", "number", width=50),
    RouteCol("arrive_at", "moment", width=120), RouteCol("due_at", "moment", width=120),
    RouteCol("late_min", "minutes", width=70), RouteCol("village", width=140),
    RouteCol("household", width=130), RouteCol("claim_id", width=140),
    RouteCol("phone", width=120), RouteCol("survey_min", "minutes", width=70),
    RouteCol("leave_at", "moment", width=120), RouteCol("finish_at", "moment", width=120),
    RouteCol("tier", width=70), RouteCol("remarks", width=220), RouteCol("notes", width=260),
)  # fmt: skip
CREWS = (
    RouteCol("crew", width=90), RouteCol("base", width=140),
    RouteCol("from_at", "moment", width=120), RouteCol("until_at", "moment", width=120),
    RouteCol("break_at", "moment", width=120), RouteCol("end_at", "moment", width=120),
    RouteCol("stops", "number", width=60), RouteCol("late", "number", width=60),
    RouteCol("travel_min", "minutes", width=80), RouteCol("members", width=160),
    RouteCol("car", width=90),
)  # fmt: skip


def route_book(sheets: Sequence[CrewSheet], cover: Cover, to: Teller) -> bytes:
    """The file.

    Args:
        sheets: of the crews.
        cover: what the file is.
        to: whom it is told.
    """
    lang = to.lang
    tables = [
        Sheet(t("sheets.stops", lang), stop_frame(sheets, cover, lang), STOPS),
        Sheet(t("sheets.crews", lang), crew_frame(sheets, lang), CREWS),
    ]
    title = t("sheets.title_day", lang, day=f"{cover.day:%Y-%m-%d}")
    return workbook_of(tables, to, title=title, about=about(cover, lang))


def stop_frame(sheets: Sequence[CrewSheet], cover: Cover, lang: str) -> pd.DataFrame:
    """Every stop in words, crew by crew; ``notes`` is empty: crews write there."""
    stops = [row for sheet in sheets for row in sheet.stops.to_dict("records")]
    rows = [
        {
            **row,
            "phone": phone_words(row["phone"], with_people=cover.with_people, lang=lang),
            "tier": term("tier", row["tier"], lang),
            "remarks": t("list.comma", lang).join(tags(row, cover.day, lang)),  # type: ignore[arg-type]
            "notes": "",
        }
        for row in stops
    ]
    return pd.DataFrame(rows, columns=[c.field for c in STOPS])


def crew_frame(sheets: Sequence[CrewSheet], lang: str) -> pd.DataFrame:
    """A row a crew."""
    rows = [
        (
            s.crew.name, s.base, s.from_at, s.until_at, s.break_at, s.end_at, len(s.stops),
            int((s.stops["late_min"] > 0).sum()), s.travel_min,
            t("list.comma", lang).join(s.crew.members), s.crew.car,
        )
        for s in sheets
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[c.field for c in CREWS])


def about(cover: Cover, lang: str) -> list[tuple[str, str]]:
    """Which day, as of which deed, made when by whom, and what is masked."""
    rows = [
        ("sheets.day", cover.name),
        ("sheets.number", cover.number),
        ("history.about.version", cover.version),
        ("sheets.made_when", f"{moment(cover.made_at, lang)} {cover.made_by}"),
        ("sheets.mind", t("sheets.with_people" if cover.with_people else "sheets.hidden_note",
                          lang)),
    ]  # fmt: skip
    if cover.synthetic:
        rows.insert(0, ("history.about.data", t("shell.synthetic", lang)))
    return [(t(key, lang), text) for key, text in rows]
