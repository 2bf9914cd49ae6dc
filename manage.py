"""Django's own commands, for those who change Fivefold; people who run it use `fivefold ops`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fivefold.config.settings")
execute_from_command_line(sys.argv)
