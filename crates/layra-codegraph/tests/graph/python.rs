//! Python.

use expect_test::expect;

use layra_codegraph::Options;
use layra_codegraph::read::read_source;
use layra_codegraph::source::Given;

use crate::fixture::{check, shown};

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
fn branches_are_for_types_alone_where_the_condition_says_so() {
    check(
        r#"
//- p/__init__.py
//- p/main.py
import typing as t
if not t.TYPE_CHECKING:
    from . import running
else:
    from . import typed_else
if t.TYPE_CHECKING and t.version > 3:
    from . import typed_and
if t.TYPE_CHECKING or t.version > 3:
    from . import running_or
if t.version > 3:
    from . import running_first
elif t.TYPE_CHECKING:
    from . import typed_elif
elif not t.TYPE_CHECKING:
    from . import running_not
elif t.version > 2:
    from . import typed_last
//- p/running.py
//- p/running_or.py
//- p/running_first.py
//- p/running_not.py
//- p/typed_else.py
//- p/typed_and.py
//- p/typed_elif.py
//- p/typed_last.py
"#,
        &expect![[r#"
            p/main.py:3 -> p/running.py (import)
            p/main.py:11 -> p/running_first.py (import)
            p/main.py:15 -> p/running_not.py (import)
            p/main.py:9 -> p/running_or.py (import)
            p/main.py:7 -> p/typed_and.py (type-only)
            p/main.py:13 -> p/typed_elif.py (type-only)
            p/main.py:5 -> p/typed_else.py (type-only)
            p/main.py:17 -> p/typed_last.py (type-only)
            p/main.py:1 -> pypi:typing (import)
        "#]],
    );
}

#[test]
fn every_way_to_list_what_a_package_offers_makes_it_a_re_export() {
    check(
        r#"
//- p/__init__.py
from .a import A
from .b import B
from .c import C
from .d import D
from .e import E
from .f import F
__all__ = ["A"] + other + (["B"] + ["Z"])
__all__ += ["C"]
__all__.extend(["D"])
__all__.append("E")
__all__.remove("F")
//- p/a.py
//- p/b.py
//- p/c.py
//- p/d.py
//- p/e.py
//- p/f.py
"#,
        &expect![[r#"
            p/__init__.py:1 -> p/a.py (re-export)
            p/__init__.py:2 -> p/b.py (re-export)
            p/__init__.py:3 -> p/c.py (re-export)
            p/__init__.py:4 -> p/d.py (re-export)
            p/__init__.py:5 -> p/e.py (re-export)
            p/__init__.py:6 -> p/f.py (import)
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
fn every_way_to_say_where_sources_stand_is_followed() {
    check(
        r#"
//- cfg/setup.cfg
[metadata]
name = cfg
[options]
package_dir =
    = source
    cfg_extra = other/place
packages = find:
//- cfg/source/cfg_main/__init__.py
import cfg_extra.part, cfg_extra
from cfg_extra import part, missing
import cfg_extra.missing
//- cfg/other/place/__init__.py
//- cfg/other/place/part.py
from cfg_extra import part
//- script/setup.py
from setuptools import find_packages, setup
HERE = "computed"
setup(package_dir={"": "source", "computed": HERE}, packages=find_packages("more"))
//- script/source/script_main.py
//- script/more/script_more.py
//- script/tests/test_script.py
import script_main, script_more
//- hatch/pyproject.toml
[tool.hatch.build.targets.wheel]
packages = ["source/hatch_main"]
[tool.hatch.build.targets.wheel.sources]
"renamed/here" = "hatch_named/deep"
//- hatch/source/hatch_main/__init__.py
//- hatch/renamed/here/part.py
//- hatch/tests/test_hatch.py
import hatch_main, hatch_named.deep.part
//- pdm/pyproject.toml
tool.pdm.build.package-dir = "pkgs"
//- pdm/pkgs/pdm_main.py
//- pdm/tests/test_pdm.py
import pdm_main
//- uv/pyproject.toml
tool.uv.build-backend.module-root = "mods"
//- uv/mods/uv_main.py
//- uv/tests/test_uv.py
import uv_main
//- maturin/pyproject.toml
tool.maturin.python-source = "pysrc"
//- maturin/pysrc/maturin_main.py
//- maturin/tests/test_maturin.py
import maturin_main
//- named/pyproject.toml
tool.setuptools.package-dir = {"" = "code", "named.part" = "elsewhere"}
//- named/code/named/__init__.py
import named.part.one
//- named/elsewhere/one.py
//- pytest/pytest.ini
[pytest]
; where helpers stand
pythonpath = first
    second third
//- pytest/first/in_first.py
//- pytest/third/in_third.py
//- pytest/tests/test_pytest.py
import in_first, in_third
//- tox/tox.ini
[testenv]
pythonpath = not_this
[pytest]
pythonpath = helpers
//- tox/helpers/in_helpers.py
//- tox/not_this/in_not_this.py
//- tox/tests/test_tox.py
import in_helpers, in_not_this
"#,
        &expect![[r#"
            cfg/source/cfg_main/__init__.py:1 -> cfg/other/place/__init__.py (import)
            cfg/source/cfg_main/__init__.py:1 -> cfg/other/place/part.py (import)
            hatch/tests/test_hatch.py:1 -> hatch/renamed/here/part.py (test)
            hatch/tests/test_hatch.py:1 -> hatch/source/hatch_main/__init__.py (test)
            maturin/tests/test_maturin.py:1 -> maturin/pysrc/maturin_main.py (test)
            named/code/named/__init__.py:1 -> named/elsewhere/one.py (import)
            pdm/tests/test_pdm.py:1 -> pdm/pkgs/pdm_main.py (test)
            pytest/tests/test_pytest.py:1 -> pytest/first/in_first.py (test)
            pytest/tests/test_pytest.py:1 -> pytest/third/in_third.py (test)
            script/setup.py:1 -> pypi:setuptools (import)
            script/tests/test_script.py:1 -> script/more/script_more.py (test)
            script/tests/test_script.py:1 -> script/source/script_main.py (test)
            tox/tests/test_tox.py:1 -> tox/helpers/in_helpers.py (test)
            tox/tests/test_tox.py:1 -> pypi:in_not_this (test)
            uv/tests/test_uv.py:1 -> uv/mods/uv_main.py (test)
            ? cfg/source/cfg_main/__init__.py:3 cfg_extra.missing: the package of the tree has no such module
        "#]],
    );
}

#[test]
fn projects_see_their_own_sources_first_and_none_outside_the_tree() {
    check(
        r#"
//- one/setup.cfg
[options]
package_dir = =source
//- one/source/app/__init__.py
//- two/setup.py
setup(package_dir={"": "source", "passwd": "/etc", "escape": "../../.."})
//- two/source/app/__init__.py
//- two/tests/test_app.py
import app, passwd, escape
"#,
        &expect![[r#"
            two/tests/test_app.py:1 -> two/source/app/__init__.py (test)
            two/tests/test_app.py:1 -> pypi:escape (test)
            two/tests/test_app.py:1 -> pypi:passwd (test)
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
from company import shipping
//- company/billing/other.py
from company.missing import a
from company import assets
//- company/assets/logo.svg
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
fn no_file_takes_the_place_of_a_part_of_the_interpreter() {
    check(
        r#"
//- main.py
import sys, time, builtins, queue
from . import sys as own
//- sys.py
//- time.py
//- builtins.py
//- queue.py
"#,
        &expect![[r#"
            main.py:1 -> queue.py (import)
            main.py:2 -> sys.py (import)
            main.py:1 -> pypi:builtins (import)
            main.py:1 -> pypi:sys (import)
            main.py:1 -> pypi:time (import)
        "#]],
    );
}

#[test]
fn a_package_hides_those_of_its_name_in_other_projects() {
    check(
        r#"
//- one/pyproject.toml
//- one/app/__init__.py
//- one/app/only_here.py
//- two/pyproject.toml
//- two/app/__init__.py
//- two/app/main.py
import app.only_here
from app.only_here import a
from app import only_here
//- three/main.py
import app.only_here
//- four/setup.py
//- four/spread/__init__.py
__path__ = __import__("pkgutil").extend_path(__path__, __name__)
//- four/spread/here.py
import spread.there
import spread.nowhere
//- five/setup.py
//- five/spread/__init__.py
__import__("pkg_resources").declare_namespace(__name__)
//- five/spread/there.py
"#,
        &expect![[r#"
            five/spread/__init__.py:1 -> pypi:pkg_resources (dynamic)
            four/spread/__init__.py:1 -> pypi:pkgutil (dynamic)
            four/spread/here.py:1 -> five/spread/there.py (import)
            three/main.py:1 -> one/app/only_here.py (import)
            two/app/main.py:3 -> two/app/__init__.py (import)
            ? four/spread/here.py:2 spread.nowhere: the package of the tree has no such module
            ? two/app/main.py:1 app.only_here: the package of the tree has no such module
            ? two/app/main.py:2 app.only_here (a): the package of the tree has no such module
        "#]],
    );
}

#[test]
fn modules_that_are_imported_by_name_count() {
    check(
        r#"
//- app/__init__.py
//- app/plugins.py
import importlib, importlib as library
from importlib import import_module
importlib.import_module("app.first")
def load():
    __import__("app.second")
    importlib.import_module(".third", "app")
    import_module(".fourth", package="app.deep")
    library.import_module("..fifth", "app.deep")
    import_module(".sixth", __package__)
    import_module("..seventh", __name__)
    import_module(name="app.eighth", package=None)
    __import__("ninth", globals(), locals(), [], 1)
    importlib.import_module("app.missing")
    loader.import_module("app.first")
//- app/deep/__init__.py
import importlib
importlib.import_module(".fourth", __name__)
//- app/deep/fourth.py
//- app/first.py
//- app/second.py
//- app/third.py
//- app/fifth.py
//- app/sixth.py
//- app/seventh.py
//- app/eighth.py
//- app/ninth.py
"#,
        &expect![[r#"
            app/deep/__init__.py:2 -> app/deep/fourth.py (dynamic)
            app/deep/__init__.py:1 -> pypi:importlib (import)
            app/plugins.py:7 -> app/deep/fourth.py (dynamic)
            app/plugins.py:11 -> app/eighth.py (dynamic)
            app/plugins.py:8 -> app/fifth.py (dynamic)
            app/plugins.py:3 -> app/first.py (dynamic)
            app/plugins.py:12 -> app/ninth.py (dynamic)
            app/plugins.py:5 -> app/second.py (dynamic)
            app/plugins.py:10 -> app/seventh.py (dynamic)
            app/plugins.py:9 -> app/sixth.py (dynamic)
            app/plugins.py:6 -> app/third.py (dynamic)
            app/plugins.py:1 -> pypi:importlib (import)
            ? app/plugins.py:13 app.missing: the package of the tree has no such module
        "#]],
    );
}

#[test]
fn names_that_are_computed_are_reported() {
    check(
        r#"
//- app/__init__.py
//- app/plugins.py
from importlib import import_module
import_module(name)
import_module(f"app.{name}")
import_module(".relative")
import_module(".relative", package=name)
__import__(*names)
import_module(
    name
)
importer.import_module(name)
import_module()
//- app/relative.py
"#,
        &expect![[r#"
            app/plugins.py:1 -> pypi:importlib (import)
            ? app/plugins.py:2 import_module(name): which module it is shows only when the program runs
            ? app/plugins.py:3 import_module(f"app.{name}"): which module it is shows only when the program runs
            ? app/plugins.py:4 import_module(".relative"): which module it is shows only when the program runs
            ? app/plugins.py:5 import_module(".relative", package=name): which module it is shows only when the program runs
            ? app/plugins.py:6 __import__(*names): which module it is shows only when the program runs
            ? app/plugins.py:7 import_module(...): which module it is shows only when the program runs
        "#]],
    );
}

#[test]
fn what_a_package_offers_to_tests_is_no_test() {
    check(
        r#"
//- web/__init__.py
//- web/core.py
//- web/test/__init__.py
from web import core
//- web/test/client.py
from web import core
//- web/testing/__init__.py
//- web/testing/private/__init__.py
from web import core
//- web/testing/tests/__init__.py
from web import core
//- web/testing/tests/test_private.py
from web import core
//- web/shop/__init__.py
//- web/shop/tests/__init__.py
//- web/shop/tests/factory.py
from web import core
//- web/pay/__init__.py
//- web/pay/test/__init__.py
//- web/pay/test/factory.py
from web import core
//- web/pay/test/unit/test_pay.py
from web import core
//- web/late_test.py
from web import core
//- test/__init__.py
//- test/helper.py
from web import core
//- testing/helper.py
from web import core
"#,
        &expect![[r#"
            test/helper.py:1 -> web/core.py (test)
            testing/helper.py:1 -> web/core.py (test)
            web/late_test.py:1 -> web/core.py (test)
            web/pay/test/factory.py:1 -> web/core.py (test)
            web/pay/test/unit/test_pay.py:1 -> web/core.py (test)
            web/shop/tests/factory.py:1 -> web/core.py (test)
            web/test/__init__.py:1 -> web/core.py (import)
            web/test/client.py:1 -> web/core.py (import)
            web/testing/private/__init__.py:1 -> web/core.py (import)
            web/testing/tests/__init__.py:1 -> web/core.py (test)
            web/testing/tests/test_private.py:1 -> web/core.py (test)
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

#[test]
fn a_text_may_declare_that_it_is_latin_1() {
    let file = |path: &str, text: &[u8]| (path.to_owned(), text.to_vec());
    let given = Given::new([
        file("declared.py", b"#!/usr/bin/python\n# -*- coding: Latin_1 -*-\nname = 'caf\xe9'\nimport caf\xe9\n"),
        file("other.py", b"# vim: set fileencoding=koi8-r :\nname = 'caf\xe9'\n"),
        file("late.py", b"\n\n# coding: latin-1\nname = 'caf\xe9'\n"),
        file("caf\u{e9}.py", b""),
    ]);
    let graph = read_source(&given, &Options::default()).expect("a tree in memory can be listed");
    expect![[r#"
        declared.py:4 -> café.py (import)
        ! late.py not UTF-8 in places
        ! other.py not UTF-8 in places
    "#]]
    .assert_eq(&shown(&graph));
}
