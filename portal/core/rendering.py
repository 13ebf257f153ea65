"""Markdown to safe HTML, and the texts of mails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape

import jinja2
import nh3
from flask_babel import gettext, ngettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from portal.core.i18n import speaking
from portal.core.locales import Locale
from portal.core.mail import Mail
from portal.core.resources import PACKAGE

ALLOWED_TAGS = {
    "a", "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "hr",
    "br", "table", "thead", "tbody", "tr", "th", "td", "img",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}


OWN_ADDRESS = re.compile(r"/(?![/\\])")


@cache
def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    made.add_render_rule("image", _image)
    return made


def _image(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    """A picture of our own library; of one elsewhere, which no page may load, its words."""
    if OWN_ADDRESS.match(str(tokens[index].attrGet("src"))):
        return renderer.image(tokens, index, options, env)
    return escape(tokens[index].content)


def markdown_to_html(text: str) -> str:
    """Markdown as HTML that holds only harmless elements; raw HTML in it is shown as text.

    Headings start at level 2, for the page has its own first heading.
    """
    rendered = _markdown().render(text)
    lowered = rendered.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(
        lowered,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )


@cache
def _mail_templates(html: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PACKAGE / "notifications" / "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=bool(html),  # noqa: S701 (the plain text escapes nothing)
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= HTML_PARTS if html else TEXT_PARTS
    return environment


def render_mail(name: str, to: str, locale: Locale, **values: object) -> Mail:
    """A mail in `locale`, as plain text and as HTML, both from the template `name`.

    The template's first line is the subject. `link(words, address)` and `quote(text)` in it are
    written as the kind of body wants them; an empty line begins a new paragraph.
    """
    with speaking(locale):
        subject, _, body = _mail_templates("").get_template(name).render(**values).partition("\n")
        marked = _mail_templates("html").get_template(name).render(**values).partition("\n")[2]
    subject = " ".join(subject.split())
    page = _page(subject, marked.strip(), locale)
    return Mail(to, subject, body.strip() + "\n", locale, html=page)


def _page(subject: str, marked: str, locale: Locale) -> str:
    """Paragraphs and links, and nothing that a reader of mails would have to load."""
    return (
        f'<!doctype html>\n<html lang="{locale.tag}">\n<head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head>\n<body>\n{_paragraphs(marked)}\n</body>\n</html>\n"
    )


def _paragraphs(marked: str) -> str:
    blocks = (block.strip() for block in re.split(r"\n\s*\n", marked))
    return "\n".join(
        block if block.startswith("<blockquote>") else f"<p>{_lines(block)}</p>"
        for block in blocks
        if block
    )


def _lines(block: str) -> str:
    return "<br>\n".join(block.splitlines())


def _link(words: object, address: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, words)


def _quote(text: str) -> Markup:
    inside = _paragraphs(escape(text)).replace("\n", "")
    return Markup(f"<blockquote>{inside}</blockquote>")  # noqa: S704 (escaped just above)


TEXT_PARTS = {"link": "{}\n{}".format, "quote": str, "here": str}
HTML_PARTS = {"link": _link, "quote": _quote, "here": lambda address: _link(address, address)}
