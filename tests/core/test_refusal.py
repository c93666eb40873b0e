"""Refusals: an anticipated "no" with a code, a sentence, and details."""

from holdfast.core.refusal import Invalid, NotFound, Refusal


def test_a_refusal_says_what_and_why():
    refusal = Invalid(field="email", reason="required")
    assert isinstance(refusal, Refusal)
    assert refusal.sentence == "A value cannot be used."
    assert refusal.details == {"field": "email", "reason": "required"}
    assert str(refusal).startswith("invalid: A value cannot be used.")


def test_a_refusal_without_details_has_none():
    assert NotFound().details == {}
