"""What goes wrong under the API's addresses before or outside of it is a problem too."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from changehands.api.problems import MEDIA_TYPE, plain

HOME: Final = "/api/"
Next = Callable[[HttpRequest], HttpResponse]


class Problems:
    """Every refusal under /api/ is application/problem+json, whoever made it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Replace the body of a refusal that is a page or plain text."""
        response = self.get_response(request)
        if not request.path.startswith(HOME) or response.status_code < 400:
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        answer = plain(response.status_code)
        for name in ("Allow", "Retry-After", "Vary"):
            if name in response.headers:
                answer[name] = response.headers[name]
        return answer
