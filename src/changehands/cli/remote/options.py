"""The options that several commands have."""

from typing import Annotated, Final, Literal

import typer

OVER_THE_API: Final = "Over the API, from anywhere"

Json = Annotated[bool, typer.Option("--json", help="Print JSON, as the API has it.")]
Organization = Annotated[
    str | None,
    typer.Option(
        "--organization", "-o", metavar="ORG", help="In which Organization; else that of the token."
    ),
]
Kind = Annotated[str, typer.Option("--kind", help="Only this kind, as domain.")]
Search = Annotated[str, typer.Option("--search", help="Words to look for.")]
Yes = Annotated[
    bool,
    typer.Option("--yes", "-y", help="Answer yes to every question, the conditions included."),
]
AcceptConditions = Annotated[
    bool,
    typer.Option("--accept-conditions", help="Accept the general conditions without being asked."),
]
MailLanguage = Annotated[
    Literal["en", "fr", "de", "it", "es"] | None, typer.Option("--language", help="Of the mail.")
]
