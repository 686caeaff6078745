"""Address codes: to places, or to the reason why there is none."""

from pathlib import Path

import pytest

from networks.importers.faults import SourceError
from networks.importers.parcels.addresses import Addresses, Match, read_places
from networks.importers.part import frame_of
from scenarios import ScenarioError

PLACES = frame_of(
    "places",
    [
        {"id": id_, "name": name, "kind": kind, "lon": 115.0, "lat": 36.0}
        for id_, name, kind in [
            ("hub", "共配中心", "hub"),
            ("0012", "Zhang", "village"),
            ("371522001001", "Li", "village"),
            ("v3", "Wang", "village"),
            ("v4", "Wang", "station"),
            ("s", "Stop", "stop"),
        ]
    ],
)


@pytest.mark.parametrize(
    ("code", "match"),
    [
        ("v3", Match(place="v3")),
        ("li", Match(place="371522001001")),
        ("12", Match(place="0012", guess="zeros at the front of a code", detail="12: taken as 0012")),
        ("", Match(reason="no address code")),
        ("-", Match(reason="no address code")),
        (
            "3.71522E+11",
            Match(reason="address code spoilt by a spreadsheet", detail="3.71522E+11: save the column as text"),
        ),
        ("Wang", Match(reason="address fits more than one place", detail="Wang: v3, v4")),
        ("v5", Match(reason="unknown address code", detail='v5 did you mean "v3"?')),
        ("s", Match(reason="address where nobody hands parcels over", detail="s: s is a stop")),
    ],
)
def test_a_code_means_a_place_or_has_a_reason(code: str, match: Match) -> None:
    found = Addresses(PLACES, None).find(code)
    if code == "v5":
        assert (found.reason, found.detail[:2]) == (match.reason, "v5")
    else:
        assert found == match


def test_without_places_every_id_is_its_own_place() -> None:
    addresses = Addresses(None, None)
    assert addresses.find("371522001001") == Match(place="371522001001")
    assert addresses.find("=x").reason == "address code is no id"
    assert addresses.find("x" * 65).reason == "address code is no id"
    assert (addresses.hub, addresses.hub_guess) == ("hub", 'the hub is called "hub"')


def test_the_hub_is_the_only_one_or_the_one_named() -> None:
    assert Addresses(PLACES, None).hub == "hub"
    assert Addresses(PLACES, "v4").hub == "v4"
    for wrong in ("nowhere", "s"):
        with pytest.raises(SourceError, match="--hub"):
            Addresses(PLACES, wrong)
    two = PLACES.assign(kind=["hub", "hub", *["village"] * 4])
    with pytest.raises(SourceError, match="such as hub, 0012"):
        Addresses(two, None)


def test_a_star_stands_for_every_village() -> None:
    assert Addresses(PLACES, None).villages("*") == ("0012", "371522001001", "v3")
    assert Addresses(PLACES, None).villages("v3") == ("v3",)
    assert Addresses(None, None).villages("*") == ("*",)


def test_places_are_read_from_a_file_or_a_folder(tmp_path: Path) -> None:
    text = "id,name,kind,lon,lat\na,A,hub,1,2\n"
    (tmp_path / "places.csv").write_text(text)
    for path in (tmp_path, tmp_path / "places.csv"):
        places = read_places(path)
        assert places is not None
        assert places["id"].tolist() == ["a"]
    assert read_places(None) is None
    (tmp_path / "places.csv").write_text(text.replace("hub", "hup"))
    with pytest.raises(ScenarioError, match="hup"):
        read_places(tmp_path)
    (tmp_path / "places.csv").unlink()
    (tmp_path / "travel.csv").write_text("from,to,km,minutes\na,b,1,1\n")
    with pytest.raises(SourceError, match="no places.csv"):
        read_places(tmp_path)
