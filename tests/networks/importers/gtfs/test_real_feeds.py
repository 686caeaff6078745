"""Real feeds of rural buses: every run of the busiest day is accounted for, counted again by gtfs_kit."""

import warnings
from pathlib import Path

import gtfs_kit
import pytest

from networks.importers.gtfs import import_gtfs
from networks.importers.part import write_part

DATA = Path(__file__).resolve().parents[5] / "shared" / "data"
FEEDS = {
    "addison_vt/addisoncounty-vt-us-gtfs.zip": ("2016-10-07", 142, 98),
    "gtfs/Delmarva_GTFS.zip": ("2020-06-15", 144, 210),
    "gtfs/kuopio_fi.zip": ("2016-12-02", 1_167, 1_354),
}
needs_data = pytest.mark.skipif(
    not (DATA / "gtfs").is_dir(), reason=f"The real feeds are not there: this test needs the folder {DATA}."
)


@pytest.mark.shared
@needs_data
@pytest.mark.parametrize("name", FEEDS)
def test_every_run_of_the_busiest_day_of_a_real_feed_is_accounted_for(name: str, tmp_path: Path) -> None:
    day, runs, places = FEEDS[name]
    made = import_gtfs(DATA / name)
    assert (made.day.isoformat(), made.runs_in) == (day, runs)
    assert made.runs_in == made.runs_kept + sum(made.left_out.values())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        feed = gtfs_kit.read_feed(DATA / name, dist_units="km")
        assert len(feed.get_trips(day.replace("-", ""))) == runs
    assert made.part.places is not None and len(made.part.places) == places
    write_part(made.part, made.notes, tmp_path / "buses")


@pytest.mark.shared
@needs_data
def test_calls_with_times_keep_them_and_blank_ones_lie_between() -> None:
    made = import_gtfs(DATA / "addison_vt/addisoncounty-vt-us-gtfs.zip")
    assert made.part.calls is not None
    calls = made.part.calls[made.part.calls["run"] == "136692A2873B4284"]
    assert len(calls) == 17
    assert list(calls["arrive"]) == sorted(calls["arrive"])
    assert made.notes.totals("guess")["blank times filled in by the distances of the feed"] == 1_256
