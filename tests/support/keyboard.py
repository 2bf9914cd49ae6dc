"""Working a page by its keyboard alone."""

import pytest
from playwright.sync_api import Page

CALLED = """() => {
  const one = document.activeElement;
  const own = one === document.body || one.tagName === 'SELECT' ? [] : [one.textContent, one.value];
  return [one.labels?.[0]?.textContent, one.getAttribute('aria-label'), ...own].join(' ').replace(/\\s+/g, ' ');
}"""


def tab_to(page: Page, name: str, *, among: str = "*", most: int = 120) -> None:
    """Press the tab key until the focus is on what is called so. among: a selector, where several are."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if name in page.evaluate(CALLED) and page.evaluate("(one) => document.activeElement.matches(one)", among):
            return
    pytest.fail(f"the tab key never reaches {name}")


def follow(page: Page, name: str) -> None:
    """Go to the link or button of this name, and press it."""
    tab_to(page, name, among="a, button")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_in(page: Page, name: str, text: str) -> None:
    """Put the text into the field of this name, in place of what stands there."""
    tab_to(page, name, among="input, textarea")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
