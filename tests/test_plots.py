# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Pictures: what they show is what the records say, whoever looks at them."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import numpy as np
import pytest

import ipt_kg
from conftest import EVIDENCE, ROOT, Run
from ipt_kg.errors import IptKgError
from ipt_kg.model import ConfidenceInterval, EffectEstimate, Measure, Outcome, ReportedNumber, Side, Study
from ipt_kg.plots.article import bands_of
from ipt_kg.plots.forest import forest
from ipt_kg.plots.panels import Entry, brackets, can_be_plotted, entries_of, numbered, panels_of
from ipt_kg.plots.sheet import Picture
from ipt_kg.wording import comparison_words, direction_words
from make_pictures import pictures

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script> & $x^2$ “ü”"


@pytest.fixture(scope="module")
def records() -> ipt_kg.Evidence:
    return ipt_kg.load(EVIDENCE)


@pytest.fixture(scope="module")
def whole(records: ipt_kg.Evidence) -> Picture:
    """The plot of all evidence: 39 estimates, six measures."""
    return records.forest()


@cache
def svg_of(picture: Picture) -> str:
    return picture.svg()


def texts(picture: Picture) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg_of(picture)).iter(f"{SVG}text")]


def prose(picture: Picture) -> str:
    """Its text, wherever its lines were broken."""
    return "".join("".join(texts(picture)).split())


def made_up(study: Study, estimate: EffectEstimate, **fields: Any) -> Study:
    """Give a study with one estimate, which differs in some fields."""
    return msgspec.structs.replace(study, estimates=(msgspec.structs.replace(estimate, **fields),))


def many(study: Study, rows: int) -> Study:
    """Repeat the first estimate of a study."""
    first = study.estimates[0]
    return msgspec.structs.replace(
        study, estimates=tuple(msgspec.structs.replace(first, id=f"row-{row}") for row in range(rows))
    )


def test_each_figure_stands_once_as_printed_with_its_interval(records: ipt_kg.Evidence, whole: Picture) -> None:
    """Or with the words that none was reported."""
    expected = Counter(
        f"{e.estimate.value}{' ' if e.estimate.interval else ', '}{brackets(e.estimate.interval)}"
        for e in entries_of(records.studies)
        if e.estimate.value
    )
    assert sum(expected.values()) > 20
    found = Counter(texts(whole))
    assert {text: found[text] for text in expected} == dict(expected)


def test_each_row_has_comparison_direction_and_caveats(records: ipt_kg.Evidence, whole: Picture) -> None:
    """An effect is never shown without them; nor is a caveat missing below."""
    told = prose(whole)
    numbers = numbered(entries_of(records.studies))
    for entry in entries_of(records.studies):
        assert "".join(comparison_words(entry.estimate.comparison).split()) in told
        assert "".join(direction_words(entry.estimate).split()) in told
        assert "".join(f"{direction_words(entry.estimate)}".split()) in "".join(whole.description.split())
        for caveat in entry.caveats:
            assert f"{numbers[entry.study.id, caveat.id]}{''.join(caveat.statement.split())}" in told
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))


def test_markers_stand_at_their_values_on_the_scale(records: ipt_kg.Evidence, whole: Picture) -> None:
    """Measured in the SVG: between the tick marks, as their labels say, on linear and logarithmic axes."""
    root = ElementTree.fromstring(svg_of(whole))
    axes = [group for group in root.iter(f"{SVG}g") if group.get("id", "").startswith("axes_")]
    estimates = {f"mark.{e.study.id}.{e.estimate.id}": e.estimate for e in entries_of(records.studies)}
    checked = 0
    for panel in axes:
        ticks = sorted(tick_marks(panel).items())
        for group in panel.iter(f"{SVG}g"):
            estimate = estimates.get(group.get("id", ""))
            if estimate is not None and estimate.value is not None:
                is_ratio = estimate.measure in ("odds-ratio", "risk-ratio")
                assert place_of(group) == pytest.approx(
                    on_scale(float(estimate.value.value), ticks, log=is_ratio), abs=0.02
                )
                checked += 1
    assert checked == sum(estimate.value is not None for estimate in estimates.values())


def tick_marks(panel: ElementTree.Element) -> dict[float, float]:
    """Give the place of each labelled tick."""
    groups = [group for group in panel.iter(f"{SVG}g") if group.get("id", "").startswith("xtick_")]
    return {float(next(group.iter(f"{SVG}text")).text or ""): place_of(group) for group in groups}


def place_of(group: ElementTree.Element) -> float:
    return float(next(group.iter(f"{SVG}use")).attrib["x"])


def on_scale(value: float, ticks: list[tuple[float, float]], *, log: bool) -> float:
    (low, start), (high, end) = ticks[0], ticks[-1]
    scale = math.log if log else float
    return start + (end - start) * (scale(value) - scale(low)) / (scale(high) - scale(low))


def test_whiskers_end_at_the_limits_and_only_where_there_are_some(records: ipt_kg.Evidence, whole: Picture) -> None:
    """An interval that was not reported has none, and a hollow marker of another shape."""
    lines = {line.get_gid(): line for axes in whole.figure.axes for line in axes.lines if line.get_gid()}
    for entry in entries_of(records.studies):
        name, interval = f"mark.{entry.study.id}.{entry.estimate.id}", entry.estimate.interval
        assert (f"whisker.{name}" in lines) == (interval is not None)
        if interval:
            limits = [float(interval.lower.value), float(interval.upper.value)]
            assert np.array_equal(lines[f"whisker.{name}"].get_xdata(), limits)
        if entry.estimate.value:
            marker = lines[name]
            assert (marker.get_marker(), marker.get_markerfacecolor()) == (
                ("s", "#1a1a1a") if interval else ("o", "#ffffff")
            )


def test_what_has_no_figure_is_told_and_not_plotted(records: ipt_kg.Evidence) -> None:
    """The study says no difference was shown, and gives no figure: no marker may stand at no effect."""
    study = records.study("cuijpers-2011-ipt-depression")
    only = msgspec.structs.replace(study, estimates=tuple(e for e in study.estimates if e.value is None))
    picture = forest([only])
    assert "no figure reported" in texts(picture)
    assert "no difference shown" in texts(picture)
    assert len(picture.figure.axes) == 1, "the sheet alone"


@pytest.mark.parametrize(
    "fields",
    [
        {"value": ReportedNumber("<0.5")},
        {
            "measure": Measure("odds-ratio"),
            "interval": ConfidenceInterval(
                lower=ReportedNumber("0"), upper=ReportedNumber("1.2"), level=ReportedNumber("95")
            ),
        },
    ],
    ids=["a-bound", "zero-on-a-log-axis"],
)
def test_a_figure_without_a_place_on_the_axis_is_told(fields: dict[str, Any], records: ipt_kg.Evidence) -> None:
    """A bound is no point, and logarithms know no zero."""
    study = records.study("cuijpers-2011-ipt-depression")
    changed = made_up(study, study.estimates[0], **fields)
    assert not can_be_plotted(changed.estimates[0])
    assert "Without a figure to plot" in texts(forest([changed]))


def test_an_axis_is_shared_by_one_measure_and_one_sign_convention_only(records: ipt_kg.Evidence) -> None:
    """Where higher values favour the other side there is a second axis, and no figure is turned round."""
    study = records.study("linde-2015-primary-care")
    first, second, _ = study.estimates
    turned = msgspec.structs.replace(second, higher_favours=Side.INTERVENTION)
    mixed = msgspec.structs.replace(study, estimates=(first, turned))
    panels = panels_of(entries_of([mixed]))
    assert [(panel.measure.id, panel.favours) for panel in panels] == [
        ("standardised-mean-difference", Side.COMPARATOR),
        ("standardised-mean-difference", Side.INTERVENTION),
    ]
    told = texts(forest([mixed]))
    assert "-0.30 [-0.48, -0.13]" in told
    for words in (
        "← favours interpersonal psychotherapy",
        "favours usual care or placebo →",
        "← favours usual care or placebo",
        "favours cognitive behaviour therapy →",
    ):
        assert told.count(words) == 1
    for panel in panels_of(entries_of(records.studies)):
        assert len({(e.estimate.measure, e.estimate.higher_favours) for e in panel.entries}) == 1


def test_without_a_sign_convention_no_side_is_named(records: ipt_kg.Evidence) -> None:
    """What the source does not say is not guessed."""
    study = records.study("cuijpers-2011-ipt-depression")
    told = texts(forest([made_up(study, study.estimates[0], higher_favours=None)]))
    assert not any("←" in text or "→" in text for text in told)
    assert any("do not say which side higher values favour" in text for text in told)


@pytest.mark.parametrize("rows", [3, 40])
def test_no_label_is_clipped_or_runs_into_another(rows: int, records: ipt_kg.Evidence) -> None:
    """Few rows or many, with the longest labels and with words that never end."""
    study = many(records.study("cuijpers-2011-ipt-depression"), rows)
    long = msgspec.structs.replace(study.estimates[0].comparison, timing="W" * 90)
    first = msgspec.structs.replace(study.estimates[0], comparison=long, analysis="a very long remark " * 20)
    assert_legible(forest([msgspec.structs.replace(study, estimates=(first, *study.estimates[1:]))]))


def test_all_evidence_is_legible(records: ipt_kg.Evidence, whole: Picture) -> None:
    """As are both articles."""
    assert_legible(whole)
    for article in records.articles:
        assert_legible(records.diagram(article.id))


def assert_legible(picture: Picture) -> None:
    """Hold every text to the sheet's edges, and no two to the same place."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    renderer: Any = FigureCanvasAgg(picture.figure).get_renderer()
    sheet = picture.figure.bbox
    labels = [text for axes in picture.figure.axes for text in axes.texts]
    labels += [text for axes in picture.figure.axes if axes.axison for text in axes.get_xticklabels()]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in labels]
    for label, box in boxes:
        assert sheet.x0 <= box.x0, label
        assert box.x1 <= sheet.x1, label
        assert sheet.y0 <= box.y0, label
        assert box.y1 <= sheet.y1, label
    edges = np.array([(box.x0, box.y0, box.x1, box.y1) for _, box in boxes])
    shared = np.minimum(edges[:, None, 2:], edges[None, :, 2:]) - np.maximum(edges[:, None, :2], edges[None, :, :2])
    for first, second in np.argwhere(shared.min(axis=2) > 2.5):
        assert first == second, (boxes[first][0], boxes[second][0])


def test_a_plot_without_a_single_interval_says_so(records: ipt_kg.Evidence) -> None:
    """In the heading no level is claimed."""
    told = texts(records.forest("a-tjak-2015-act"))
    assert "g [CI]" in told
    assert sum("interval not reported" in text for text in told) == 5


def test_what_records_say_cannot_break_out_of_the_picture(records: ipt_kg.Evidence) -> None:
    """Markup and formulas are shown as they were written."""
    study = records.study("cuijpers-2011-ipt-depression")
    author = msgspec.structs.replace(study.citation.authors[0], family=HOSTILE)
    citation = msgspec.structs.replace(study.citation, authors=(author,), title=HOSTILE)
    caveat = msgspec.structs.replace(study.caveats[0], statement=HOSTILE)
    hostile = msgspec.structs.replace(study, citation=citation, caveats=(caveat,))
    article = msgspec.structs.replace(records.article("ipt-explained"), title=HOSTILE)
    from ipt_kg.plots.article import diagram

    for picture in (forest([hostile]), diagram(article, {hostile.id: hostile})):
        root = ElementTree.fromstring(svg_of(picture))
        assert not list(root.iter(f"{SVG}script"))
        assert "".join(HOSTILE.split()) in prose(picture)


def test_pictures_need_no_colour_and_point_nowhere(records: ipt_kg.Evidence, whole: Picture) -> None:
    """All ink is grey; no address but those that name the forms; text is text."""
    for picture in (whole, records.diagram("ipt-depression")):
        svg = svg_of(picture)
        colours = set(re.findall(r"#([0-9a-f]{6})\b", svg))
        assert {colour for colour in colours if len({colour[:2], colour[2:4], colour[4:]}) > 1} == set()
        assert set(re.findall(r'https?://[^"\s]+', svg)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }
        assert not re.search(r'href="[^#]', svg)
        assert "<image" not in svg
        assert len(list(ElementTree.fromstring(svg).iter(f"{SVG}text"))) > 100


def test_pictures_have_a_title_and_tell_themselves_in_words(whole: Picture) -> None:
    """For those who listen to them."""
    root = ElementTree.fromstring(svg_of(whole))
    title, description = root[0], root[1]
    named = f"{title.get('id')} {description.get('id')}"
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", named)
    assert (title.tag, title.text) == (f"{SVG}title", "Effects, reported by 10 studies")
    assert description.tag == f"{SVG}desc"
    assert "d = 0.63 (95% CI 0.36 to 0.90); number needed to treat 2.91" in str(description.text)
    assert "16 studies; favours interpersonal psychotherapy" in str(description.text)


def test_two_pictures_on_one_page_leave_each_other_alone(records: ipt_kg.Evidence, whole: Picture) -> None:
    """Each has names of its own, and its style reaches no further."""
    other = svg_of(records.forest("guidi-2021-sequential-treatment"))
    names = [set(re.findall(r'(?:class|<title id|<desc id)="([^"]+)"', svg)) for svg in (svg_of(whole), other)]
    assert [len(each) for each in names] == [3, 3]
    assert not names[0] & names[1]
    for style in re.findall(r"<style[^>]*>(.*?)</style>", svg_of(whole) + other, re.DOTALL):
        assert style.startswith(".ipt-kg-")


def test_a_therapy_is_found_by_any_of_its_names(records: ipt_kg.Evidence) -> None:
    """On either side of a comparison, and with its kinds."""
    by_name = {tuple(entries_of(records.studies, name)) for name in ("IPT", "interpersonal psychotherapy")}
    (found,) = by_name
    assert any("interpersonal-psychotherapy" in entry.estimate.comparison.comparator for entry in found)
    assert set(found) < set(entries_of(records.studies, "psychotherapy"))
    with pytest.raises(IptKgError, match="no therapy 'yoga'; there are acceptance"):
        records.forest(therapy="yoga")
    with pytest.raises(IptKgError, match="no estimate to show of MBCT"):
        records.forest(therapy="MBCT")


@pytest.mark.parametrize("id", ["ipt-explained", "ipt-depression"])
def test_a_diagram_has_each_claim_that_is_about_an_estimate_and_counts_the_others(
    id: str, records: ipt_kg.Evidence
) -> None:
    """Every estimate of the studies it rests on is there, with its caveats, whether the page tells of it or not."""
    article, picture = records.article(id), records.diagram(id)
    told = prose(picture)
    shown = [claim for claim in article.claims if any("#estimate-" in reference for reference in claim.about)]
    for claim in shown:
        assert "".join(claim.statement.split()) in told
    for study in map(records.study, article.based_on):
        for estimate in study.estimates:
            assert "".join(comparison_words(estimate.comparison).split()) in told
            assert "".join(direction_words(estimate).split()) in told
        for caveat in study.caveats:
            assert "".join(caveat.statement.split()) in told
    counted = sum(int(number) for text in texts(picture) for number in re.findall(r"(\d+) × ", text))
    assert counted == len(article.claims) - len(shown)


def test_an_estimate_of_which_no_claim_speaks_is_drawn_all_the_same(records: ipt_kg.Evidence) -> None:
    """A page that leaves the unfavourable result out is shown to do so."""
    article = records.article("ipt-explained")
    kept = tuple(c for c in article.claims if not any("vs-pharmacotherapy" in reference for reference in c.about))
    silent = msgspec.structs.replace(article, claims=kept)
    studies = {study: records.study(study) for study in article.based_on}
    band = next(band for band in bands_of(silent, studies) if band.estimate.id == "vs-pharmacotherapy")
    assert band.claims == ()
    from ipt_kg.plots.article import diagram

    assert "no claim of the page is about this estimate" in texts(diagram(silent, studies))


def test_the_pictures_of_the_documents_are_those_of_the_evidence() -> None:
    """Their words are; the strokes are for the version of matplotlib. `make pictures` draws them anew."""
    for name, picture in pictures().items():
        committed = ElementTree.fromstring((ROOT / "docs" / name).read_text("utf-8"))
        assert [each.text for each in committed.iter(f"{SVG}text")] == texts(picture), name
        assert committed[1].text == picture.description, name


def test_two_processes_draw_the_same_bytes() -> None:
    """Whatever the order of their sets."""
    code = (
        "import ipt_kg; e = ipt_kg.load('evidence');"
        "print(e.forest('cohen-2024-ipt-antidepressants').svg(), e.diagram('ipt-explained').svg())"
    )
    first, second = (
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT, capture_output=True, check=True, timeout=60, env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    )  # fmt: skip
    assert first == second
    assert first.startswith(b"<svg ")


def test_the_command_writes_what_the_name_of_the_file_says(
    ipt_kg: Run, tmp_path: Path, records: ipt_kg.Evidence
) -> None:
    """SVG or PNG; other forms are refused, and what is asked for in vain."""
    arguments = ["plot", "forest", "evidence", "--id", "guidi-2021-sequential-treatment"]
    assert ipt_kg(*arguments, "--out", tmp_path / "a.png").returncode == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    picture = records.forest("guidi-2021-sequential-treatment")
    assert ipt_kg(*arguments).stdout == picture.svg()
    picture.write(tmp_path / "a.SVG")
    assert (tmp_path / "a.SVG").read_text("utf-8") == picture.svg()
    with pytest.raises(IptKgError, match=r"ends with \.svg or \.png"):
        picture.write(tmp_path / "a.gif")
    refused = ipt_kg("plot", "article", "evidence")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "article takes --id" in refused.stderr


def test_without_matplotlib_the_command_says_what_to_install() -> None:
    """It has no traceback, and status 2."""
    code = "import sys; sys.modules['matplotlib'] = None; from ipt_kg.cli import main; main()"
    command = [sys.executable, "-c", code, "plot", "forest", "evidence"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "pip install 'ipt-kg[plots]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_records_are_read_without_matplotlib_and_pandas() -> None:
    """They are loaded where they are used."""
    code = "import sys, ipt_kg; ipt_kg.load('evidence').studies; print({'matplotlib', 'pandas'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "set()\n"


def test_a_panel_names_a_side_only_where_it_is_the_same_in_all_rows(records: ipt_kg.Evidence) -> None:
    """Otherwise by its place in the comparison."""
    study = records.study("cuijpers-2011-ipt-depression")
    panel = panels_of([Entry(study, estimate) for estimate in study.estimates])[0]
    assert panel.side(Side.INTERVENTION) == "interpersonal psychotherapy"
    assert panel.side(Side.COMPARATOR) == "the comparator (named second)"
    assert study.estimates[0].comparison.outcome == Outcome("depressive-symptoms")
