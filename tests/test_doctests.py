"""Every example in a docstring is run."""

import doctest
import importlib
import os
import pkgutil

import pytest

import etl
import queries

MODULES = [
    module.name
    for package in (etl, queries)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name, monkeypatch, request):
    monkeypatch.chdir(request.config.rootpath)
    monkeypatch.setitem(os.environ, "NO_COLOR", "1")
    assert doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS).failed == 0
