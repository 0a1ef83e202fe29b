"""From the files of a folder to articles; whatever is wrong is said with file, field and remedy."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import frontmatter
import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from changehands.core.help.shapes import Category, Front, Step
from changehands.policy.catalogue import LANGUAGES
from changehands.policy.catalogue_problems import nearest

CATEGORIES: Final = "categories.toml"
PICTURES: Final = "pictures"
REMEDIES: Final = {
    "missing": "is missing: add it",
    "string_too_short": "is empty: write the text, or remove the field",
    "too_short": "is empty: fill the block, or remove it",
    "string_type": "is no text: write it in quotes",
    "string_pattern_mismatch": "may hold lower-case letters, digits and hyphens only",
    "date_type": "is no date: write it like 2026-11-22",
    "literal_error": "is not known: write faq, tutorial or video",
    "int_type": "is no number of an article: write it like 2024",
}
Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Article:
    """An article in one language, as its file has it."""

    number: int
    language: str
    front: Front
    body: str
    digest: str

    @property
    def name(self) -> str:
        """Where it stands, for people."""
        return f"{self.number}/{self.language}.md"


@dataclass(frozen=True, slots=True)
class Folder:
    """What was found in a folder of articles; `problems` are sentences."""

    articles: list[Article]
    categories: dict[str, Category]
    problems: list[str]


def read(folder: Path) -> Folder:
    """Everything that can be read there; a file that is wrong is left out and named."""
    problems: list[str] = []
    categories = _categories(folder / CATEGORIES, problems)
    articles = [found for path in _files(folder, problems) if (found := _article(path, problems))]
    return Folder(articles, categories, problems)


def _files(folder: Path, problems: list[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in (CATEGORIES, PICTURES) or path.name.startswith((".", "_")):
            continue
        if not (path.is_dir() and path.name.isascii() and path.name.isdigit()):
            problems.append(f"{path.name}: is no article: name the folder by a number, as 2024.")
            continue
        for file in sorted(path.iterdir()):
            if file.suffix == ".md" and file.stem in LANGUAGES:
                yield file
            else:
                says = f"is in no known language: name it {', '.join(f'{x}.md' for x in LANGUAGES)}"
                problems.append(f"{path.name}/{file.name}: {says}.")


def _article(path: Path, problems: list[str]) -> Article | None:
    name = f"{path.parent.name}/{path.name}"
    try:
        raw = path.read_bytes()
        parsed = frontmatter.loads(raw.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        problems.append(f"{name}: cannot be read ({said}): correct it, and save it as UTF-8.")
        return None
    front = _checked(Front, name, parsed.metadata, problems)
    if front is None:
        return None
    problems += [f"{name}: {says}" for says in _blocks(front, parsed.content)]
    digest = hashlib.sha256(raw).hexdigest()
    return Article(int(path.parent.name), path.stem, front, parsed.content.strip(), digest)


def _blocks(front: Front, body: str) -> Iterator[str]:
    """What the shapes cannot say: pictures come with a text, and something must be told."""
    for number, step in enumerate(front.all_steps, 1):
        yield from _picture(number, step)
    if front.type != "video" and not (front.steps or front.preamble or body.strip()):
        yield "steps: there is nothing to read: write steps, a preamble or a text below."


def _picture(number: int, step: Step) -> Iterator[str]:
    if step.picture and not step.alt:
        yield f"steps.{number}.alt: is missing: say in a sentence what the picture shows."
    if step.alt and not step.picture:
        yield f"steps.{number}.picture: is missing: name the picture, or remove alt."


def _categories(path: Path, problems: list[str]) -> dict[str, Category]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"{path.name}: cannot be read ({error}): correct this line of it.")
        return {}
    found = {
        key: _checked(Category, f"{path.name}: {key}", table, problems)
        for key, table in tables.items()
    }
    return {key: category for key, category in found.items() if category}


def _checked(shape: type[Shape], name: str, data: object, problems: list[str]) -> Shape | None:
    try:
        return shape.model_validate(data)
    except ValidationError as errors:
        problems += [f"{name}: {_sentence(shape, error)}" for error in errors.errors()]
        return None


def _sentence(shape: type[BaseModel], error: ErrorDetails) -> str:
    places = [str(part + 1 if isinstance(part, int) else part) for part in error["loc"]]
    if error["type"] == "extra_forbidden":
        fields = ", ".join(shape.model_fields)
        remedy = nearest(places[-1], fields.split(", ")) or f"the fields are {fields}"
        return f"{'.'.join(places)}: is not known: {remedy}"
    return f"{'.'.join(places)}: {REMEDIES.get(error['type'], error['msg'])}."
