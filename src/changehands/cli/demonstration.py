"""The demo world on the command line: loaded once, its people shown."""

import typer
from rich.console import Console
from rich.table import Table

from changehands.core.demo import PASSWORD, PEOPLE, load_demo
from changehands.kernel.clock import now


def load(products: int | None = None) -> None:
    """Load the demo world with so many products of Ours SA, unless it is there, and say so."""
    options = {} if products is None else {"products": products}
    demo = load_demo(at=now(), **options)
    typer.echo(
        f"The demo world {'is loaded' if demo.loaded else 'was there already'}: "
        f"{demo.organizations} Organizations, {demo.people} people, {demo.products} products, "
        f"{demo.transfers} transfers."
    )


def show_people(console: Console) -> None:
    """Who can log in, and how."""
    table = Table("log in as", "who", title=f"The password of all is {PASSWORD}")
    for email, about in PEOPLE:
        table.add_row(email, about)
    console.print(table)
