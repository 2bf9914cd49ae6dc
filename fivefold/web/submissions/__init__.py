"""Submissions on the web: the list, one framework in several ways, contexts across frameworks, unplaced words."""
