//! Go: modules, packages, names across files, build constraints.

use expect_test::expect;

use crate::fixture::check;

#[test]
fn imports_lead_to_the_files_that_declare_what_is_used() {
    check(
        r#"
//- go.mod
module example.org/shop

require (
	github.com/other/thing/v2 v2.1.0
	gopkg.in/yaml.v3 v3.0.1 // indirect
)
//- main.go
package main

import (
	"fmt"
	stock "example.org/shop/internal/store"
	_ "example.org/shop/driver"
	. "example.org/shop/dot"
	"github.com/other/thing/v2/part"
	"gopkg.in/yaml.v3"
	"example.org/shop/missing"
	"C"
)

func main() {
	fmt.Println(stock.New(part.A), yaml.B, Dotted, missing.C)
}
//- internal/store/new.go
package store

func New(n int) *Stock { return &Stock{} }
//- internal/store/stock.go
package store

type Stock struct{ New int }
//- driver/a.go
package driver

const A = 1
//- driver/b.go
package driver

func init() {}
//- dot/dot.go
package dot

var Dotted = 1
"#,
        &expect![[r#"
            [go:example.org/shop in ""]
            internal/store/new.go:3 -> internal/store/stock.go (import)
            main.go:7 -> dot/dot.go (import)
            main.go:6 -> driver/b.go (import)
            main.go:15 -> internal/store/new.go (import)
            main.go:4 -> go:fmt (import)
            main.go:8 -> go:github.com/other/thing/v2 (import)
            main.go:9 -> go:gopkg.in/yaml.v3 (import)
            ? main.go:10 example.org/shop/missing: `missing` holds no Go package; it may be generated
        "#]],
    );
}

#[test]
fn names_of_the_own_package_count_unless_something_nearer_has_them() {
    check(
        r#"
//- go.mod
module m
//- a.go
package m

type wrapper[T any, bound interface{ left() }] struct {
	field  other
	left   int
	embedded
	list []item
}

func (w wrapper[T]) method(parameter int, callback func(ctx context) (result, error)) (named map[string]value, err error) {
	local, right := 1, "x"
	if shadow := local; shadow > parameter {
		right = helper(shadow)
	}
	values := map[int]string{keyed: "a", field: "b"}
	labels := labels.make()
	switch x := right.(type) {
	case chosen, picked:
	}
	go func(inner int) { _ = inner + outside }(1)
outer:
	for range values { break outer }
	return nil, named.member
}
//- b.go
package m

type (
	other    int
	embedded struct{}
	item     = int
	context  struct{}
	result   struct{}
	value    struct{}
	error2   struct{}
)
//- c.go
package m

const (
	keyed = iota
	chosen
	picked
)
//- d.go
package m

var (
	left, local, right, parameter, shadow, inner, outer, member, field, named, w, bound, callback = 1, 2, 3, 4, 5, 6, 7,
		8, 9, 10, 11, 12, 13
)
//- e.go
package m

func helper(int) string { return "" }
//- f.go
package m

var outside = 1
//- g.go
package m

type labelsType struct{}
var labels labelsType
"#,
        &expect![[r#"
            [go:m in ""]
            a.go:4 -> b.go (import)
            a.go:15 -> c.go (import)
            a.go:13 -> e.go (import)
            a.go:20 -> f.go (import)
            a.go:16 -> g.go (import)
        "#]],
    );
}

#[test]
fn files_that_are_never_compiled_together_do_not_depend_on_each_other() {
    check(
        "
//- go.mod
module m
//- open_linux.go
package m

func open() { shared() }
//- open_windows.go
package m

func open() { shared() }
func close() { open() }
//- fast.go
//go:build fast

package m

func size() int { return open2() }
//- slow.go
// +build !fast

package m

func size() int { return 1 }
func open2() int { return size() }
//- shared.go
package m

func shared() { open(); size() }
//- make.go
//go:build ignore

package main

func main() { shared() }
",
        &expect![[r#"
            [go:m in ""]
            open_linux.go:3 -> shared.go (import)
            open_windows.go:3 -> shared.go (import)
            shared.go:3 -> fast.go (import)
            shared.go:3 -> open_linux.go (import)
            shared.go:3 -> open_windows.go (import)
            shared.go:3 -> slow.go (import)
        "#]],
    );
}

#[test]
fn tests_see_their_package_and_helpers_of_their_own() {
    check(
        r#"
//- go.mod
module m
//- a/a.go
package a

func Do() { helper() }
//- a/a_test.go
package a

func helper() { Do() }
//- a/outside_test.go
package a_test

import "m/a"

func run() { a.Do(); help() }
//- a/help_test.go
package a_test

func help() {}
//- a/testdata/x.go
package broken {
//- vendor/v/v.go
package v
"#,
        &expect![[r#"
            [go:m in ""]
            a/a_test.go:3 -> a/a.go (test)
            a/outside_test.go:5 -> a/a.go (test)
            a/outside_test.go:5 -> a/help_test.go (test)
        "#]],
    );
}

#[test]
fn modules_of_a_workspace_and_replaced_ones_are_found() {
    check(
        r#"
//- go.work
go 1.22
use (
	./one
	./two
)
//- one/go.mod
module example.org/one
replace example.org/three => ../third
//- one/one.go
package one

import (
	"example.org/two/deep"
	"example.org/three"
)

var X = deep.Y + three.Z
//- two/go.mod
module example.org/two
//- two/deep/deep.go
package deep

const Y = 1
//- third/go.mod
module example.org/fork
//- third/three.go
package three

const Z = 1
"#,
        &expect![[r#"
            [go:example.org/one in "one"]
            [go:example.org/fork in "third"]
            [go:example.org/two in "two"]
            one/one.go:8 -> third/three.go (import)
            one/one.go:8 -> two/deep/deep.go (import)
        "#]],
    );
}

#[test]
fn half_written_files_keep_what_they_import() {
    check(
        r#"
//- go.mod
module m
replace m => ../../../etc
//- a.go
package m
import "m/b"
func Open( a, b { b.Do(
//- c.go
package m
import ( "m/b"; x "m/b" )
var s = `never ends
//- b/b.go
package b
func Do() {}
"#,
        &expect![[r#"
            [go:m in ""]
            a.go:3 -> b/b.go (import)
            c.go:2 -> b/b.go (import)
            ! c.go:3 a string does not end
        "#]],
    );
}

#[test]
fn a_workspace_replaces_modules() {
    check(
        r#"
//- go.work
use ./a
replace example.org/z => ./zz
//- a/go.mod
module example.org/a
require example.org/z v1.0.0
//- a/a.go
package a
import "example.org/z"
var X = z.Y
//- zz/go.mod
module example.org/other
//- zz/z.go
package z
var Y = 1
"#,
        &expect![[r#"
            [go:example.org/a in "a"]
            [go:example.org/other in "zz"]
            a/a.go:3 -> zz/z.go (import)
        "#]],
    );
}
