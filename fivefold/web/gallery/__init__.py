"""The gallery: every component in its states, on pages of their own, for those who build and check pages."""
