"""Working days: weekends, public holidays, and the weekend days worked in exchange."""

from datetime import date

from risk.history import calendar_known_until, working_days


def between(first: date, last: date) -> int:
    days = working_days(date(2024, 1, 1), date(2025, 12, 31))
    return int(days.loc[str(last)] - days.loc[str(first)])


def test_spring_festival_2024():
    """10–17 February free; Sunday 4 and Sunday 18 February worked (notice of 2023-10-25)."""
    assert between(date(2024, 2, 3), date(2024, 2, 4)) == 1  # the Sunday worked before
    assert between(date(2024, 2, 9), date(2024, 2, 17)) == 0
    assert between(date(2024, 2, 17), date(2024, 2, 18)) == 1


def test_an_ordinary_week():
    """Friday to the next Friday: five."""
    assert between(date(2024, 3, 1), date(2024, 3, 8)) == 5


def test_what_the_calendar_does_not_know_yet():
    """A year far ahead has no notice: known until the end of an earlier year."""
    assert calendar_known_until(date(2024, 6, 30)) == date(2024, 6, 30)
    assert calendar_known_until(date(2035, 6, 30)) < date(2035, 1, 1)
