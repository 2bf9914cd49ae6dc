"""The five contexts of the framework, in the order the form prints them."""

from enum import StrEnum


class Context(StrEnum):
    """A context that is assessed. The value is its key in data, code and URLs."""

    INDIVIDUAL = "individual"
    FAMILY = "family"
    PEER = "peer"
    SCHOOL = "school"
    NEIGHBOURHOOD = "neighbourhood"
