"""A person who books: by what the page is made of, in whatever language it speaks."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

MONDAY = "2026-11-23"
# The path by the things of the page; the words differ from language to language.
CARD, DAY, SLOT = "a.card", f'a.day[href*="date={MONDAY}"]', ".times a.slot"
CONTINUE, CONFIRM = "form.split button[type=submit]:not([name])", 'form[action*="/confirm"] button'


@dataclass
class Walk:
    """One visitor's way through the pages."""

    page: Page

    def choose(self, *, card: int = 0, slot: int = 4) -> None:
        """From the business's page to the form for the details."""
        self.page.goto("/salon")
        self.page.locator(CARD).nth(card).click()
        self.page.locator(DAY).click()
        expect(self.page.locator('a.day[aria-current="true"]')).to_have_text("23")
        self.page.locator(SLOT).nth(slot).click()

    def type(self, name: str = "Dora Dias", email: str = "dora@example.org") -> None:
        self.page.locator("#name").fill(name)
        self.page.locator("#email").fill(email)

    def hold(self, *, slot: int = 4, name: str = "Dora Dias", email: str = "dora@example.org") -> str:
        """As far as the page that says what is held; its address."""
        self.choose(slot=slot)
        self.type(name, email)
        self.page.locator(CONTINUE).click()
        expect(self.page.locator(".holding")).to_be_visible()
        return self.page.url

    def confirm(self) -> str:
        """From there to the booking; its address."""
        self.page.locator(CONFIRM).click()
        expect(self.page.locator(".outcome .is-good")).to_be_visible()
        return self.page.url

    def book(self, *, slot: int = 4) -> str:
        self.hold(slot=slot)
        return self.confirm()


@dataclass
class Keyboard:
    """Someone who has no mouse."""

    page: Page

    def to(self, selector: str, *, most: int = 60) -> None:
        """Tab, until what is wanted has the focus; it must be seen to have it."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                outline = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", f"{selector} does not show that it has the focus"
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, selector: str, text: str) -> None:
        self.to(selector)
        self.page.keyboard.insert_text(text)
