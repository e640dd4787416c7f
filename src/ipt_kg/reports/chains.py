# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The trials behind an article's sources, in words and as plain data, for reports of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ipt_kg.audit.trials import Chain, Group, PooledTrials, Trial, Trials
from ipt_kg.model import Comparison, DataSource, Side
from ipt_kg.wording import (
    comparison_words,
    direction_words,
    effect_words,
    label,
    plural,
    setting_words,
    side_words,
    source_words,
)

HEADING: Final = "Trials behind the sources"
EXPLANATION: Final = (
    "Trials known of the same comparison. Whether a source pooled them is not said: they are no check of its figure. "
    "What is pooled here is computed, by DerSimonian and Laird, with one standardised mean difference (SMD) a trial. "
    "In the prediction interval the effect of another such trial may lie."
)


def source_line(chain: Chain) -> str:
    """Say what the source found: its name, comparison, setting, effect and direction."""
    compared, setting = chain.compared, setting_words(chain.compared)
    told = f"{source_words(chain.study.citation)}: {comparison_words(compared)}" + (f" ({setting})" if setting else "")
    return f"{told}: {effect_words(chain.estimate)}, {direction_words(chain.estimate)}"


def lines(chain: Chain) -> Iterator[tuple[str, str]]:
    """Say what trials are known, up to the source and since, what limits them and whose they are, after labels."""
    yield f"to {chain.until}", group_words(chain.before, chain.compared)
    yield "since", group_words(chain.since, chain.compared)
    yield chain.until, until_words(chain)
    yield "caveats", " ".join(caveats(chain)) or "none is known"
    yield "data", "; ".join(map(source_of_data_words, sources(chain))) or "records of this collection"


def until_words(chain: Chain) -> str:
    """Say what the year is that parts the trials."""
    if chain.searched:
        return "is the year up to which the source looked for trials."
    return "is the year in which the source was published; until when it looked for trials is not recorded."


def group_words(group: Group, compared: Comparison) -> str:
    """Say how many trials there are and what they pool to, in all people and in those compared."""
    if not group.all.trials:
        return "no trial known"
    told = _trials_words(group.all, compared)
    if len(group.fitting.trials) == len(group.all.trials):
        return f"{told}."
    condition = label(compared.population.condition)
    fitting = _trials_words(group.fitting, compared) if group.fitting.trials else "none"
    return f"{told}. Of these in {condition}, a kind of it or a wider group: {fitting}."


def _trials_words(trials: Trials, compared: Comparison) -> str:
    """Say how many trials there are; one is told by its own results."""
    count = plural(len(trials.trials), "trial")
    if len(trials.trials) == 1:
        return f"{count}, {_trial_words(trials.trials[0])}"
    pooled = trials.pooled
    if pooled is None:
        return f"{count}, too few of them with a standardised effect to pool"
    return f"{count}, {pooled_words(pooled, compared, of=len(trials.trials))}"


def _trial_words(trial: Trial) -> str:
    results = (f"{effect_words(each)}, {direction_words(each)}" for each, _ in trial.results)
    return f"{source_words(trial.study.citation)}: {'; '.join(results)}"


def pooled_words(pooled: PooledTrials, compared: Comparison, *, of: int) -> str:
    """Give a pooled effect with its intervals, heterogeneity, and the side that values above 0 speak for."""
    effect = pooled.effect
    mean, lower, upper = (f"{number:.2f}" for number in (effect.mean, effect.lower, effect.upper))
    count = "" if pooled.k == of else f"{pooled.k} of them "
    told = f"{count}pooled SMD = {mean} (95% CI {lower} to {upper}"
    if pooled.prediction:
        told += f"; prediction interval {pooled.prediction[0]:.2f} to {pooled.prediction[1]:.2f}"
    side = side_words(compared, Side.INTERVENTION)
    return f"{told}; I² = {100 * effect.i_squared:.0f}%), values above 0 favour {side}"


def caveats(chain: Chain) -> tuple[str, ...]:
    """Give what limits the trials' results, each statement once."""
    trials = (trial for group in (chain.before, chain.since) for trial in group.all.trials)
    said = (
        caveat.statement for trial in trials for result, _ in trial.results for caveat in trial.study.caveats_of(result)
    )
    return tuple(dict.fromkeys(said))


def sources(chain: Chain) -> tuple[DataSource, ...]:
    """Give the data sets from which the trials come, each once."""
    found = (trial.study.source for group in (chain.before, chain.since) for trial in group.all.trials)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def source_of_data_words(source: DataSource) -> str:
    """Name a data set, its version, whom to credit and its licence."""
    name = " ".join(part for part in (source.title, source.version) if part)
    return f"{name}, {source.attribution} ({source.license})"


def row(chain: Chain) -> dict[str, Any]:
    """Give a chain as plain data: the trials by identifier and year, and what they pool to."""
    return {
        "until": chain.until,
        "until_is": "search" if chain.searched else "publication",
        "before": _group_row(chain.before),
        "since": _group_row(chain.since),
        "values_above_0_favour": side_words(chain.compared, Side.INTERVENTION),
        "caveats": caveats(chain),
        "sources": [source_of_data_words(each) for each in sources(chain)],
    }


def _group_row(group: Group) -> dict[str, Any]:
    return {"all": _trials_row(group.all), "in_the_population_or_a_wider_one": _trials_row(group.fitting)}


def _trials_row(trials: Trials) -> dict[str, Any]:
    pooled = trials.pooled
    told = {"k": pooled.k, **pooled.effect._asdict(), "prediction": pooled.prediction} if pooled else None
    return {
        "trials": [{"study": each.study.id, "year": each.year} for each in trials.trials],
        "pooled_here": told,
    }
