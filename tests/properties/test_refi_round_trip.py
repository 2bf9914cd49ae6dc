"""What is written reads back as the same project, in the order and the form the standard fixes."""

import io
import zipfile

import pytest
from hypothesis import given, settings

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda.losses import Severity
from tests.support.refi_projects import projects
from tests.support.refi_rules import broken_rules

# Whole projects with every kind of part are drawn, which takes a while.
pytestmark = pytest.mark.slow


@settings(max_examples=60, deadline=None)
@given(projects())
def test_any_project_reads_back_as_it_was_written(project):
    data, _ = refi_qda.write(project)
    assert refi_qda.read(data, file="p.qdpx") == project


@settings(max_examples=60, deadline=None)
@given(projects())
def test_any_project_is_written_by_the_rules_and_always_in_the_same_bytes(project):
    data, losses = refi_qda.write(project)
    assert broken_rules(zipfile.ZipFile(io.BytesIO(data)).read("project.qde")) == []
    assert refi_qda.write(project)[0] == data
    assert not losses.of(Severity.LOST)
