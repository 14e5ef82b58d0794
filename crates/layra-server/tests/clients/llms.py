#!/usr/bin/env python3
"""Reads a running site's llms.txt with the parser of those who proposed it, and follows every link.

usage: tests/clients/llms.py http://127.0.0.1:4242   (pip install llms-txt)
"""

import sys
import urllib.parse
import urllib.request

import llms_txt


def fetched(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.headers.get_content_type(), answer.read().decode()


def main(site):
    kind, text = fetched(f"{site}/llms.txt")
    lines = text.splitlines()
    parsed = llms_txt.parse_llms_file(text)
    assert kind in ("text/markdown", "text/plain"), kind
    assert lines[0] == f"# {parsed.title}" and sum(line.startswith("# ") for line in lines) == 1, lines[0]
    # The parser takes a quote that nothing follows for the text below it.
    about = parsed.summary or parsed.info or ""
    assert lines[2].startswith("> ") and about.lstrip("> ") == lines[2].lstrip("> "), about
    sections = parsed.sections
    assert len(sections) > 1 and list(sections)[-1] == "Optional", list(sections)
    below = [line for line in lines[4:] if line and not line.startswith("## ")]
    links = [link for section in sections.values() for link in section]
    assert len(below) == len(links) and all(line.startswith("- [") for line in below), "sections are lists of links"
    assert all(link.title and link.desc for link in links), "every link has a title and says what is there"
    for link in links:
        kind, body = fetched(urllib.parse.urljoin(f"{site}/llms.txt", link.url))
        assert kind in ("text/markdown", "text/plain") and body, link.url
        if link is not links[-1]:
            assert link.url.endswith(".md"), link.url
    print(f"{len(sections)} sections, {len(links)} links that lead to texts")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"))
