"""Projects of a few elements, read, for tests of reading."""

from fivefold.method.coding import refi_qda
from tests.support.refi_projects import A, qde, qdpx

TEXT = "Staff know about it."


def read(body="", **more):
    return refi_qda.read(qde(body, **more), file="p.qde")


def findings(project):
    return {loss.what: loss for loss in project.losses}


def only(project):
    [found] = project.sources
    return found


def texts(name, data, path="internal://t.txt", inside=""):
    body = f'<Sources><TextSource guid="{A}" name="One" plainTextPath="{path}">{inside}</TextSource></Sources>'
    return refi_qda.read(qdpx(body, {name: data}), file="p.qdpx")
