"""What a WSGI server serves: granian by default (`changehands web`), any other as well."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "changehands.conf.settings")
application = get_wsgi_application()
import_string("changehands.core.help.current")()  # read now, and not while the first reader waits
