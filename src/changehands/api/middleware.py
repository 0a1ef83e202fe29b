"""What goes wrong under the API's addresses before or outside of it is a problem too."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from changehands.api.headers import LEFT, POLICY, tell_allowance
from changehands.api.problems import MEDIA_TYPE, plain

HOME: Final = "/api/"
Next = Callable[[HttpRequest], HttpResponse]


class Problems:
    """Every refusal under /api/ is application/problem+json, whoever made it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say what the token has left; replace the body of a refusal that is a page or text."""
        response = self.get_response(request)
        if not request.path.startswith(HOME):
            return response
        tell_allowance(response, getattr(request, "allowance", None))
        is_problem = response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)
        if response.status_code < 400 or is_problem:
            return response
        answer = plain(response.status_code)
        for name in ("Allow", "Retry-After", "Vary", POLICY, LEFT):
            if name in response.headers:
                answer[name] = response.headers[name]
        return answer
