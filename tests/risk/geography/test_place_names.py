import pytest

from risk.geography.names import VARIANTS, clean, stem, township_stem, with_kind


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("曹家堡村委会", "曹家堡"),
        ("曹家堡村民委员会", "曹家堡"),
        ("曹家堡村", "曹家堡"),
        ("东村村委会", "东"),
        ("东村", "东"),
        ("北街社区居委会", "北街"),
        ("龙潭社区居民委员会", "龙潭"),
        ("龙潭居委会", "龙潭"),
        ("紅崖溝 村", "红崖沟"),
        ("村", "村"),
    ],
)
def test_a_village_keeps_its_bare_name(written: str, bare: str) -> None:
    """Committee names, kinds, spaces and variant characters fall away; the name never does."""
    assert stem(written) == bare


def test_village_and_community_of_one_name_stay_apart() -> None:
    """塘川社区居委会 and 塘川村委会 are two units until only the bare name is left."""
    assert with_kind("塘川社区居委会") != with_kind("塘川村委会")
    assert with_kind("塘川村民委员会") == with_kind("塘川村")


@pytest.mark.parametrize(
    "written", ["巴扎藏族乡", "巴扎乡", "巴扎", "巴扎 藏族乡", "巴扎藏族乡人民政府"]
)
def test_a_township_is_known_by_its_short_name(written: str) -> None:
    """The kind of township and the people named in it are left out."""
    assert township_stem(written) == "巴扎"


def test_full_width_and_decimals() -> None:
    """Full-width digits become plain; a decimal point between digits stays."""
    assert clean("Ｃｅｎｓｕｓ Ｔｒａｃｔ ９５０２.０２") == "censustract9502.02"


def test_variant_table_maps_one_to_one() -> None:
    """Every variant leads to a character that is not itself a variant."""
    assert not set(VARIANTS) & set(VARIANTS.values())
