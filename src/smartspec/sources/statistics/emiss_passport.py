"""The sheet «Паспорт» of EMISS: names and what they say, without persons and how to reach them."""

import re
from dataclasses import dataclass

from smartspec.sources.observation import SheetAccount
from smartspec.sources.sheets import as_text
from smartspec.sources.workbook import Sheet

_PERSONAL = re.compile(r"ответствен|контакт|телефон|e-?mail|почт|исполнител|фио|факс", re.IGNORECASE)
_CONTACT = re.compile(r"\S+@\S+\.\w+|(?:\+7\s*|\b8\s*)?\(\d{3,5}\)\s*[\d-]{5,}(?:\s*\(доб\.[^)]*\))?")
_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})|(\d{4}-\d{2}-\d{2})")


@dataclass(slots=True)
class SheetPassport:
    """What the passport says.

    Attributes
    ----------
    n_names, n_said, n_personal : cells with names, with what they say, and of persons, which are left out.
    """

    id: str = ""
    name: str = ""
    unit: str = ""
    vintage: str = ""
    description: str = ""
    n_names: int = 0
    n_said: int = 0
    n_personal: int = 0

    def account(self, sheet: Sheet) -> SheetAccount:
        """The account of the sheet, for cells without a fault."""
        return SheetAccount(
            sheet.name,
            f"{self.id} {self.name}".strip(),
            self.unit,
            vintage=self.vintage,
            description=self.description,
            headers=self.n_names,
            notes=self.n_said,
            left_out=self.n_personal,
        )


def without_contacts(text: str) -> str:
    """A text without addresses and telephone numbers.

    >>> without_contacts("по вопросам: (495) 568-00-42 (доб. 99840) name@example.org")
    'по вопросам: …'
    """
    return re.sub(r"…(?:\s*…)*", "…", " ".join(_CONTACT.sub("…", text).split()))


def passport_of(sheet: Sheet) -> SheetPassport:
    """The passport: in each row a name and, behind it, what it says; a row without a name goes on with the last one."""
    found, name, parts = SheetPassport(), "", list[str]()
    for row in sheet.rows:
        texts = [" ".join(as_text(value).split()) for value in row]
        label, said = texts[0], [text for text in texts[1:] if text]
        name = label or name
        if _PERSONAL.search(name):
            found.n_personal += bool(label) + len(said)
            continue
        found.n_names += bool(label)
        found.n_said += len(said)
        text = without_contacts("; ".join(said))
        if not _take(name.lower(), text, found) and text:
            parts.append(f"{name}: {text}" if label else text)
    found.description = "; ".join(parts)
    return found


def _take(name: str, text: str, found: SheetPassport) -> bool:
    """Keep what has a place of its own; False for all else."""
    number = re.search(r"\d{4,}", text)
    if name.startswith(("наименование показателя", "показатель", "название показателя")) and not found.name:
        found.name = text
    elif name.startswith("единиц"):
        found.unit = f"{found.unit}; {text}".strip("; ")
    elif number and re.match(r"(?:код|номер|id|идентификатор)\b", name):
        found.id = number[0]
    elif "обновлен" in name and _DATE.search(text):
        date = _DATE.search(text)
        found.vintage = date[4] or f"{date[3]}-{date[2]}-{date[1]}" if date else ""
    else:
        return False
    return True
