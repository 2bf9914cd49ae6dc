"""The floor every page stands on: doors, pages, forms, logs, errors."""
