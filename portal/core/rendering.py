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
def _mail_templates() -> jinja2.Environment:
    folder = PACKAGE / "notifications" / "templates"
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 (plain-text mails)
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment


def render_mail(name: str, **values: object) -> tuple[str, str]:
    """Subject (the template's first line) and plain-text body of a mail."""
    subject, _, body = _mail_templates().get_template(name).render(**values).partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"
