"""`make translations`: brings every catalogue up to date with the source, and compiles it."""

import os
import sys

import django

from translations.catalogue import is_whole, messages_of, mo_of, phrase_of, po_of, read, update
from translations.source import LANGUAGES, ROOT, Language, find_phrases


def main() -> int:
    """0 when nothing is left to translate, else 1, so that scripts see it too."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.config.settings")
    django.setup()
    return max([_bring_up_to_date(language) for language in LANGUAGES])


def _bring_up_to_date(language: Language) -> int:
    catalogue = update(read(language), find_phrases(language), language)
    language.po.parent.mkdir(parents=True, exist_ok=True)
    language.po.write_bytes(po_of(catalogue))
    language.mo.write_bytes(mo_of(catalogue))
    left = [phrase_of(message) for message in messages_of(catalogue) if not is_whole(message, catalogue)]
    told = [f"{language.po.relative_to(ROOT)}: {len(catalogue)} phrases, {len(left)} to translate"]
    print("\n  ".join([*told, *(phrase.singular for phrase in left)]))  # noqa: T201 - the command's answer
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
