"""The composition root: settings, addresses, the WSGI application."""
