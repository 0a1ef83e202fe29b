"""What a WSGI server serves: granian by default (`changehands web`), any other as well."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "changehands.conf.settings")
application = get_wsgi_application()
