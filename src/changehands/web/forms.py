"""Forms that hand what was typed to one verb of the core, and show its refusal at the field."""

from collections.abc import Callable
from typing import Any

from django import forms

from changehands.kernel.errors import ChangehandsError, Conflict, Invalid, TooMany
from changehands.web.errors import sentence


class CoreForm(forms.Form):
    """A form for one verb; `result` is what the verb answered."""

    result: Any = None

    def submit(self, verb: Callable[..., object], **facts: Any) -> bool:
        """Whether all was well and is done; otherwise the form says what is wrong, and where."""
        if not self.is_valid():
            return False
        try:
            self.result = verb(**self.arguments(), **facts)
        except (Conflict, Invalid, TooMany) as problem:
            self.refuse(problem)
            return False
        return True

    def arguments(self) -> dict[str, Any]:
        """What the verb is told; the clean values of the fields unless a form says otherwise."""
        return self.cleaned_data

    def refuse(self, problem: ChangehandsError) -> None:
        """Show an error of the core at its field, or above the form."""
        field = problem.field if problem.field in self.fields else None
        self.add_error(field, sentence(problem))
