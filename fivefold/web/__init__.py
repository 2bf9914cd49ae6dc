"""Doors for browsers: a folder for each subject, with its addresses, views, forms, pages and templates. No rules."""
