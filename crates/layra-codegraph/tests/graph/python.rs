//! Python.

use expect_test::expect;

use crate::fixture::check;

#[test]
fn every_way_to_import_is_an_edge_of_its_kind() {
    check(
        r#"
//- shop/__init__.py
from .order import *
from .price import Price as Price
from .tax import tax, rate
__all__ = ["tax"]
//- shop/order.py
import shop.price, os.path
import numpy as np
from . import tax
from .. import nothing
from ..outside import nothing
from .missing import nothing
from shop import order
from shop.price import Price, missing
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from .customer import Customer
else:
    Customer = object
try:
    import shop.late
except ImportError:
    from shop import fallback
def later():
    import shop.later
    class Inner:
        from shop.deep import inner
class Outer:
    from shop import outer
text = """
import shop.quoted
"""
# import shop.commented
//- shop/price.py
//- shop/tax.py
//- shop/customer.py
//- shop/late.py
//- shop/fallback.py
//- shop/later.py
//- shop/outer.py
//- shop/deep/__init__.py
//- shop/deep/inner.py
"#,
        &expect![[r#"
            shop/__init__.py:1 -> shop/order.py (re-export)
            shop/__init__.py:2 -> shop/price.py (re-export)
            shop/__init__.py:3 -> shop/tax.py (import)
            shop/__init__.py:3 -> shop/tax.py (re-export)
            shop/order.py:11 -> shop/customer.py (type-only)
            shop/order.py:21 -> shop/deep/inner.py (dynamic)
            shop/order.py:17 -> shop/fallback.py (import)
            shop/order.py:15 -> shop/late.py (import)
            shop/order.py:19 -> shop/later.py (dynamic)
            shop/order.py:23 -> shop/outer.py (import)
            shop/order.py:1 -> shop/price.py (import)
            shop/order.py:3 -> shop/tax.py (import)
            shop/order.py:2 -> pypi:numpy (import)
            shop/order.py:1 -> pypi:os (import)
            shop/order.py:9 -> pypi:typing (import)
            ? shop/order.py:4 .. (nothing): there is no such module
            ? shop/order.py:5 ..outside (nothing): there is no such module
            ? shop/order.py:6 .missing (nothing): there is no such module
        "#]],
    );
}

#[test]
fn sources_stand_in_a_folder_of_their_own_or_where_the_project_says() {
    check(
        r#"
//- pyproject.toml
[tool.setuptools.packages.find]
where = ["code"]
//- src/app/__init__.py
import tool.main
import app.part
//- src/app/part.py
//- code/tool/__init__.py
//- code/tool/main.py
import app
//- tests/test_app.py
import app
import helper
from app import part
//- tests/helper.py
"#,
        &expect![[r#"
            code/tool/main.py:1 -> src/app/__init__.py (import)
            src/app/__init__.py:1 -> code/tool/main.py (import)
            src/app/__init__.py:2 -> src/app/part.py (import)
            tests/test_app.py:1 -> src/app/__init__.py (test)
            tests/test_app.py:3 -> src/app/part.py (test)
            tests/test_app.py:2 -> tests/helper.py (test)
        "#]],
    );
}

#[test]
fn packages_without_a_file_of_their_own_are_found() {
    check(
        r#"
//- company/billing/invoice.py
from company.shipping import parcel
from company.shipping.parcel import Parcel
import company.shipping
from . import other
from .. import shipping
//- company/billing/other.py
from company.missing import a
//- company/shipping/parcel.py
//- docker/build.py
import docker
from docker import Client
"#,
        &expect![[r#"
            company/billing/invoice.py:4 -> company/billing/other.py (import)
            company/billing/invoice.py:1 -> company/shipping/parcel.py (import)
            company/billing/other.py:1 -> pypi:company (import)
            docker/build.py:1 -> pypi:docker (import)
        "#]],
    );
}

#[test]
fn the_nearest_of_several_packages_of_a_name_is_meant() {
    check(
        r#"
//- one/pyproject.toml
//- one/settings/__init__.py
//- one/main.py
import settings
import two_only
//- two/pyproject.toml
//- two/settings/__init__.py
//- two/main.py
from settings import a
//- two/two_only/__init__.py
//- three/data/requests/__init__.py
//- four/client.py
import requests
import logging
//- four/logging.py
"#,
        &expect![[r#"
            four/client.py:2 -> four/logging.py (import)
            four/client.py:1 -> pypi:requests (import)
            one/main.py:1 -> one/settings/__init__.py (import)
            one/main.py:2 -> two/two_only/__init__.py (import)
            two/main.py:1 -> two/settings/__init__.py (import)
        "#]],
    );
}

#[test]
fn modules_that_are_imported_by_name_count() {
    check(
        r#"
//- app/__init__.py
//- app/plugins.py
import importlib
importlib.import_module("app.first")
def load():
    __import__("app.second")
    importlib.import_module(".third", "app")
    importlib.import_module(name)
//- app/first.py
//- app/second.py
//- app/third.py
"#,
        &expect![[r#"
            app/plugins.py:2 -> app/first.py (dynamic)
            app/plugins.py:4 -> app/second.py (dynamic)
            app/plugins.py:1 -> pypi:importlib (import)
        "#]],
    );
}

#[test]
fn stubs_stand_for_modules_that_are_not_there() {
    check(
        r#"
//- a/__init__.py
from a import fast, slow
//- a/fast.pyi
//- a/slow.py
//- a/slow.pyi
"#,
        &expect![[r#"
            a/__init__.py:1 -> a/fast.pyi (import)
            a/__init__.py:1 -> a/slow.py (import)
        "#]],
    );
}

#[test]
fn a_file_that_is_half_written_still_says_what_it_imports() {
    check(
        r#"
//- a.py
import b
def f(:
    import c
from d import (x
//- b.py
//- c.py
//- d.py
"#,
        &expect![[r#"
            a.py:1 -> b.py (import)
            a.py:3 -> c.py (dynamic)
            a.py:4 -> d.py (import)
            ! a.py:2 not well-formed: Expected a parameter or the end of the parameter list
        "#]],
    );
}
