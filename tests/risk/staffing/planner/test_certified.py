from benchmarks._staffing_plan import held_elsewhere, made, small_case


def test_certified_chances_hold_on_other_events():
    """Five small random counties: events of another seed keep what was certified.

    A band of 90 % misses one tier in ten; of ten tiers a true certificate keeps seven or more in
    99 cases of 100.
    """
    held = []
    for seed in range(5):
        case = small_case(seed, horizon_days=3)
        held += held_elsewhere(case, seed, made(case))
    assert sum(inside for inside, _ in held) >= 0.7 * len(held)
    assert abs(sum(gap for _, gap in held)) / len(held) < 0.03
