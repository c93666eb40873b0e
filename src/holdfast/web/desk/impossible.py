"""Why a definition could never be booked, in words for people: what is wrong, where, and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.actions.services import Impossible
from holdfast.web.words import kind_words

_WORDS: dict[str, str | Promise] = {
    "nobody": _(
        "%(need)s: at %(place)s there is none of those you chose, or not all that are taken together. "
        "Choose somebody there, or do not offer it at %(place)s."
    ),
    "nobody_asked": _(
        "%(need)s: at %(place)s there is nobody and nothing of what you ask for (%(asked)s). "
        "Give it to somebody there, or do not offer it at %(place)s."
    ),
    "too_few": _("%(need)s: %(wanted)s are taken together, and at %(place)s there are %(there)s."),
    "too_small": _("%(need)s: each booking takes %(wanted)s of it, and at %(place)s nothing has so many."),
    "needed_twice": _(
        "At %(place)s these needs cannot be filled at the same time: somebody would be needed twice. "
        "Choose more people or things, or let them be needed in different steps."
    ),
    "never_open": _("At %(place)s the service fits into the opening hours at none of these times."),
    "too_long": _("At %(place)s this takes longer than those it needs are open at a time."),
}


def words_of(refusal: Impossible) -> str:
    """The sentence for a form."""
    words = _WORDS.get(refusal.why) or _WORDS[refusal.why.removesuffix("_asked")]
    kind = str(refusal.facts.get("kind", ""))
    asked = [str(kind_words(kind))] if kind else []
    asked += [str(refusal.facts["skills"])] if refusal.facts.get("skills") else []
    return str(words) % {**refusal.facts, "asked": ", ".join(asked)}
