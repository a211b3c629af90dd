"""Office packages taken apart and put together again, whole or spoiled, for the tests of their readers."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

SAMPLES = Path(__file__).parents[1] / "samples"

Parts = dict[str, bytes]


def unpack(package: Path | bytes) -> Parts:
    """The parts of a package."""
    with zipfile.ZipFile(BytesIO(package) if isinstance(package, bytes) else package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Mapping[str, bytes | str]) -> bytes:
    """A package of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


JUNK = (
    *("", "0", "-1", "7", "999999999", "1e400", "continue", "restart", "true", "s", "e", "b", "d", "str", "inlineStr"),
    *("A1:XFD1048576", "ZZZ9", "\ue000", "\u200b"),
)


def _spoil_tree(data: bytes, draw: st.DrawFn) -> bytes:
    """Well-formed XML with an element or two removed, doubled, moved, or given another attribute or text."""
    root = etree.fromstring(data)
    for _ in range(draw(st.integers(1, 3))):
        elements = [element for element in root.iter("*") if element is not root]
        if not elements:
            break
        element = elements[draw(st.integers(0, len(elements) - 1))]
        parent = element.getparent()
        assert parent is not None
        what = draw(st.sampled_from(["remove", "double", "move", "attribute", "text", "rename"]))
        if what == "remove":
            parent.remove(element)
        elif what == "double":
            parent.append(copy.deepcopy(element))
        elif what == "move":
            target = elements[draw(st.integers(0, len(elements) - 1))]
            if element not in target.iterancestors() and element is not target:
                target.append(element)
        elif what == "attribute" and element.attrib:
            element.set(draw(st.sampled_from(sorted(map(str, element.attrib)))), draw(st.sampled_from(JUNK)))
        elif what == "rename":
            element.tag = elements[draw(st.integers(0, len(elements) - 1))].tag
        else:
            element.text = draw(st.sampled_from(JUNK))
    return etree.tostring(root)


def _spoil_bytes(data: bytes, draw: st.DrawFn) -> bytes:
    """Bytes with a stretch cut out, doubled, or overwritten."""
    start = draw(st.integers(0, max(0, len(data) - 1)))
    end = min(len(data), start + draw(st.integers(1, 64)))
    put = draw(st.sampled_from([b"", data[start:end] * 2, b"\0", b"<", b"&#57344;", b"&x;", b"<!DOCTYPE a>", b"\xff\xfe", b'"']))
    return data[:start] + put + data[end:]


@st.composite
def spoiled(draw: st.DrawFn, parts: Parts) -> bytes:
    """A package with a part missing, exchanged, cut, or its XML spoiled; or the package itself cut or overwritten."""
    how = draw(st.sampled_from(["tree", "tree", "tree", "bytes", "remove", "exchange", "package"]))
    if how == "package":
        return _spoil_bytes(pack(parts), draw)
    spoilt = dict(parts)
    name = draw(st.sampled_from(sorted(parts)))
    if how == "tree":
        spoilt[name] = _spoil_tree(parts[name], draw)
    elif how == "bytes":
        spoilt[name] = _spoil_bytes(parts[name], draw)
    elif how == "exchange":
        spoilt[name] = parts[draw(st.sampled_from(sorted(parts)))]
    else:
        del spoilt[name]
    return pack(spoilt)
