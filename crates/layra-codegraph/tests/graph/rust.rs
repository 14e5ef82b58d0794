//! Rust.

use expect_test::expect;

use crate::fixture::check;

#[test]
fn paths_lead_to_the_files_of_modules() {
    check(
        r##"
//- Cargo.toml
[package]
name = "shop"
edition = "2024"
[dependencies]
serde = "1"
json = { package = "serde_json", version = "1" }
//- src/lib.rs
//! use crate::quoted;
mod order;
pub mod price;
mod tax;
pub use order::{Order, parts::{self, Part as Piece}};
pub use price::*;
/* use crate::tax; /* nested */ use crate::tax; */
const TEXT: &str = "use crate::tax;";
const RAW: &str = r#"use crate::tax; ""#;
fn f<'a>(c: char) -> bool { c == '"' || c == '\'' || tax::rate('a') }
//- src/order.rs
pub mod parts;
use std::{collections::{BTreeMap, btree_map::Entry}, io};
use json as j;
use super::price::{self as p, Price};
use self::parts::Part;
fn f() { crate::tax::rate(); p::round(); j::to_string(); serde::Serialize; io::stdin(); }
#[derive(serde::Serialize)]
struct Order { price: crate::price::Price, rate: <Self as crate::tax::Rate>::Kind }
//- src/order/parts.rs
use super::super::tax::Rate;
use crate::Order;
use crate::missing::Thing;
use unknown::Thing;
use Kind::A;
enum Kind { A }
//- src/price/mod.rs
mod inner { use super::super::tax; mod deeper { use crate::order; } }
#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Order;
    fn f() { crate::tax::rate() }
}
#[cfg(not(test))]
use crate::tax::Rate;
//- src/tax.rs
macro_rules! rate { () => { $crate::price::round() } }
trait Rate { type Kind; }
"##,
        &expect![[r#"
            [crates:shop in ""]
            src/lib.rs:5 -> src/order.rs (re-export)
            src/lib.rs:5 -> src/order/parts.rs (re-export)
            src/lib.rs:6 -> src/price/mod.rs (re-export)
            src/lib.rs:10 -> src/tax.rs (import)
            src/order.rs:5 -> src/order/parts.rs (import)
            src/order.rs:4 -> src/price/mod.rs (import)
            src/order.rs:6 -> src/tax.rs (import)
            src/order.rs:6 -> crates:serde (import)
            src/order.rs:3 -> crates:serde_json (import)
            src/order.rs:2 -> crates:std (import)
            src/order/parts.rs:2 -> src/lib.rs (import)
            src/order/parts.rs:1 -> src/tax.rs (import)
            src/price/mod.rs:1 -> src/order.rs (import)
            src/price/mod.rs:5 -> src/order.rs (test)
            src/price/mod.rs:1 -> src/tax.rs (import)
            src/price/mod.rs:6 -> src/tax.rs (test)
            src/tax.rs:1 -> src/price/mod.rs (import)
            ? src/order/parts.rs:4 unknown::Thing: neither a module nor a dependency of the package
        "#]],
    );
}

#[test]
fn members_of_a_workspace_lead_to_one_another() {
    check(
        r#"
//- Cargo.toml
[workspace]
members = ["a", "b", "c"]
[workspace.dependencies]
long-name = { path = "b" }
log = "0.4"
//- a/Cargo.toml
[package]
name = "a"
edition = "2021"
[dependencies]
long-name.workspace = true
log.workspace = true
short = { path = "../c", package = "c" }
serde = "1"
//- a/src/main.rs
use long_name::deep::Thing;
use short::Other;
use undeclared::X;
use log::info;
use serde_native::Y;
use a::own;
fn main() { long_name::deep::run(); short::run(); }
//- a/src/lib.rs
pub fn own() {}
//- a/src/bin/tool.rs
use a::own;
//- a/tests/all/main.rs
mod common;
use common::setup;
use a::own;
//- a/tests/all/common.rs
//- a/build.rs
use long_name::deep;
//- b/Cargo.toml
[package]
name = "long-name"
//- b/src/lib.rs
pub mod deep;
//- b/src/deep.rs
//- c/Cargo.toml
[package]
name = "c"
[lib]
path = "code/c.rs"
//- c/code/c.rs
mod beside;
//- c/code/beside.rs
//- d/Cargo.toml
[package]
name = "undeclared"
//- d/src/lib.rs
//- fixtures/serde/Cargo.toml
[package]
name = "serde"
//- fixtures/serde/src/lib.rs
"#,
        &expect![[r#"
            [crates:a in "a"]
            [crates:long-name in "b"]
            [crates:c in "c"]
            [crates:undeclared in "d"]
            [crates:serde in "fixtures/serde"]
            a/build.rs:1 -> b/src/deep.rs (import)
            a/src/bin/tool.rs:1 -> a/src/lib.rs (import)
            a/src/main.rs:6 -> a/src/lib.rs (import)
            a/src/main.rs:1 -> b/src/deep.rs (import)
            a/src/main.rs:2 -> c/code/c.rs (import)
            a/src/main.rs:3 -> d/src/lib.rs (import)
            a/src/main.rs:4 -> crates:log (import)
            a/src/main.rs:5 -> crates:serde (import)
            a/tests/all/main.rs:3 -> a/src/lib.rs (test)
            a/tests/all/main.rs:2 -> a/tests/all/common.rs (test)
        "#]],
    );
}

#[test]
fn a_patch_takes_the_place_of_a_package_without_a_workspace_too() {
    check(
        r#"
//- Cargo.toml
[package]
name = "p"
edition = "2021"
[dependencies]
log = "1"
[patch.crates-io]
log = { path = "vendored/log" }
//- src/lib.rs
use log::info;
//- vendored/log/Cargo.toml
[package]
name = "log"
//- vendored/log/src/lib.rs
"#,
        &expect![[r#"
            [crates:p in ""]
            [crates:log in "vendored/log"]
            src/lib.rs:1 -> vendored/log/src/lib.rs (import)
        "#]],
    );
}

#[test]
fn modules_stand_where_attributes_say() {
    check(
        r#"
//- Cargo.toml
[package]
name = "p"
edition = "2021"
//- src/lib.rs
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;
#[cfg_attr(miri, path = "simple.rs")]
mod fast;
#[path = "odd/place.rs"]
mod placed;
#[path = "../../outside.rs"]
mod outside;
mod gone;
mod inline {
    pub mod file;
    #[path = "other.rs"]
    pub mod named;
}
cfg_if! { if #[cfg(unix)] { mod conditional; } }
use placed::nested::A;
use inline::{file::B, named::C};
use crate::gone::D;
include!("generated.in");
const T: &str = include_str!("../text.txt");
fn f() { conditional::g(); system::h(); fast::i(); }
//- src/fast.rs
mod below;
fn f() { below::g() }
//- src/simple.rs
//- src/fast/below.rs
//- src/unix.rs
//- src/windows.rs
//- src/odd/place.rs
pub mod nested;
//- src/odd/nested.rs
//- src/inline/file.rs
//- src/inline/other.rs
//- src/conditional.rs
//- src/generated.in
//- text.txt
"#,
        &expect![[r#"
            [crates:p in ""]
            src/fast.rs:2 -> src/fast/below.rs (import)
            src/lib.rs:22 -> src/conditional.rs (import)
            src/lib.rs:22 -> src/fast.rs (import)
            src/lib.rs:20 -> src/generated.in (import)
            src/lib.rs:18 -> src/inline/file.rs (import)
            src/lib.rs:18 -> src/inline/other.rs (import)
            src/lib.rs:17 -> src/odd/nested.rs (import)
            src/lib.rs:22 -> src/simple.rs (import)
            src/lib.rs:22 -> src/unix.rs (import)
            src/lib.rs:22 -> src/windows.rs (import)
            src/lib.rs:21 -> text.txt (import)
            ? src/lib.rs:19 crate::gone::D: there is no such module
        "#]],
    );
}

#[test]
fn paths_in_attributes_of_others_are_not_those_of_modules() {
    check(
        r#"
//- src/lib.rs
#[utoipa::path(get, path = "/pets/{id}")]
async fn pet() {}
pub mod pets;
struct Options { #[arg(long, path = "y.rs")] file: String }
mod later;
#[path = "elsewhere.rs"]
fn not_a_module() {}
mod last;
#[cfg_attr(path, doc(x, path = "z.rs"), path = "named.rs")]
pub(crate) mod renamed;
fn f() { pets::g(); later::g(); last::g(); renamed::g() }
//- src/pets.rs
//- src/later.rs
//- src/last.rs
//- src/named.rs
"#,
        &expect![[r#"
            src/lib.rs:11 -> src/last.rs (import)
            src/lib.rs:11 -> src/later.rs (import)
            src/lib.rs:11 -> src/named.rs (import)
            src/lib.rs:11 -> src/pets.rs (import)
        "#]],
    );
}

#[test]
fn what_is_for_tests_ends_where_the_language_says() {
    check(
        r#"
//- src/lib.rs
mod a;
mod b;
mod c;
mod d;
mod e;
mod f;
mod g;
mod t;
struct Field { #[cfg(test)] hook: Map<u8, crate::t::T>, plain: crate::a::A }
struct Last { #[cfg(test)] hook: u8 }
impl Last { fn f() { crate::b::f() } }
struct Bare(#[cfg(test)] u8, crate::c::C);
enum Variant { #[cfg(test)] V(u8, u8) }
fn f() { d::f() }
fn g(x: u8) {
    match x {
        #[cfg(test)]
        1 => t::one(1, 2),
        #[cfg(test)]
        X { y } => t::two(),
        #[cfg(test)]
        2 => { t::three() }
        _ => e::f(),
    }
}
fn h(#[cfg(test)] x: u8) { f::f() }
#[test]
fn i<A, B>(x: [u8; 2], y: (A, B)) -> t::Four where A: Ord, B: Ord { t::five() }
#[cfg(test)]
const J: Pair<u8, u8> = t::six();
#[cfg(test)]
let k = Pair { x: 1 };
fn l() { g::f() }
//- src/a.rs
//- src/b.rs
//- src/c.rs
//- src/d.rs
//- src/e.rs
//- src/f.rs
//- src/g.rs
//- src/t.rs
"#,
        &expect![[r#"
            src/lib.rs:9 -> src/a.rs (import)
            src/lib.rs:11 -> src/b.rs (import)
            src/lib.rs:12 -> src/c.rs (import)
            src/lib.rs:14 -> src/d.rs (import)
            src/lib.rs:23 -> src/e.rs (import)
            src/lib.rs:26 -> src/f.rs (import)
            src/lib.rs:33 -> src/g.rs (import)
            src/lib.rs:9 -> src/t.rs (test)
        "#]],
    );
}

#[test]
fn conditions_are_of_tests_when_they_hold_in_no_other_case() {
    check(
        r#"
//- src/lib.rs
mod a;
mod t;
#[cfg(all(test, not(miri)))]
mod t1 { use crate::t::A; }
#[cfg(all(unix, any(test, doctest)))]
mod t2 { use crate::t::B; }
#[cfg_attr(unix, runtime::test)]
fn t3() { t::f() }
#[cfg(not(test))]
mod a1 { use crate::a::A; }
#[cfg(any(test, feature = "x"))]
mod a2 { use crate::a::B; }
#[cfg(feature = "test")]
mod a3 { use crate::a::C; }
#[cfg(not(all(test, unix)))]
mod a4 { use crate::a::D; }
#[cfg_attr(test, derive(Debug))]
struct S(crate::a::E);
#[cfg(test
//- src/a.rs
//- src/t.rs
"#,
        &expect![[r#"
            src/lib.rs:10 -> src/a.rs (import)
            src/lib.rs:4 -> src/t.rs (test)
            ! src/lib.rs:20 the brackets do not match
        "#]],
    );
}

#[test]
fn files_of_modules_and_targets_for_tests_are_tests() {
    check(
        r#"
//- Cargo.toml
[package]
name = "p"
edition = "2021"
[[test]]
name = "it"
path = "it/all.rs"
[[bench]]
name = "speed"
path = "perf/speed.rs"
//- src/lib.rs
mod a;
mod shared;
mod unit;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
#[path = "odd.rs"]
mod odd;
#[cfg(test)]
mod inline { mod deep; }
mod within { #![cfg(test)] use crate::a::A; mod file; }
//- src/a.rs
//- src/shared.rs
use crate::a::A;
//- src/unit.rs
#![cfg(test)]
use crate::a::A;
//- src/fixtures.rs
use crate::a::A;
mod more;
//- src/fixtures/more.rs
use crate::a::A;
//- src/odd.rs
use crate::a::A;
//- src/inline/deep.rs
use crate::a::A;
//- src/within/file.rs
use crate::a::A;
//- it/all.rs
use p::a;
mod beside;
#[path = "../src/shared.rs"]
mod shared;
//- it/beside.rs
use p::a;
//- perf/speed.rs
use p::a;
"#,
        &expect![[r#"
            [crates:p in ""]
            it/all.rs:1 -> src/a.rs (test)
            it/beside.rs:1 -> src/a.rs (test)
            perf/speed.rs:1 -> src/a.rs (test)
            src/fixtures.rs:1 -> src/a.rs (test)
            src/fixtures/more.rs:1 -> src/a.rs (test)
            src/inline/deep.rs:1 -> src/a.rs (test)
            src/lib.rs:11 -> src/a.rs (test)
            src/odd.rs:1 -> src/a.rs (test)
            src/shared.rs:1 -> src/a.rs (import)
            src/unit.rs:2 -> src/a.rs (test)
            src/within/file.rs:1 -> src/a.rs (test)
        "#]],
    );
}

#[test]
fn macros_are_named_where_they_are_in_scope() {
    check(
        r#"
//- Cargo.toml
[package]
name = "p"
edition = "2021"
//- src/lib.rs
#[macro_use]
#[cfg(unix)]
mod macros;
mod a;
mod b;
mod c;
//- src/macros.rs
#[macro_use]
mod deep;
macro_rules! given { () => {} }
//- src/macros/deep.rs
macro_rules! deeper { () => {} }
//- src/a.rs
macro_rules! own { () => {} }
pub(crate) use own;
pub(crate) use own as mine;
mod inner { pub(crate) use own; }
//- src/b.rs
use crate::a::{own, mine};
use crate::a::inner;
//- src/c.rs
pub(crate) use given;
use deeper;
use unknown;
use own;
"#,
        &expect![[r#"
            [crates:p in ""]
            src/b.rs:1 -> src/a.rs (import)
            src/c.rs:1 -> src/macros.rs (re-export)
            src/c.rs:2 -> src/macros/deep.rs (import)
            ? src/c.rs:3 unknown: neither a module nor a dependency of the package
            ? src/c.rs:4 own: neither a module nor a dependency of the package
        "#]],
    );
}

#[test]
fn what_is_included_stands_in_the_module_around() {
    check(
        r#"
//- Cargo.toml
[package]
name = "p"
edition = "2021"
//- src/lib.rs
mod a;
mod b;
mod part { include!("gen/part.rs"); }
include!("gen/whole.rs");
const T: &str = include_str!("gen/text.rs");
fn f() { part::beside::g(); late::g() }
//- src/gen/part.rs
use crate::a::A;
use super::b::B;
use self::beside::g;
use self::Own;
mod beside { pub fn g() { crate::gone::h() } }
include!("part.rs");
//- src/gen/whole.rs
use a::A;
mod late;
include!("../lib.rs");
//- src/gen/text.rs
use crate::a::A;
//- src/a.rs
//- src/b.rs
//- src/gen/late.rs
"#,
        &expect![[r#"
            [crates:p in ""]
            src/gen/part.rs:1 -> src/a.rs (import)
            src/gen/part.rs:2 -> src/b.rs (import)
            src/gen/whole.rs:1 -> src/a.rs (import)
            src/gen/whole.rs:3 -> src/lib.rs (import)
            src/lib.rs:6 -> src/gen/late.rs (import)
            src/lib.rs:3 -> src/gen/part.rs (import)
            src/lib.rs:5 -> src/gen/text.rs (import)
            src/lib.rs:4 -> src/gen/whole.rs (import)
            ? src/gen/text.rs:1 crate::a::A: no crate holds the file
        "#]],
    );
}

#[test]
fn a_file_may_be_of_several_crates_or_of_none() {
    check(
        r#"
//- Cargo.toml
[package]
name = "p"
edition = "2021"
//- src/lib.rs
pub mod shared;
pub mod of_library;
//- src/of_library.rs
//- src/main.rs
mod shared;
mod of_main;
//- src/of_main.rs
//- src/shared.rs
use crate::of_main::a;
use crate::of_library::b;
use crate::of_none::c;
//- src/loose.rs
use crate::of_main::a;
"#,
        &expect![[r#"
            [crates:p in ""]
            src/shared.rs:2 -> src/of_library.rs (import)
            src/shared.rs:1 -> src/of_main.rs (import)
            ? src/loose.rs:1 crate::of_main::a: no crate holds the file
            ? src/shared.rs:3 crate::of_none::c: there is no such module
        "#]],
    );
}

#[test]
fn the_edition_of_2015_begins_at_the_root() {
    check(
        r#"
//- Cargo.toml
[package]
name = "old"
[dependencies]
libc = "0.2"
//- src/lib.rs
extern crate libc as c;
extern crate rustc_driver;
mod a;
mod b;
//- src/a.rs
use b::B;
use ::b::C;
use c::int;
fn f() { ::b::g(); c::h(); }
//- src/b.rs
"#,
        &expect![[r#"
            [crates:old in ""]
            src/a.rs:1 -> src/b.rs (import)
            src/a.rs:3 -> crates:libc (import)
            src/lib.rs:1 -> crates:libc (import)
            src/lib.rs:2 -> crates:rustc_driver (import)
        "#]],
    );
}

#[test]
fn files_that_are_in_a_ring_end() {
    check(
        r#"
//- lib.rs
#[path = "a.rs"]
mod a;
//- a.rs
#[path = "lib.rs"]
mod lib;
#[path = "a.rs"]
mod a;
use self::lib::x;
use crate::a;
use super::super::super::b;
"#,
        &expect![[r#"
            ? a.rs:5 self::lib::x: there is no such module
        "#]],
    );
}

#[test]
fn a_file_that_is_half_written_still_says_what_it_names() {
    check(
        r#"
//- src/lib.rs
mod a;
mod b;
fn f( { use crate::a::{x, y
//- src/a.rs
use crate::b::z;
}}}} use
//- src/b.rs
"#,
        &expect![[r#"
            src/a.rs:1 -> src/b.rs (import)
            src/lib.rs:3 -> src/a.rs (import)
            ! src/a.rs:3 the brackets do not match
            ! src/lib.rs:4 the brackets do not match
        "#]],
    );
}

#[test]
fn what_is_broken_is_a_note() {
    check(
        r##"
//- a.rs
fn f() { "a
//- b.rs
fn f() {}
/* /* b */
//- c.rs
const C: &str = r#"c";
//- d.rs
fn f() {
//- e.rs
}
//- f.rs
#[f
//- g.rs
use g::{g;
//- h.rs
fn f() { quote! { h }
//- sound.rs
#!/usr/bin/env run
/// A `"` and a {
fn f<'a>(s: &'a [u8; 2], t: [&'static str; 1]) -> bool { s == b"{"" || s[0] == b'{' || t == ['"', '''] }
macro_rules! m { ($($x:tt)*) => { $( { $x } )* }; ('a) => { r#type!(r"", c"{") } }
use std::{fs, io::{self}};
#[doc = "{"]
fn g() { quote!(#[a] { b }); quote! }
"##,
        &expect![[r#"
            sound.rs:5 -> crates:std (import)
            ? g.rs:1 g::g: neither a module nor a dependency of the package
            ! a.rs:1 a string does not end
            ! b.rs:2 a comment does not end
            ! c.rs:1 a string does not end
            ! d.rs:2 the brackets do not match
            ! e.rs:2 the brackets do not match
            ! f.rs:2 the brackets do not match
            ! g.rs:2 the brackets do not match
            ! h.rs:2 the brackets do not match
        "#]],
    );
}

#[test]
fn what_a_macro_writes_elsewhere_is_no_dependency_of_its_own() {
    check(
        r#"
//- Cargo.toml
[workspace]
members = ["macros", "used"]
//- macros/Cargo.toml
[package]
name = "macros"
[lib]
proc-macro = true
//- macros/src/lib.rs
mod parts;
fn derive() -> TokenStream { let name = parts::name(); quote! { impl ::used::A for #name { fn f() { used::f([1]) } } } }
fn other() {
    let _ = quote::quote_spanned!(span=> crate::parts::gone());
    used::real();
    quote!;
    (crate::parts::name())
}
fn broken() { quote! { used::late(
//- macros/src/parts.rs
//- used/Cargo.toml
[package]
name = "used"
//- used/src/lib.rs
"#,
        &expect![[r#"
            [crates:macros in "macros"]
            [crates:used in "used"]
            macros/src/lib.rs:2 -> macros/src/parts.rs (import)
            ! macros/src/lib.rs:10 the brackets do not match
        "#]],
    );
}

#[test]
fn members_that_are_not_declared_are_meant_where_nothing_else_can_be() {
    check(
        r#"
//- Cargo.toml
[workspace]
members = ["*"]
//- a/Cargo.toml
[package]
name = "a"
edition = "2024"
//- a/src/lib.rs
mod b { pub fn f() {} }
mod used;
mod inner { use super::*; fn f() { b::f(); c::f(); } }
#[rustfmt::skip]
fn f() { ::c::f() }
//- a/src/used.rs
use b::Thing;
//- b/Cargo.toml
[package]
name = "b"
//- b/src/lib.rs
//- c/Cargo.toml
[package]
name = "c"
//- c/src/lib.rs
fn f() { b::f() }
//- rustfmt/Cargo.toml
[package]
name = "rustfmt"
//- rustfmt/src/lib.rs
"#,
        &expect![[r#"
            [crates:a in "a"]
            [crates:b in "b"]
            [crates:c in "c"]
            [crates:rustfmt in "rustfmt"]
            a/src/lib.rs:5 -> c/src/lib.rs (import)
            a/src/used.rs:1 -> b/src/lib.rs (import)
        "#]],
    );
}
