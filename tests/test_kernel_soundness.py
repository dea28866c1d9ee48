"""The normal form against an evaluation that knows nothing of it: no false "proved", and what is read back is what was meant."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symkl.kernel.functions import Unreduced
from symkl.kernel.poly import BudgetExceeded
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.prove import prove_equal
from symkl.prove.readback import NotReadable, Readback
from symkl.prove.session import bare, normalizer
from symkl.refute.refute import refute_equal
from tests.random_terms import CONTEXT, edits, matrices, scalars, vectors

RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
TERMS = st.one_of(scalars(3), vectors(2), matrices(2))


@RELAXED
@given(TERMS)
def test_a_normal_form_read_back_has_the_value_of_the_term(term: Term) -> None:
    """The readback of a normal form is never refuted against the term."""
    net = normalizer(CONTEXT)
    try:
        again = Readback(net).grid(net.normal(bare(term, CONTEXT)))
    except (NotReadable, Unreduced, SortError, BudgetExceeded):
        return
    assert refute_equal(term, again, CONTEXT) is None


@RELAXED
@given(TERMS, st.data())
def test_an_edited_term_is_proved_equal_only_if_no_model_tells_them_apart(term: Term, data: st.DataObject) -> None:
    """Single edits: whatever is proved is not refuted."""
    options = edits(term)
    if not options:
        return
    edited = data.draw(st.sampled_from(options))
    if prove_equal(term, edited, CONTEXT).proved:
        assert refute_equal(term, edited, CONTEXT) is None


@RELAXED
@given(TERMS)
def test_a_term_equals_itself(term: Term) -> None:
    """Reflexivity, and every derivation replays."""
    outcome = prove_equal(term, term, CONTEXT)
    assert outcome.proved or outcome.reason not in (None, "no-derivation")
