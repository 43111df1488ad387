"""Where the SensorThings server answers."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

urlpatterns = [path(settings.SENSORTHINGS_PATH, include("sensorthings.versions.v1_1.urls"))]
