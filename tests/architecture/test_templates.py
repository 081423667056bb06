"""Templates: every word passes gettext, nothing is inline, escaping stays on."""

from __future__ import annotations

import pytest

from tests.architecture import markup
from tests.architecture.sources import listed, templates


def test_templates_are_clean() -> None:
    found = [
        f"{path}:{fault.line} {fault.what}"
        for path, text in templates()
        for fault in markup.faults(text, path)
    ]
    assert not found, listed(
        found, 'Words: {{ _("…") }} or {% trans %}. Style and script: static/. Made HTML: core/markdown.py.'
    )


GOOD = """{% extends "base.html" %}{# A comment #}
{% block title %}{{ _("Sign") }} – Samling{% endblock %}
<p class="{{ kind }}" title="{{ _("Help") }}">
{% trans n=count %}{{ n }} signatures{% endtrans %}, {{ count }} · 10&nbsp;</p>
<code>make run</code> <b translate="no">Rågsved</b> <script src="{{ static_url("js/a.js") }}"></script>
{% if a < b %}<input value="{{ value }}">{% endif %}"""


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ('{{ _("Sign") }}', "Sign", "“Sign – Samling” does not pass gettext"),
        ("{{ count }} ·", "{{ count }} kr ·", "kr"),
        ('title="{{ _("Help") }}"', 'title="Help"', "title=“Help”"),
        ('value="{{ value }}"', 'value="Send"', "value=“Send”"),
        ("{% trans n=count %}{{ n }} signatures{% endtrans %}", "{{ n }} signatures", "signatures"),
        ("{% endtrans %},", "{% endtrans %} and", "and"),
        ("<p class", "<p style='color:red' class", "style= is inline"),
        ("<p class", "<p onclick='x()' class", "onclick= is inline"),
        (' src="{{ static_url("js/a.js") }}">', ">let a", "<script> stands in the page"),
        ("<code>", "<style>p{}</style><code>", "<style> stands in the page"),
        ("{{ count }} ·", "{{ count | safe }} ·", "switches escaping off"),
    ],
)
def test_a_fault_in_a_template_is_seen(good: str, bad: str, words: str) -> None:
    assert markup.faults(GOOD) == []
    assert good in GOOD
    assert words in "\n".join(fault.what for fault in markup.faults(GOOD.replace(good, bad)))


def test_a_mail_may_carry_style_but_no_bare_word() -> None:
    text = '<p style="color:red">{{ name }}</p>'
    assert markup.faults(text, "templates/email/letter.html") == []
    assert markup.faults(text, "templates/a.html")
    assert markup.faults(text + "Bare", "templates/email/letter.html")


def test_a_fault_is_found_in_its_line() -> None:
    assert [fault.line for fault in markup.faults("{#\n\n#}\n{% set x =\n 1 %}\n<p>Bare</p>")] == [6]
