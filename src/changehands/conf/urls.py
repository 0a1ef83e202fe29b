"""Every address of the Manager."""

from django.urls import URLPattern, URLResolver, include, path

# Pages come first: they register the converters of identifiers.
from changehands.web.urls import urlpatterns as pages  # isort: split

from changehands import api
from changehands.web import conditions, languages, organizations, settings

urlpatterns: list[URLPattern | URLResolver] = [*pages]

# Accounts, settings, Organizations, conditions, errors
urlpatterns += [
    path("accounts/", include("allauth.account.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("settings/", settings.profile, name="settings"),
    path("language/", languages.choose, name="language"),
    path("organizations/new", organizations.new, name="organization-new"),
    path(
        "organizations/<org:organization_id>/switch",
        organizations.switch,
        name="organization-switch",
    ),
    path("organizations/<org:organization_id>/", organizations.edit, name="organization-edit"),
    path("conditions/", conditions.show, name="conditions"),
    path("conditions/<slug:version>/", conditions.show, name="conditions-version"),
]
urlpatterns += [path("api/v1/", api.urls)]
handler400 = "changehands.web.errors.bad_request"
handler403 = "changehands.web.errors.forbidden"
handler404 = "changehands.web.errors.not_found"
handler429 = "changehands.web.errors.too_many"
handler500 = "changehands.web.errors.server_error"
