"""The installation's key store, opened once a process."""

from functools import cache

from django.conf import settings

from fivefold.records.vault.keystore import KeyStore, read_root


@cache
def key_store() -> KeyStore:
    """The store and root key that the settings name, checked against each other.

    Raises InputError when either is missing, open to others, or they do not belong together.
    """
    store = KeyStore(settings.KEY_STORE, read_root(settings.ROOT_KEY))
    store.check()
    return store
