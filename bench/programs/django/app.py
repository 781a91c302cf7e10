import os, sys
sys.path.insert(0, os.environ["HERE"] + "/../common")
from truth import in_use, ready

import django
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, INSTALLED_APPS=[], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
django.setup()
from django.db import connection, models


class Book(models.Model):
    title = models.CharField(max_length=100)
    pages = models.IntegerField()

    class Meta:
        app_label = "books"


with connection.schema_editor() as editor:
    editor.create_model(Book)
Book.objects.bulk_create([Book(title="book number %d" % at, pages=at) for at in range(40_000)])
shelf = list(Book.objects.all())
ready(books=len(shelf))
