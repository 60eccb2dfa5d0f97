"""What files of a dispatch day are made of: the day told from its log, people, check-in links."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from flask import abort

from dashboards.pages.history_export import EXCEL
from dashboards.pages.warnings_parts import doer
from dashboards.story import Context
from dashboards.story.cells import teller
from dashboards.story.dispatch_seen import Seen
from dashboards.story.phone_maps import gpx, kml
from dashboards.story.route_book import route_book
from dashboards.story.route_pdf import Cover, route_pdf
from dashboards.story.route_sheet import CrewSheet, People, crew_sheets
from risk.errors import OperationsError
from risk.operations import open_keys, open_operations
from risk.operations.check_in_link import checkin_link
from risk.operations.dispatch_days import DayHead
from risk.operations.personal import read_people
from risk.terms import Datum, Role

WHY = "route sheet"


@dataclass(frozen=True)
class Taken:
    """What a file is made of.

    Attributes:
        head: the day.
        number: of the deed the sheets are as of.
        sheets: of the crews asked for.
        cover: what stands on every sheet.
        links: check-in addresses by crew.
        datum: of a map's points.
    """

    head: DayHead
    number: int
    sheets: tuple[CrewSheet, ...]
    cover: Cover
    links: Mapping[str, str]
    datum: Datum


@dataclass(frozen=True)
class File:
    """A kind of file: how it is made, its media type, and whether it goes into map programs."""

    make: Callable[[Context, Taken, str], bytes]
    mimetype: str
    maps: bool = False


FILES: Mapping[str, File] = {
    "pdf": File(lambda _, x, lang: route_pdf(x.sheets, x.cover, x.links, lang), "application/pdf"),
    "xlsx": File(
        lambda context, x, lang: route_book(x.sheets, x.cover, teller(context.story(), lang)), EXCEL
    ),
    "gpx": File(
        lambda _, x, lang: gpx(x.sheets, x.cover, x.datum, lang), "application/gpx+xml", maps=True
    ),
    "kml": File(
        lambda _, x, lang: kml(x.sheets, x.cover, x.datum, lang),
        "application/vnd.google-earth.kml+xml", maps=True,
    ),
}  # fmt: skip


def file_name(taken: Taken, kind: str) -> str:
    """Day, number of the dispatch day, as of which deed; a map's datum."""
    head = taken.head
    datum = f"_{taken.datum.value}" if FILES[kind].maps else ""
    return f"routes_{head.day:%Y%m%d}_{head.id}_{taken.number}{datum}.{kind}"


def taken_of(context: Context, number: int, crew: str, datum: str, *, people: bool) -> Taken:
    """The sheets of a day as it stands; answers 404 for a day, crew or datum there is not.

    Args:
        context: workspace and clock.
        number: of the dispatch day.
        crew: whose sheet; empty: all.
        datum: of a map; empty: WGS 84.
        people: whether phones, households and check-in links go along; the reading is audited.
    """
    try:
        chosen = Datum(datum) if datum else Datum.WGS84
        seen = context.dispatch.look(number, context.clock())
    except (OperationsError, ValueError):
        abort(404)
    if crew and crew not in seen.state.crews:
        abort(404)
    sheets = _sheets(context, seen, crew, people=people)
    head, by = seen.kept.head, doer(context)
    cover = Cover(
        day=head.day, name=head.name, number=f"{head.id} · {seen.state.number}", made_at=by.at,
        made_by=by.user, version=head.data_version, synthetic=head.synthetic, with_people=people,
    )  # fmt: skip
    links = links_of(context, head, [s.crew.crew_id for s in sheets]) if people else {}
    return Taken(head, seen.state.number, sheets, cover, links, chosen)


def _sheets(context: Context, seen: Seen, crew: str, *, people: bool) -> tuple[CrewSheet, ...]:
    view = seen.view
    if crew:
        view = replace(view, stops=view.stops[view.stops["crew_id"] == crew])
    names = dict(context.story().facts.bases[["base_id", "name"]].itertuples(index=False))
    claims = view.stops["claim_id"].astype(str).tolist()
    personal = phones_of(context, claims) if people and claims else None
    return crew_sheets(seen.state, view, names, personal)


def phones_of(context: Context, claims: Sequence[str]) -> People:
    """Phone numbers of whoever reported the claims; the reading is one row of the audit."""
    by = doer(context)
    with closing(open_operations(context.ws)) as con:
        found = read_people(
            con, open_keys(context.ws, con), claims, user=by.user, role=Role(by.role), at=by.at,
            why=WHY, kind="claim",
        )  # fmt: skip
    return People({claim: x["phone"] for claim, x in found.items() if x.get("phone")})


def links_of(context: Context, head: DayHead, crews: Sequence[str]) -> dict[str, str]:
    """Check-in addresses of the crews, while they are valid and phones know an address."""
    routing = context.story().facts.county.routing
    midnight = datetime.combine(head.day, time())
    until = midnight + timedelta(hours=routing.check_in_valid_h)
    if not routing.check_in_url or until <= context.clock():
        return {}
    with closing(open_operations(context.ws)) as con:
        keys = open_keys(context.ws, con)
    return {crew: checkin_link(keys, routing.check_in_url, head.id, crew, until) for crew in crews}
