"""The catalogue: which kinds of product exist, and the rules that each of them carries."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, TypeVar
from zipfile import ZipFile

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, InstanceOf, StringConstraints
from pydantic import ValidationError as FieldErrors
from pydantic_core import PydanticCustomError

from changehands.policy import catalogue_problems as problems_of
from changehands.policy.catalogue_problems import CatalogueError, Problem, Where, tables
from changehands.policy.languages import LANGUAGES, nearest

__all__ = [
    "LANGUAGES",
    "SHIPPED",
    "Catalogue",
    "CatalogueError",
    "Kind",
    "Role",
    "Text",
    "UnknownKind",
    "current",
    "install",
    "load",
]

SHIPPED = Path(__file__).parent.parent / "catalogue.toml"


@cache
def _icons() -> frozenset[str]:
    with files("heroicons").joinpath("heroicons.zip").open("rb") as file, ZipFile(file) as archive:
        paths = [PurePosixPath(name) for name in archive.namelist()]
    return frozenset(path.stem for path in paths if path.parent.name == "outline")


def _known_icon(name: str) -> str:
    if name not in _icons():
        remedy = problems_of.nearest(name, _icons()) or "take a name from Heroicons' outline set"
        says = f'no icon is called "{name}": {remedy}'
        raise PydanticCustomError("icon", "{says}", {"says": says})
    return name


def _at_least_one(roles: "tuple[Role, ...]") -> "tuple[Role, ...]":
    if not roles:
        raise PydanticCustomError("too_short", "none is named")
    return roles


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=50)]
Guide = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([/-][a-z0-9]+)*$")]
Icon = Annotated[str, AfterValidator(_known_icon)]
# TOML knows arrays only: lax, so that they become tuples; what is in them stays strict.
Names = Annotated[tuple[str, ...], Field(strict=False)]


class Text(_Entry):
    """What people read, in every language of the interface."""

    en: Sentence
    fr: Sentence
    de: Sentence
    it: Sentence
    es: Sentence

    def get(self, language: str) -> str:
        """The text in a language such as `fr` or `fr-ch`; in English where there is none."""
        return str(getattr(self, nearest(language)))


class Role(_Entry):
    """What a person or a work team may be inside a product."""

    code: Code
    label: Text


# Not `min_length`: pydantic calls a list too short when what is in it is wrong.
Roles = Annotated[tuple[InstanceOf[Role], ...], Field(strict=False), AfterValidator(_at_least_one)]


class Kind(_Entry):
    """The type of a product, with its rules."""

    code: Code
    label: Text
    description: Text
    icon: Icon
    transfer: Literal["allowed", "forbidden", "own-procedure"] = "allowed"
    reason: Text | None = None
    guide: Guide | None = None
    people: Literal["leave", "join"] = "leave"
    manage_menu: bool = True
    roles: Roles
    part_of: Names = ()
    serves: Names = ()
    one_per_organization: bool = False


class UnknownKind(KeyError):
    """A product is of a kind that the catalogue does not hold."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return (
            f'The catalogue has no kind "{self.code}": '
            f"add [kinds.{self.code}] to the catalogue file, or correct the kind of the product."
        )


class Catalogue(_Entry):
    """Every kind by its code; the sets of codes serve as parameters of queries."""

    kinds: dict[str, Kind]

    def kind(self, code: str) -> Kind:
        """The kind with this code; UnknownKind where there is none."""
        try:
            return self.kinds[code]
        except KeyError:
            raise UnknownKind(code) from None

    @property
    def forbidden(self) -> frozenset[str]:
        """Kinds that never change hands."""
        return self._where(lambda kind: kind.transfer == "forbidden")

    @property
    def own_procedure(self) -> frozenset[str]:
        """Kinds that change hands elsewhere, as their guide tells."""
        return self._where(lambda kind: kind.transfer == "own-procedure")

    @property
    def joining(self) -> frozenset[str]:
        """Kinds whose people follow the product into its destination."""
        return self._where(lambda kind: kind.people == "join")

    @property
    def one_per_organization(self) -> frozenset[str]:
        """Kinds of which an Organization holds one at most."""
        return self._where(lambda kind: kind.one_per_organization)

    @property
    def with_manage_menu(self) -> frozenset[str]:
        """Kinds whose product page has a Manage menu."""
        return self._where(lambda kind: kind.manage_menu)

    def _where(self, holds: Callable[[Kind], bool]) -> frozenset[str]:
        return frozenset(code for code, kind in self.kinds.items() if holds(kind))


_installed: Catalogue | None = None


def install(catalogue: Catalogue) -> None:
    """Make this the catalogue of the process; the settings do it once, at start."""
    global _installed
    _installed = catalogue


def current() -> Catalogue:
    """The catalogue of the process, which `install` has set."""
    if _installed is None:
        raise RuntimeError("No catalogue is installed: call install(load(path)) at start.")
    return _installed


def load(path: Path) -> Catalogue:
    """Read and check a catalogue file; CatalogueError names all that is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise problems_of.unreadable(path, error) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise problems_of.not_toml(path, text, error) from error
    found = [*problems_of.shape_problems(data), *problems_of.rule_problems(data)]
    kinds = _kinds(data, found)
    if found:
        raise problems_of.report(path, text, found)
    return Catalogue(kinds=kinds)


def _kinds(data: dict[str, Any], found: list[Problem]) -> dict[str, Kind]:
    roles = {
        code: _checked(Role, ("roles", code), {"code": code, "label": label}, found)
        for code, label in tables(data, "roles").items()
    }
    kinds = {}
    for code, table in tables(data, "kinds").items():
        raw = {**table, "code": code}
        if isinstance(named := table.get("roles"), list):
            # A name that is no role is a problem by now: any role may stand in for it.
            raw["roles"] = [
                roles.get(name, _UNKNOWN) if isinstance(name, str) else name for name in named
            ]
        kinds[code] = _checked(Kind, ("kinds", code), raw, found)
    return kinds


Entry = TypeVar("Entry", bound=_Entry)
_UNKNOWN = Role.model_construct(code="unknown")
_KIND_KEYS = [key for key in Kind.model_fields if key != "code"]


def _checked(model: type[Entry], where: Where, raw: dict[str, Any], found: list[Problem]) -> Entry:
    """The entry as a model; what is wrong with it is added to `found`, and the entry a blank."""
    try:
        return model.model_validate(raw)
    except FieldErrors as errors:
        for error in errors.errors():
            path = (*where, *_in_file(model, error["loc"]))
            found.append(Problem(path, problems_of.in_words(path, error, _KIND_KEYS)))
        return model.model_construct(**raw)


def _in_file(model: type[_Entry], place: tuple[str | int, ...]) -> Where:
    """The keys of a place as the file has them: the code and a role's label stand in headers."""
    keys = tuple(key for key in place if isinstance(key, str))
    return keys[1:] if model is Role or keys[0] == "code" else keys
