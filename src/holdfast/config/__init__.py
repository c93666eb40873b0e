"""The roof: settings, URL map and WSGI entry; only here everything meets."""
