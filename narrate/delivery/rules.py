"""A file held against the rules of a profile: what it has, what it should have, and how far that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from narrate.delivery.facts import Facts
from narrate.delivery.profiles import Profile, Rule
from narrate.delivery.quantities import QUANTITIES, Quantity
from narrate.errors import Outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a file, or of a set of them: ``measured``, the ``limit``, how far it is off.

    ``by`` is how far. ``rule`` is stable, for programs; ``name`` is for people.
    """

    rule: str
    name: str
    outcome: Outcome
    measured: str
    limit: str
    by: str = ""

    def __str__(self) -> str:
        off = f", {self.by}" if self.by else ""
        wanted = f" (wanted: {self.limit})" if self.limit else ""
        return f"{self.name}: {self.measured}{off}{wanted}"


def judged(facts: Facts, profile: Profile) -> tuple[Finding, ...]:
    """What the rules of ``profile`` say of a file; those that do not apply to it say nothing."""
    return tuple(_findings(facts, profile))


def worst(findings: tuple[Finding, ...]) -> Outcome:
    """The worst of ``findings``."""
    outcomes = {finding.outcome for finding in findings}
    return next((each for each in (Outcome.FAIL, Outcome.WARN) if each in outcomes), Outcome.PASS)


def limit_of(rule: Rule) -> str:
    """The limit of ``rule`` in words."""
    quantity = QUANTITIES[rule.quantity]
    if rule.among:
        return " or ".join(rule.among)
    if rule.low is None and rule.high is None:
        return quantity.good
    if rule.high in (rule.low, 0):
        return _with_unit(f"{rule.high:g}", quantity)
    if rule.low is None or rule.high is None:
        bound = f"at most {rule.high:g}" if rule.low is None else f"at least {rule.low:g}"
        return _with_unit(bound, quantity)
    return _with_unit(f"{rule.low:g} to {rule.high:g}", quantity)


def _findings(facts: Facts, profile: Profile) -> Iterator[Finding]:
    for rule in profile.rules:
        quantity = QUANTITIES[rule.quantity]
        found = quantity.find(facts)
        if found is None:
            continue
        limit = limit_of(rule)
        if isinstance(found, str):
            good = found in rule.among if rule.among else not found
            measured = found or limit
            yield Finding(rule.quantity, quantity.name, _outcome(rule, good=good), measured, limit)
            continue
        off = _off(found, rule, quantity)
        told = _with_unit(f"{found:.{quantity.digits}f}", quantity)
        yield Finding(rule.quantity, quantity.name, _outcome(rule, good=not off), told, limit, off)


def _outcome(rule: Rule, *, good: bool) -> Outcome:
    return Outcome.PASS if good else rule.broken


def _off(found: float, rule: Rule, quantity: Quantity) -> str:
    """How far ``found`` is off the limits, in words; "" where it is not."""
    if rule.low is not None and found < rule.low - quantity.slack:
        return f"{_with_unit(_difference(rule.low - found, quantity), quantity)} under"
    if rule.high is not None and found > rule.high + quantity.slack:
        return f"{_with_unit(_difference(found - rule.high, quantity), quantity)} over"
    return ""


def _difference(value: float, quantity: Quantity) -> str:
    """``value``, above 0, with as many digits as it takes not to be told as 0."""
    digits = quantity.digits
    while digits < 6 and not float(f"{value:.{digits}f}"):
        digits += 1
    return f"{value:.{digits}f}"


def _with_unit(text: str, quantity: Quantity) -> str:
    return f"{text} {quantity.unit}" if quantity.unit else text
