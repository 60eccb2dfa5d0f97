"""Cars a plan of crews needs, against those on record: people without a car survey nothing."""

import pandas as pd

OF_THE_HOUSE = ("own", "standby")


def cars_needed(crews_by_day: pd.DataFrame, vehicles: pd.DataFrame) -> pd.DataFrame:
    """Cars by day and base, one a crew of the fuller shift; lenders' crews come in their own.

    Args:
        crews_by_day: day, date, shift, base_id, source, crews.
        vehicles: vehicle_id, base_id; may be empty: then nothing is known to be short.

    Returns:
        day, date, base_id, crews (own and standby, of the fuller shift), cars (on record there; NaN
        where no car at all is on record), short.
    """
    own = crews_by_day[crews_by_day["source"].isin(OF_THE_HOUSE)]
    by_shift = own.groupby(["day", "date", "base_id", "shift"], as_index=False)["crews"].sum()
    most = pd.DataFrame(by_shift.groupby(["day", "date", "base_id"], as_index=False)["crews"].max())
    most["cars"], most["short"] = float("nan"), 0
    if len(vehicles):
        most["cars"] = most["base_id"].map(vehicles["base_id"].value_counts()).fillna(0.0)
        most["short"] = (most["crews"] - most["cars"]).clip(lower=0).astype(int)
    return most
