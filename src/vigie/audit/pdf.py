"""PDF documents (PDF/A-2b) by typst; templates are text, data are handed over as JSON and never as markup."""

import asyncio
import json
from typing import Any

import typst

from vigie.kernel.errors import BadInput

PREAMBLE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: "Vigie")
#set text(lang: "fr", size: 10pt)
#set page(paper: "a4", margin: (x: 18mm, y: 18mm), numbering: "1 / 1", header: align(right)[#data.heading])
#let cell(value) = if value == none { [—] } else { [#value] }
"""


async def render(template: str, data: dict[str, Any]) -> bytes:
    """Return the PDF of a template; `data` holds at least `title` and `heading`.

    Raises:
        BadInput: the document cannot be made of these data.
    """
    return await asyncio.to_thread(_compile, template, data)


def _compile(template: str, data: dict[str, Any]) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        made = typst.compile(
            (PREAMBLE + template).encode(),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=["a-2b"],
            ignore_system_fonts=True,
        )
    except typst.TypstError as error:
        raise BadInput(f"the document cannot be made: {error}", code="bad_document") from error
    if not isinstance(made, bytes):
        raise BadInput("the document has more than one file", code="bad_document")
    return made
