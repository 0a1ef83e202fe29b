"""Template tags of the Manager."""

from django import template

register = template.Library()
