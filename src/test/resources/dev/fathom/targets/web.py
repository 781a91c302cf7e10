"""A target that has imported what a web application imports, and has a database in memory.

Without Django it says `skip` and why, and ends.
"""

import sys

import truth

try:
    import django
    from django.conf import settings
except ImportError:
    print("skip: this interpreter has no Django")
    sys.exit(0)

APPLICATIONS = ["admin", "auth", "contenttypes", "messages", "sessions"]

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib." + name for name in APPLICATIONS],
    SECRET_KEY="none",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
)
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command

import django.contrib.admin.options
import django.test

call_command("migrate", verbosity=0)
users = [User.objects.create(username="user-%d" % i) for i in range(100)]

truth.serve()
