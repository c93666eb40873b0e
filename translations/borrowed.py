"""What allauth and Django say on our pages of log-in and password, so that it sounds as the rest does.

Their German says "du" here and there, or reads like a machine. Our catalogues are asked before theirs.
"""

from translations.phrase import Phrase

BORROWED: dict[str, tuple[Phrase, ...]] = {
    "web/account/allauth": (
        Phrase("This account is currently inactive."),
        Phrase("The email address and/or password you specified are not correct."),
        Phrase("Please type your current password."),
        Phrase("Incorrect password."),
        Phrase("Too many failed login attempts. Try again later."),
        Phrase("You must type the same password each time."),
        Phrase("Incorrect code."),
        Phrase("Invalid or expired key."),
        Phrase("Be patient, you are sending too many requests."),
        Phrase("The new value must be different from the current one."),
        Phrase("You cannot deactivate two-factor authentication."),
        Phrase("You cannot generate recovery codes without having two-factor authentication enabled."),
    ),
    "web/account/django": (
        Phrase("This field is required."),
        Phrase("Enter a valid email address."),
        Phrase("The password is too similar to the %(verbose_name)s."),
        Phrase("This password is too common."),
        Phrase("This password is entirely numeric."),
        Phrase(
            "This password is too short. It must contain at least %d character.",
            "This password is too short. It must contain at least %d characters.",
        ),
    ),
}
