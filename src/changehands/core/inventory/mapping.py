"""Listings of other systems: which of their columns are which of ours."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from changehands.core.inventory.rows import BY_NOUN, Row, wrong
from changehands.kernel.errors import Invalid
from changehands.policy.catalogue_problems import nearest

_OPTION: Final = re.compile(r"\s*([a-z_]+)\s*(:?=)(.*)", re.DOTALL)
_AMOUNT: Final = re.compile(r"(-?)(\d+)(?:[.,](\d{1,2}))?")
_SPACING: Final = re.compile(r"['’\s]")
_PARTS: Final = {"YYYY": "%Y", "MM": "%m", "DD": "%d"}
_ISO: Final = "YYYY-MM-DD"

Said = tuple[str, str]  # a column, and what is wrong in it


class MapFailed(Invalid):
    """The map of a listing is wrong: nothing was read."""

    def __init__(self, says: str) -> None:
        super().__init__("map-wrong", "%(says)s", says=says, field="map")


class Listing(BaseModel):
    """How a CSV file of another system is read: as rows of which type, and what stands where.

    `columns` names the header of each of our columns, `constants` gives values of every row,
    `values` says what their values mean. Headers that nothing names are not read. Without `file`
    it is for every CSV file of the import.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)
    noun: str = Field(alias="as")
    file: str = ""
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    dates: str = _ISO
    amounts: Literal["minor", "decimal"] = "minor"

    @property
    def model(self) -> type[Row]:
        """The type of the rows."""
        return BY_NOUN[self.noun]

    @field_validator("noun")
    @classmethod
    def _is_a_type(cls, noun: str) -> str:
        if noun not in BY_NOUN:
            remedy = nearest(noun, BY_NOUN) or f"there are {', '.join(BY_NOUN)}."
            raise wrong(f'"{noun}" is no type: {remedy}')
        return noun

    @field_validator("constants", mode="before")
    @classmethod
    def _as_in_a_cell(cls, constants: Any) -> Any:
        if not isinstance(constants, Mapping):
            return constants
        return {name: _cell(value) for name, value in constants.items()}

    @field_validator("dates")
    @classmethod
    def _is_a_form(cls, form: str) -> str:
        if sorted(re.findall(r"[A-Z]+", form)) != sorted(_PARTS) or "%" in form:
            raise wrong(f'"{form}" is no form of dates. Write one such as DD.MM.YYYY.')
        return form

    @model_validator(mode="after")
    def _fits_the_type(self) -> Self:
        columns = self.model.columns()
        for name in [*self.columns, *self.constants, *self.values]:
            if name not in columns:
                remedy = nearest(name, columns) or f"there are {', '.join(columns)}."
                raise wrong(f'{self.noun} has no column "{name}": {remedy}')
        for name in columns:
            if name in self.columns and name in self.constants:
                raise wrong(f"{name} has both a header and a constant. Keep one.")
            if self.model.model_fields[name].is_required() and name not in self._given:
                raise wrong(
                    f"every {self.noun} needs {name}. "
                    f"Map it to a header ({name}=HEADER) or to a constant ({name}:=VALUE)."
                )
        return self

    @property
    def _given(self) -> Collection[str]:
        return {*self.columns, *self.constants}

    def values_of(self, cells: Mapping[str, str]) -> tuple[dict[str, str], list[Said]]:
        """The values of one row from its cells by header, and what cannot be read among them."""
        found, said = dict(self.constants), []
        for name, header in self.columns.items():
            cell = cells[header].strip()
            cell = self.values.get(name, {}).get(cell, cell)
            if cell:
                try:
                    found[name] = self._read(name, cell)
                except ValueError as error:
                    said.append((name, f'"{cell[:80]}" {error}'))
        return found, said

    def _read(self, name: str, cell: str) -> str:
        if name in _DATES and self.dates != _ISO:
            return _date(cell, self.dates)
        if name in _AMOUNTS and self.amounts == "decimal":
            return _amount(cell)
        return cell


def from_options(noun: str | None, options: Iterable[str]) -> Listing:
    """The map that options such as `name=Domain` and `kind:=domain` describe. Raises MapFailed."""
    if not noun:
        raise MapFailed(f"Say with --as what the rows are: {', '.join(BY_NOUN)}.")
    given: dict[str, dict[str, str]] = {"=": {}, ":=": {}}
    for option in options:
        found = _OPTION.fullmatch(option)
        if found is None:
            raise MapFailed(
                f'"{option}" maps nothing. Write column=HEADER, or column:=VALUE for a value '
                "that is the same in every row."
            )
        name, sign, text = found.groups()
        if name in given["="] or name in given[":="]:
            raise MapFailed(f"{name} is mapped twice. Keep one.")
        given[sign][name] = text.strip()
    return _listing({"as": noun, "columns": given["="], "constants": given[":="]}, "The map")


def from_file(path: Path) -> list[Listing]:
    """The maps of a TOML file, one a table `[[listing]]`. Raises MapFailed."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MapFailed(f"{path} cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MapFailed(f"{path} is not TOML ({error}).") from error
    tables = data.get("listing")
    if set(data) != {"listing"} or not isinstance(tables, list):
        raise MapFailed(f"{path}: write one table [[listing]] for each type of row, nothing else.")
    return [_listing(table, f"{path}: listing {n}") for n, table in enumerate(tables, start=1)]


def _listing(table: Any, place: str) -> Listing:
    try:
        return Listing.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        raise MapFailed(f"{place}: {_in_words(first)}") from error


def _in_words(error: ErrorDetails) -> str:
    key = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "ours":
            return error["msg"]
        case "missing":
            return f'{key} is missing. Write {key} = "TYPE", one of {", ".join(BY_NOUN)}.'
        case "extra_forbidden":
            keys = [field.alias or name for name, field in Listing.model_fields.items()]
            return f'unknown key "{key}": {nearest(key, keys) or "there are " + ", ".join(keys)}'
        case _:
            return f"{key}: {error['msg']}."


def _date(cell: str, form: str) -> str:
    pattern = re.sub("|".join(_PARTS), lambda part: _PARTS[part[0]], form)
    try:
        return datetime.strptime(cell, pattern).date().isoformat()  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"is not a date of the form {form}.") from None


def _amount(cell: str) -> str:
    found = _AMOUNT.fullmatch(_SPACING.sub("", cell))
    if found is None:
        raise ValueError("is not an amount. Write one such as 12.50.")
    sign, whole, cents = found.groups("")
    return f"{sign}{int(whole)}{cents:0<2}"


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _columns_of(kind: type) -> frozenset[str]:
    return frozenset(
        name
        for model in BY_NOUN.values()
        for name, field in model.model_fields.items()
        if kind in {field.annotation, *get_args(field.annotation)}
    )


_DATES: Final = _columns_of(date)
_AMOUNTS: Final = _columns_of(int)
