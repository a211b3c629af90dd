"""The packages Word and Excel files are: parts in a zip archive, and how they refer to each other.

Readers hand their library a package of only the parts a list stands in. Documents in use refer to pictures that are gone and
hold what other programs made of them; none of it matters to a list, all of it can make a library stumble.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lishi_duties.errors import IntakeError

if TYPE_CHECKING:
    from lxml import etree

Element: TypeAlias = "etree._Element"

MOST_XML = 24 * 1024 * 1024
"""A part of this size is many lists long, and its tree needs some ten times as much memory."""

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class Package:
    """The parts of an Office document."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self._names = frozenset(archive.namelist())

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def data(self, part: str) -> bytes:
        """The bytes of a part.

        Raises:
            IntakeError: it is larger than that of any duty list.
        """
        size = self._archive.getinfo(part).file_size
        if size > MOST_XML:
            raise IntakeError(
                f"{part} unpacks to {size:,} bytes; a duty list has less than {MOST_XML:,}. Is this the right file?",
                path=self._path,
            )
        return self._archive.read(part)

    def tree(self, part: str) -> Element:
        """The XML of a part; nothing it refers to is read."""
        from lxml import etree

        return etree.fromstring(self.data(part), etree.XMLParser(resolve_entities=False, no_network=True))

    def links(self, part: str) -> Iterator[tuple[str, str, str]]:
        """What a part refers to within the package: the id of the reference, its kind, and the part it means.

        The document itself is what "" refers to as `officeDocument`.
        """
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self:
            return
        for relation in self.tree(relations).iterchildren("{*}Relationship"):
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            if relation.get("TargetMode") != "External" and target in self:
                yield relation.get("Id", ""), relation.get("Type", "").rpartition("/")[2], target

    def main(self) -> str:
        """The part that is the document.

        Raises:
            IntakeError: there is none.
        """
        for _, kind, part in self.links(""):
            if kind == "officeDocument":
                return part
        raise IntakeError("a package without a document in it; ask for it again", path=self._path)


def build(main: str, main_type: str, parts: Mapping[str, tuple[str, str, bytes]], data: bytes | str) -> BytesIO:
    """A package of one document and the parts it refers to.

    Args:
        main: the name of the document's part, such as `word/document.xml`.
        main_type: its content type.
        parts: the kind, content type and bytes of each part, by its name within the document's folder. The document refers to
            them as `r1`, `r2`, …
        data: the document.
    """
    folder, name = posixpath.split(main)
    types = "".join(
        f'<Override PartName="/{folder}/{escape(part)}" ContentType="{escape(content)}"/>'
        for part, (_, content, _) in parts.items()
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{escape(part)}"/>'
        for n, (part, (kind, _, _)) in enumerate(parts.items(), 1)
    )
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/{main}" ContentType="{escape(main_type)}"/>{types}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="{main}"/></Relationships>',
        )
        archive.writestr(
            f"{folder}/_rels/{name}.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
        )
        archive.writestr(main, data)
        for part, (_, _, content) in parts.items():
            archive.writestr(f"{folder}/{part}", content)
    buffer.seek(0)
    return buffer
