"""Deeds written one after another into a dispatch day, each told aloud once it is confirmed.

    python dispatch_writer.py STORE DAY_ID USER

Run by tests that end it at any moment.
"""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from risk.operations.dispatch import do_deed, load_day
from risk.operations.store import open_store
from risk.staffing.live import Deed, DeedKind
from risk.terms import Role

AT = datetime(2026, 1, 20, 8)


def main(store: Path, day_id: int, user: str) -> None:
    """Claims come in for ever, each like the day's first but for its number."""
    con, known = open_store(store), None
    first = next(iter(load_day(con, day_id).start.claims.values()))
    for number in range(100, 100_000):
        claim = replace(first, claim_id=f"{user}{number}")
        deed = Deed(DeedKind.CLAIM, 480.0 + number / 100, claim=claim)
        # as a person does it looks first; without a pause one writer would keep the other out
        seen = len(load_day(con, day_id).entries)
        done = do_deed(con, day_id, deed, seen=seen, user=user, role=Role.DISPATCHER, at=AT,
                       known=known)  # fmt: skip
        known = done.state
        print(done.number, claim.claim_id, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
