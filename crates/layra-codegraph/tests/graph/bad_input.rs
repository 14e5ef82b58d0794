//! Whatever stands in a tree, it is read to the end, twice the same, and nothing outside it is looked at.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use expect_test::expect;
use layra_codegraph::cache::Cache;
use layra_codegraph::read::read_source;
use layra_codegraph::source::Given;
use layra_codegraph::{Graph, Node, Options, read};
use proptest::prelude::*;

use crate::fixture::{check, files, shown};

/// What all graphs have in common.
fn holds_together(graph: &Graph) {
    assert!(graph.files().zip(graph.files().skip(1)).all(|((_, one, _), (_, other, _))| one < other));
    assert!(graph.edges().is_sorted());
    let mut count = 0;
    for (id, path, file) in graph.files() {
        assert_eq!(graph.find(path), Some(id));
        if let Some(package) = file.package {
            assert!((package.0 as usize) < graph.packages().len());
        }
        for edge in graph.edges_from(id) {
            assert_eq!(edge.from, id);
            assert_ne!(edge.to, Node::File(id));
            assert!(edge.line >= 1 && edge.line <= file.lines.max(1), "{path}:{}", edge.line);
            assert!(!graph.name(edge.to).is_empty());
            count += 1;
        }
    }
    assert_eq!(count, graph.edges().len());
}

fn read_given(files: &[(String, Vec<u8>)], threads: usize) -> Graph {
    let options = Options { threads: Some(threads), ..Options::default() };
    read_source(&Given::new(files.to_vec()), &options).expect("a tree in memory can be listed")
}

/// Pieces that files are made of: words the scanners look for, and signs that open something.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "import ",
        "from ",
        "export ",
        "require(",
        "'./a'",
        "\"../b\"",
        "`",
        "/*",
        "*/",
        "//",
        "#",
        "\n",
        " ",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        "mod ",
        "use ",
        "a",
        "b::",
        "crate::",
        "super::",
        "self",
        "as ",
        "type ",
        ";",
        ",",
        "'",
        "\"",
        "\"\"\"",
        "\\",
        "def f():",
        "class ",
        ":",
        "    ",
        "if TYPE_CHECKING:",
        "#[path = \"a.rs\"]",
        "r#\"",
        "<script>",
        "</script>",
        "---",
        "\u{e9}",
        "\u{feff}",
        "extends",
        "package ",
        "func ",
        "=>",
        "*",
        ".",
        "..",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..60).prop_map(|pieces| pieces.concat())
}

fn tree() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let path = prop::sample::select(vec![
        "a.ts",
        "a/index.tsx",
        "b.js",
        "c.vue",
        "d.svelte",
        "e.astro",
        "f.d.ts",
        "package.json",
        "a/package.json",
        "tsconfig.json",
        "a/tsconfig.json",
        "a.py",
        "a/__init__.py",
        "b/c.py",
        "pyproject.toml",
        "lib.rs",
        "src/lib.rs",
        "src/a.rs",
        "src/a/mod.rs",
        "Cargo.toml",
        "pnpm-workspace.yaml",
        "A.ts",
        "go.mod",
        "a/b.go",
        "a/B.java",
        "B.kt",
        "B.cs",
        "pom.xml",
        "compose.yaml",
    ]);
    let bytes = prop_oneof![
        4 => text().prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ];
    prop::collection::vec((path.prop_map(str::to_owned), bytes), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_tree_is_read_twice_the_same(files in tree()) {
        let graph = read_given(&files, 1);
        holds_together(&graph);
        prop_assert_eq!(&graph, &read_given(&files, 3));
        prop_assert!(serde_json::to_string(&layra_codegraph::Listing::new(&graph)).is_ok());
    }
}

#[test]
fn texts_that_nest_deeply_do_not_overflow() {
    let deep = |open: &str, close: &str| format!("x = {}1{}\n", open.repeat(20_000), close.repeat(20_000));
    let files: Vec<(String, Vec<u8>)> = [
        ("a.ts", deep("(", ")")),
        ("b.js", deep("[", "")),
        ("c.tsx", deep("a=>", "")),
        ("d.js", deep("!", "")),
        ("e.ts", deep("a?b:", "")),
        ("f.jsx", deep("<a>", "</a>")),
        ("g.ts", format!("type A = {}", "A<".repeat(20_000))),
        ("h.py", deep("(", ")")),
        ("i.py", deep("-", "")),
        ("j.py", deep("lambda: ", "")),
        ("k.rs", format!("{}{}", "mod a {".repeat(20_000), "}".repeat(20_000))),
        ("l.rs", format!("use {}", "a::{".repeat(20_000))),
        ("m.rs", "/*".repeat(20_000)),
        ("tsconfig.json", "[".repeat(20_000)),
        ("package.json", format!(r#"{{"name": {}"#, "[".repeat(20_000))),
        ("pyproject.toml", format!("a = {}", "[".repeat(20_000))),
        ("Cargo.toml", format!("[{}a]", "a.".repeat(20_000))),
    ]
    .map(|(path, text)| (path.to_owned(), text.into_bytes()))
    .into();
    holds_together(&read_given(&files, 2));
}

#[test]
fn names_of_very_many_parts_are_not_followed() {
    let dotted = |count: usize| vec!["A"; count].join(".");
    let uses: String = (0..200).map(|number| format!(" T{number} t{number};")).collect();
    let usings: String = (0..5000).map(|number| format!("using N{number};\n")).collect();
    let namespaces: String =
        (0..5000).map(|number| format!("namespace N{number} {{ class T{number} {{ }} }}\n")).collect();
    let files: Vec<(String, Vec<u8>)> = [
        ("Deep.cs", format!("{}{}", "namespace A {".repeat(50_000), "$\"{".repeat(50_000))),
        ("Kin.cs", "namespace A { class T1 { } }".to_owned()),
        ("Long.cs", format!("namespace {};\nclass C {{{uses} }}", dotted(20_000))),
        ("Many.cs", namespaces),
        ("Named.cs", format!("using {};\nclass D {{ A.{} a;{uses} }}", dotted(20_000), dotted(20_000))),
        ("Using.cs", format!("{usings}class E {{ T1 one;{uses} T4999 last; }}")),
        (
            "a/Dotted.java",
            format!("package a;\nimport {}.b;\nclass Dotted {{ Kin kin; }}", dotted(20_000).to_lowercase()),
        ),
        ("a/Kin.java", format!("package a;\nclass Kin {{ {}.B b; }}", dotted(20_000).to_lowercase())),
        (
            "a/kin.kt",
            format!("package a\nimport {}.b\nval x = {}.B()\n", dotted(20_000), dotted(20_000).to_lowercase()),
        ),
    ]
    .map(|(path, text)| (path.to_owned(), text.into_bytes()))
    .into();
    let graph = read_given(&files, 2);
    holds_together(&graph);
    expect![[r#"
        Using.cs:5001 -> Many.cs (import)
        a/Dotted.java:3 -> a/Kin.java (import)
        ! Deep.cs:1 namespaces stand in each other more deeply than is followed
        ! Long.cs:1 a name has more parts than are followed
        ! Many.cs names are looked up in 256 namespaces; it has more
        ! Named.cs:1 a name has more parts than are followed
        ! Using.cs names are looked up in 256 namespaces; it has more
        ! a/Dotted.java:2 a name has more parts than are followed
        ! a/kin.kt:2 a name has more parts than are followed
    "#]]
    .assert_eq(&shown(&graph));
}

/// Every one of them opens more often than is read.
#[test]
fn scripts_that_nest_deeper_than_is_read_do_not_overflow() {
    const OPENERS: &[&str] = &[
        "(\")\"+",
        "(/)/+",
        "(`)`+",
        "(/*)*/",
        "(//)\n",
        "[']',",
        "{a:'}',b:",
        "((a)/(b)+",
        "{}/(/+",
        "(a>/)/+",
        "if(a)/)/,(",
        "<a>)</a>+(",
        "(<a>'</a>,",
        "a<b,c<",
        "a=>",
        "a?{}:",
        "!-+~",
        "`${",
        "f({a(){",
        "else ",
        "new a(b).c(",
        "({})\n/)/+(",
        "x\n++\n/(\")/\"+",
        "(\u{2028}//)\u{2028}",
        "await(a)/)/+(",
        "a%b,(",
        "class{a=",
        "do if(a)b;else ",
    ];
    let nested = |opener: &&str| {
        let text = opener.repeat(2_000_000 / opener.len());
        let extension = if opener.contains("</a>") { "jsx" } else { "ts" };
        (format!("{}.{extension}", opener.escape_default().to_string().replace('/', ":")), text.into_bytes())
    };
    holds_together(&read_given(&OPENERS.iter().map(nested).collect::<Vec<_>>(), 2));
}

/// A file of each language, and of the formats of manifests that nest.
const WHOLE: &str = r##"
//- a.ts
import type { B } from "./b"; export * from './b'; const c = require(`./b`); /* "x" */ await import("./b");
//- b.vue
<template><a>{{ "</template>" }}</a></template><script setup lang="ts">import C from "./a"</script>
//- src/lib.rs
#[cfg(test)] mod a { use crate::{b::{self, C}, d as e}; } fn f<'a>() { r#"x"#; 'x'; quote! { ::a::b } } mod b;
//- p/__init__.py
from . import (a, b as c)
def f(): return f"{a!r:{b}}" + """import x"""
if TYPE_CHECKING: import p.a
//- a/B.java
package a; import static a.C.*; /** {@link D} */ @E class B<T extends C> { String s = """
 x"""; char c = '"'; }
//- a/C.kt
package a; import a.B as D; class C(val b: B) { val s = "${B()} $b" }
//- a/c.go
package a; import ( "fmt"; b "x/a/b" ); func F(c rune) { fmt.Println(`"`, 'x', "\"", b.C{}) } // x
//- a/D.cs
global using A.B; using E = A.B.C; namespace A { record D(E e) { string s = $"{e:x}" + @"""" + """x"""; } }
//- package.json
{ "name": "a", "workspaces": ["b/*"], "exports": { ".": { "import": "./a.ts" } }, "dependencies": { "c": "^1" } }
//- tsconfig.json
{ "compilerOptions": { "paths": { "@/*": ["./*"], }, }, } // x
//- pyproject.toml
[project]
name = "p"
dependencies = ["a[b]>=1; python_version < '3'"]
//- go.mod
module x
require ( a.b/c v1.2.3 // indirect
)
//- pom.xml
<project><artifactId>a</artifactId><!-- b --><dependencies><dependency><groupId>c</groupId></dependency></dependencies></project>
//- build.gradle.kts
plugins { id("java") } dependencies { implementation("a:b:1") /* c */; api(project(":x")) }
//- main.tf
resource "a" "b" { c = "${d.e}" }
//- compose.yaml
x: &x { image: "b:1", depends_on: [c] }
services: { a: { <<: *x }, c: { build: . }, d: { extends: { service: a } } }
//- a/module-info.java
module a { uses b.C; provides b.C with d.E, f.G; }
//- Enum.cs
namespace A { using B; enum C : int { D = E | F.G, [H] I } class J<K> { (int L, M<N> O) P; } }
//- a/E.java
package a; enum E { A, @B C(D.class) { int f; }; <T extends F<G>> T g() { return null; } }
//- a/E.kt
package a; enum class E(val x: Any) { A, @B C(D::class) { val f = 1 }; fun <T : F<G>> g() = h(I = 1) }
//- a.csproj
<Project><ItemGroup><Using Include="A.B" Alias="C" /><ProjectReference Include="b.csproj" />&a;</ItemGroup></Project>
//- Dockerfile
FROM \
  a:1 AS b
RUN <<-E cat
FROM x
E
COPY --from=c:2 / /
//- Jenkinsfile
pipeline { agent { docker { image 'a:1' } } stages { stage("b ${c}") { } } }
//- main.tf.json
{ "resource": [{ "a": { "b": {} } }], "module": { "c": { "source": "d" } } }
//- action.yml
runs: { using: composite, steps: [{ uses: a/b@v1 }] }
//- templates/a.yaml
apiVersion: v1
kind: B
metadata:
  name: {{ include "c" . }}
//- go.sum
a.b/c v1.2.3 h1:x=
//- go.work
use ./a
replace a.b/c => ./c
"##;

#[test]
fn files_that_end_anywhere_are_read() {
    let whole = files(WHOLE);
    let longest = whole.iter().map(|(_, text)| text.len()).max().unwrap();
    for end in 0..=longest {
        let cut = |(path, text): &(String, Vec<u8>)| (path.clone(), text[..end.min(text.len())].to_vec());
        holds_together(&read_given(&whole.iter().map(cut).collect::<Vec<_>>(), 1));
    }
}

#[test]
fn files_that_nest_without_end_do_not_overflow() {
    const OPENERS: &[&str] =
        &["[", "{", "(", "<", "<a>", "a: ", "- ", "\"", "'", "${", "a.", "a(", "a {\n", "{\"a\":", "/*", "\\", "[a."];
    for opener in OPENERS {
        let nested = |(path, _)| (path, opener.repeat(20_000).into_bytes());
        holds_together(&read_given(&files(WHOLE).into_iter().map(nested).collect::<Vec<_>>(), 2));
    }
}

#[test]
fn what_programs_wrote_is_read_or_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
    // A bundle of 200 MB; nobody waits for it.
    fs::File::create(folder.path().join("bundle.js")).unwrap().set_len(200_000_000).unwrap();
    // What others write in one line, or in very many.
    let line = "function f(a){return a?[1,2]:{b:\"c\"}};".repeat(30_000);
    write("line.js", &format!("{line}require('./many');"));
    write("many.ts", &"import './line';\n".repeat(50_000));
    write("data.py", &format!("import table\nDATA = [{}]\n", "(1, 'a', None), ".repeat(30_000)));
    write("table.py", &format!("DATA = '''{}'''\nimport data\n", "import x\n".repeat(50_000)));
    write("lib.rs", &format!("mod table;\nconst A: &[u8] = &[{}];\n", "0, ".repeat(200_000)));
    write("table.rs", &format!("{}use crate::A;\n", "/// use crate::nothing;\n".repeat(50_000)));
    let graph = read(folder.path(), &Options::default()).unwrap();
    holds_together(&graph);
    expect![[r#"
        data.py:1 -> table.py (import)
        line.js:1 -> many.ts (import)
        many.ts:1 -> line.js (import)
        table.py:50002 -> data.py (import)
        table.rs:50001 -> lib.rs (import)
        ! bundle.js 200000000 bytes long; at most 4194304 are read
    "#]]
    .assert_eq(&shown(&graph));
}

#[test]
fn many_tiny_files_are_read() {
    const COUNT: usize = 20_000;
    let file = |number: usize| {
        let next = (number + 1) % COUNT;
        let text = format!("import '../{}/{next}';\n", next / 100);
        (format!("src/{}/{number}.ts", number / 100), text.into_bytes())
    };
    let graph = read_given(&(0..COUNT).map(file).collect::<Vec<_>>(), 2);
    holds_together(&graph);
    assert_eq!((graph.files().len(), graph.edges().len(), graph.unresolved().len()), (COUNT, COUNT, 0));
}

#[test]
#[cfg(unix)]
fn what_cannot_be_opened_is_a_note() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = |path: &str| folder.path().join(path);
    fs::create_dir(path("closed")).unwrap();
    for (file, text) in [("a.ts", "import './b';\nimport './closed/c';\n"), ("b.ts", ""), ("closed/c.ts", "")] {
        fs::write(path(file), text).unwrap();
    }
    let permit = |file: &str, mode: u32| fs::set_permissions(path(file), fs::Permissions::from_mode(mode)).unwrap();
    permit("b.ts", 0);
    permit("closed", 0);
    let graph = read(folder.path(), &Options::default()).unwrap();
    // Nothing is closed to a superuser.
    let is_superuser = fs::read(path("b.ts")).is_ok();
    permit("closed", 0o700);
    holds_together(&graph);
    if is_superuser {
        expect![[r#"
            a.ts:1 -> b.ts (import)
            a.ts:2 -> closed/c.ts (import)
        "#]]
        .assert_eq(&shown(&graph));
    } else {
        expect![[r#"
            a.ts:1 -> b.ts (import)
            ? a.ts:2 ./closed/c: there is no such file
            ! b.ts cannot be read: Permission denied (os error 13)
            ! closed cannot be listed: Permission denied (os error 13)
        "#]]
        .assert_eq(&shown(&graph));
    }
}

#[test]
fn configurations_cannot_reach_out_of_the_tree() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("outside/secret.ts", "import './other';");
    write("outside/base.json", r#"{ "compilerOptions": { "paths": { "*": ["./*"] } } }"#);
    write(
        "root/tsconfig.json",
        r#"{ "extends": "../outside/base.json", "compilerOptions": { "baseUrl": "../outside", "paths": { "x/*": ["../outside/*"] } } }"#,
    );
    write(
        "root/package.json",
        r#"{ "name": "../../outside", "workspaces": ["../*"], "exports": "../outside/secret.ts" }"#,
    );
    write("root/a.ts", "import '../outside/secret';\nimport 'x/secret';\nimport 'secret';\n");
    write("root/a.py", "from ..outside import secret\n");
    write(
        "root/lib.rs",
        "#[path = \"../outside/secret.rs\"]\nmod secret;\nuse secret::a::b;\ninclude!(\"../outside/secret.ts\");\n",
    );
    let graph = read(&folder.path().join("root"), &Options::default()).unwrap();
    holds_together(&graph);
    expect![[r#"
        [npm:../../outside in ""]
        a.ts:3 -> npm:secret (import)
        ? a.py:1 ..outside (secret): it leads out of the tree
        ? a.ts:1 ../outside/secret: there is no such file
        ? a.ts:2 x/secret: no file answers the paths of tsconfig.json
        ? lib.rs:3 secret::a::b: there is no such module
        ? lib.rs:4 include ../outside/secret.ts: there is no such file
        ! tsconfig.json extends `../outside/base.json`, which is not in the tree
    "#]]
    .assert_eq(&shown(&graph));
}

#[test]
#[cfg(unix)]
fn links_are_not_followed_and_rings_of_them_end() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    fs::create_dir_all(root.join("a/b")).unwrap();
    fs::create_dir(folder.path().join("outside")).unwrap();
    fs::write(folder.path().join("outside/c.ts"), "").unwrap();
    fs::write(root.join("a/b/d.ts"), "import '../../way/b/e';\nimport '../../out/c';\nimport '../../one/x';\n")
        .unwrap();
    fs::write(root.join("a/b/e.ts"), "").unwrap();
    symlink("a", root.join("way")).unwrap();
    symlink(folder.path().join("outside"), root.join("out")).unwrap();
    symlink("two", root.join("one")).unwrap();
    symlink("one", root.join("two")).unwrap();
    symlink("..", root.join("a/up")).unwrap();
    let graph = read(&root, &Options::default()).unwrap();
    holds_together(&graph);
    expect![[r#"
        a/b/d.ts:1 -> a/b/e.ts (import)
        ? a/b/d.ts:2 ../../out/c: there is no such file
        ? a/b/d.ts:3 ../../one/x: there is no such file
    "#]]
    .assert_eq(&shown(&graph));
}

#[test]
#[cfg(unix)]
fn names_and_texts_that_are_not_unicode_are_notes() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(OsStr::from_bytes(b"a\xff.ts")), "").unwrap();
    fs::write(folder.path().join("b.ts"), b"import './c'; // \xff\n").unwrap();
    fs::write(folder.path().join("c.ts"), b"import './b';\0").unwrap();
    fs::write(folder.path().join("d.ts"), "\u{feff}import './b';\n").unwrap();
    fs::write(folder.path().join("e.ts"), "import './b';\n".repeat(100)).unwrap();
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    fs::write(folder.path().join("f.ts"), wide("\u{feff}import './b';\r\n", u16::to_le_bytes)).unwrap();
    fs::write(folder.path().join("g.ts"), wide("\u{feff}\nimport './b';", u16::to_be_bytes)).unwrap();
    fs::write(folder.path().join("h.ts"), b"\xff\xfe\0\xd8\n").unwrap();
    fs::write(folder.path().join("i.ts"), b"\xff\xfe\0\0a\0\0\0").unwrap();
    let options = Options { max_file: 1000, ..Options::default() };
    expect![[r#"
        b.ts:1 -> c.ts (import)
        d.ts:1 -> b.ts (import)
        f.ts:1 -> b.ts (import)
        g.ts:2 -> b.ts (import)
        ! a�.ts the name is not UTF-8
        ! b.ts not UTF-8 in places
        ! c.ts not text: it holds a byte of zero
        ! e.ts 1400 bytes long; at most 1000 are read
        ! h.ts not UTF-8 in places
        ! i.ts not text: it holds a byte of zero
    "#]]
    .assert_eq(&shown(&read(folder.path(), &options).unwrap()));
}

#[test]
fn a_repository_inside_another_is_read_with_its_own_rules() {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".git/a.ts", ""),
        ("a.ts", "import './inner/b';\nimport './inner/made/c';\n"),
        ("inner/.git/HEAD", "ref: refs/heads/main\n"),
        ("inner/.gitignore", "made/\n"),
        ("inner/b.ts", ""),
        ("inner/made/c.ts", ""),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let graph = read(folder.path(), &Options::default()).unwrap();
    expect![[r#"
        a.ts:1 -> inner/b.ts (import)
        ? a.ts:2 ./inner/made/c: there is no such file
    "#]]
    .assert_eq(&shown(&graph));
}

#[test]
fn names_that_differ_in_case_are_different_files() {
    check(
        r#"
//- a.ts
import "./Button";
import "./button";
//- Button.ts
//- button/index.ts
"#,
        &expect![[r#"
            a.ts:1 -> Button.ts (import)
            a.ts:2 -> button/index.ts (import)
        "#]],
    );
}

#[test]
fn more_files_than_allowed_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for index in 0..20 {
        fs::write(folder.path().join(format!("{index}.ts")), "").unwrap();
    }
    let options = Options { max_files: 10, ..Options::default() };
    let error = read(folder.path(), &options).unwrap_err();
    assert!(error.to_string().ends_with("holds more than 10 files"), "{error}");
}

/// A cache in memory, and how often it was written.
#[derive(Default)]
struct Kept(Mutex<(Option<Vec<u8>>, usize)>);

impl Cache for Kept {
    fn load(&self) -> Option<Vec<u8>> {
        self.0.lock().expect("no test panics with it").0.clone()
    }

    fn save(&self, bytes: &[u8]) {
        let mut kept = self.0.lock().expect("no test panics with it");
        *kept = (Some(bytes.to_vec()), kept.1 + 1);
    }
}

#[test]
fn the_cache_changes_nothing_but_the_time() {
    let folder = tempfile::tempdir().unwrap();
    // Files that were left alone for a while are believed to be what they were as long as their times are.
    let write = |path: &str, text: &str| {
        let mut file = File::create(folder.path().join(path)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
    };
    write("a.ts", "import './b';\n");
    write("b.ts", "import './c';\n");
    write("c.py", "import os\n");
    write("package.json", r#"{ "name": "p" }"#);
    let kept = Kept::default();
    let both = |folder: &Path| {
        let with = read(folder, &Options { cache: Some(&kept), ..Options::default() }).unwrap();
        assert_eq!(with, read(folder, &Options::default()).unwrap());
        kept.0.lock().unwrap().1
    };
    assert_eq!(both(folder.path()), 1);
    assert_eq!(both(folder.path()), 1, "nothing changed, so nothing is saved");
    // The same on other lines, then more of it, something else, and in another order.
    for text in [
        "\n\nimport './c';\nimport './nowhere';\n",
        "import './c'; import './nowhere';\nclass A {}\n",
        "import './nowhere';\nimport './c';\n",
        "import './d';\n",
        "\nimport type { A } from './d';\n",
        "import './d' import\n",
        "\nimport './d' import\n",
    ] {
        write("b.ts", text);
        both(folder.path());
    }
    // What is imported appears, is set up otherwise, and is gone.
    write("d.ts", "import './b';\n");
    both(folder.path());
    write("c.py", "\nimport os, d\n");
    both(folder.path());
    write("a.ts", "import '@/b';\n");
    both(folder.path());
    for to in ["./*", "./nowhere/*"] {
        write("tsconfig.json", &format!(r#"{{ "compilerOptions": {{ "paths": {{ "@/*": ["{to}"] }} }} }}"#));
        both(folder.path());
    }
    // So is what another configuration builds on.
    write("tsconfig.json", r#"{ "extends": "./base.json" }"#);
    for to in ["./*", "./nowhere/*"] {
        write("base.json", &format!(r#"{{ "compilerOptions": {{ "paths": {{ "@/*": ["{to}"] }} }} }}"#));
        both(folder.path());
    }
    write("package.json", r#"{ "name": "q", "dependencies": { "d": "1" } }"#);
    both(folder.path());
    fs::remove_file(folder.path().join("a.ts")).unwrap();
    both(folder.path());
    let saved = both(folder.path());
    for damage in 0..40 {
        let mut bytes = kept.load().unwrap();
        let at = bytes.len() * damage / 40;
        bytes[at] ^= 0x55;
        bytes.truncate(bytes.len() - damage % 3);
        kept.0.lock().unwrap().0 = Some(bytes);
        both(folder.path());
    }
    assert!(saved < kept.0.lock().unwrap().1);
}
