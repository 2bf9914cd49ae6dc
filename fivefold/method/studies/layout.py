"""Where things lie in a study folder."""

PROTOCOL = "protocol.toml"
COVER = "cover.csv"
CONSENTS = "consents.csv"
INCIDENTS = "incidents.csv"
CLASSIFICATIONS = "classifications.csv"
CODING = "coding.qdpx"
PASSWORDS = "passwords.csv"


def site_folder(site: str) -> str:
    """The name of a site's folder: "site-a" for site "A"."""
    return f"site-{site.casefold()}"
