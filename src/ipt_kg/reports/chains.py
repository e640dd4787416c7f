# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The trials behind an article's sources, in words and as plain data, for reports of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ipt_kg.audit.trials import Chain, Group, Trials
from ipt_kg.effects.heterogeneity import Pooled
from ipt_kg.model import Comparison, DataSource, Direction, Side
from ipt_kg.reports.diagnostics import plural
from ipt_kg.wording import (
    comparison_words,
    direction_words,
    effect_words,
    label,
    setting_words,
    side_words,
    source_words,
)

HEADING = "Trials behind the sources"
EXPLANATION = (
    "Trials known of the same comparison. Whether a source pooled them is not said. What is pooled here is computed, "
    "by DerSimonian and Laird, with one standardised effect a trial."
)


def source_line(chain: Chain) -> str:
    """Say what the source found: its name, comparison, setting, effect and direction."""
    compared, setting = chain.compared, setting_words(chain.compared)
    told = f"{source_words(chain.study.citation)}: {comparison_words(compared)}" + (f" ({setting})" if setting else "")
    return f"{told}: {effect_words(chain.estimate)}, {direction_words(chain.estimate)}"


def lines(chain: Chain) -> Iterator[tuple[str, str]]:
    """Say what trials are known, up to the source and since, each line after its label."""
    for label_, group in ((f"to {chain.until}", chain.before), ("since", chain.since)):
        yield label_, group_words(group, chain.compared)
    yield "data", "; ".join(map(source_of_data_words, sources(chain))) or "records of this collection"


def group_words(group: Group, compared: Comparison) -> str:
    """Say how many trials there are, whom they favour and what they pool to, in all people and in those compared."""
    if not group.all.trials:
        return "no trial known"
    told = _trials_words(group.all, compared)
    if len(group.fitting.trials) == len(group.all.trials):
        return f"{told}."
    condition = label(compared.population.condition)
    fitting = _trials_words(group.fitting, compared) if group.fitting.trials else "none"
    return f"{told}. Of these in {condition}, a kind of it or a wider group: {fitting}."


def _trials_words(trials: Trials, compared: Comparison) -> str:
    pooled = trials.pooled
    told = f", pooled {pooled_words(pooled)}" if pooled else ""
    return f"{plural(len(trials.trials), 'trial')}{told}; {directions_words(trials, compared)}"


def pooled_words(pooled: Pooled) -> str:
    """Give a pooled effect with its interval and heterogeneity: `0.36 (95% CI 0.10 to 0.62, I² = 78%)`."""
    mean, lower, upper = (f"{number:.2f}" for number in (pooled.mean, pooled.lower, pooled.upper))
    return f"{mean} (95% CI {lower} to {upper}, I² = {100 * pooled.i_squared:.0f}%)"


def directions_words(trials: Trials, compared: Comparison) -> str:
    """Count whom trials favour: `4 favour IPT, 8 show no difference, 1 of several results`."""
    one, other = (side_words(compared, side) for side in Side)
    names = {
        Direction.INTERVENTION: f"favour {one}",
        Direction.COMPARATOR: f"favour {other}",
        Direction.NO_DIFFERENCE_SHOWN: "show no difference",
        Direction.NOT_STATED: "do not say",
    }
    counts = {words: trials.favouring(direction) for direction, words in names.items()}
    counts["with results of several directions"] = len(trials.trials) - sum(counts.values())
    return ", ".join(f"{count} {words}" for words, count in counts.items() if count)


def sources(chain: Chain) -> tuple[DataSource, ...]:
    """Give the data sets from which the trials come, each once."""
    found = (trial.study.source for group in (chain.before, chain.since) for trial in group.all.trials)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def source_of_data_words(source: DataSource) -> str:
    """Name a data set, its version, whom to credit and its licence."""
    name = " ".join(part for part in (source.title, source.version) if part)
    return f"{name}, {source.attribution} ({source.license})"


def row(chain: Chain) -> dict[str, Any]:
    """Give a chain as plain data: numbers of trials, computed effects, and each trial's identifier and year."""
    return {
        "until": chain.until,
        "before": _group_row(chain.before),
        "since": _group_row(chain.since),
        "sources": [source_of_data_words(each) for each in sources(chain)],
    }


def _group_row(group: Group) -> dict[str, Any]:
    return {"all": _trials_row(group.all), "in_the_population": _trials_row(group.fitting)}


def _trials_row(trials: Trials) -> dict[str, Any]:
    pooled = trials.pooled
    return {
        "trials": [{"study": each.study.id, "year": each.year} for each in trials.trials],
        "pooled_here": pooled and pooled._asdict(),
        "directions": {str(direction): trials.favouring(direction) for direction in Direction},
    }
