"""Pages of the house: is it alive, where to begin, which mails a demo has sent."""

from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from changehands.core import health
from changehands.kernel.clock import now


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when database, migrations and worker are well, 503 otherwise, each by name."""
    found = health.check(at=now())
    return JsonResponse(
        {"status": "ok" if found.is_good else "unhealthy", **found.checks},
        status=200 if found.is_good else 503,
    )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The Manager begins with the products."""
    return redirect("products")


@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The mails of a demo, newest first; only where no mail server is set."""
    if not settings.DEMO or "filebased" not in settings.EMAIL_BACKEND:
        raise Http404
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), reverse=True)[:50]
    mails = [_readable(path) for path in files]
    return render(request, "demo/mail.html", {"mails": mails})


def _readable(path: Path) -> dict[str, str]:
    content = path.read_bytes().rsplit(b"\n" + b"-" * 79, 1)[0]
    message = message_from_bytes(content, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return {
        "to": str(message["to"]),
        "subject": str(message["subject"]),
        "date": str(message["date"]),
        "text": body.get_content() if body else "",
    }
