//! TypeScript and JavaScript.

use expect_test::expect;

use crate::fixture::check;

#[test]
fn every_way_to_import_is_an_edge_of_its_kind() {
    check(
        r#"
//- a.ts
/// <reference path="globals.d.ts" />
import one from "./one";
import type { Two } from "./two";
import { type Three, type Four } from './three';
import { type Five, six } from "./five";
export * from "./seven";
export type { Eight } from "./eight";
import "./nine.css";
import ten = require("./ten");
let eleven: import("./eleven").Eleven;
const twelve = () => import("./twelve");
const thirteen = () => import(`./thirteen`);
function later() {
  return require("./fourteen");
}
// import "./commented";
const text = "import './quoted'";
export { type Fifteen } from "./fifteen";
export { type Fifteen, sixteen } from "./sixteen";
const seventeen = import("./seven" + `${"teen"}` as string);
declare module "./eighteen" {
  export { Nineteen } from "./nineteen";
}
declare module "*.svg" {}
new Worker(new URL("./twenty.js", import.meta.url));
new URL("./", import.meta.url);
import.meta.resolve("./twenty-one");
//- globals.d.ts
//- one.ts
//- two.ts
//- three.ts
//- five.ts
//- seven.ts
//- eight.ts
//- nine.css
//- ten.ts
//- eleven.ts
//- twelve.ts
//- thirteen.ts
//- fourteen.js
//- fifteen.ts
//- sixteen.ts
//- seventeen.ts
//- eighteen.ts
//- nineteen.ts
//- twenty.ts
//- twenty-one.ts
"#,
        &expect![[r#"
            a.ts:7 -> eight.ts (type-only)
            a.ts:21 -> eighteen.ts (type-only)
            a.ts:10 -> eleven.ts (type-only)
            a.ts:18 -> fifteen.ts (type-only)
            a.ts:5 -> five.ts (import)
            a.ts:14 -> fourteen.js (dynamic)
            a.ts:1 -> globals.d.ts (type-only)
            a.ts:8 -> nine.css (import)
            a.ts:22 -> nineteen.ts (type-only)
            a.ts:2 -> one.ts (import)
            a.ts:6 -> seven.ts (re-export)
            a.ts:20 -> seventeen.ts (dynamic)
            a.ts:19 -> sixteen.ts (re-export)
            a.ts:9 -> ten.ts (import)
            a.ts:12 -> thirteen.ts (dynamic)
            a.ts:4 -> three.ts (type-only)
            a.ts:11 -> twelve.ts (dynamic)
            a.ts:27 -> twenty-one.ts (dynamic)
            a.ts:25 -> twenty.ts (dynamic)
            a.ts:3 -> two.ts (type-only)
        "#]],
    );
}

#[test]
fn scripts_of_older_sorts_are_understood() {
    check(
        r#"
//- a.js
#!/usr/bin/env node
const one = require("./one");
const { two } = require('./two.js').two;
if (one) return;
exports.three = require(`./three`);
require.resolve("./four");
module.require("./five");
(require)("./six");
//- one/index.js
//- two.js
//- three.json
{}
//- four.js
//- five.js
//- six.js
//- amd.js
define(["require", "./one", "text!./three.json"], function (require, one) {
  const two = require("./two");
});
//- bundle.js
(function () {})({ 1: [function (require, module, exports) { require("./one"); }, { "./one": 2 }] });
//- view.jsx
import { useState } from "react";
export default () => <p>it's {require("./two").two}</p>;
"#,
        &expect![[r#"
            a.js:7 -> five.js (import)
            a.js:6 -> four.js (dynamic)
            a.js:2 -> one/index.js (import)
            a.js:8 -> six.js (import)
            a.js:5 -> three.json (import)
            a.js:3 -> two.js (import)
            amd.js:1 -> one/index.js (import)
            amd.js:1 -> three.json (import)
            amd.js:2 -> two.js (dynamic)
            view.jsx:2 -> two.js (dynamic)
            view.jsx:1 -> npm:react (import)
        "#]],
    );
}

#[test]
fn a_require_that_was_made_counts_and_one_of_another_sort_does_not() {
    check(
        r#"
//- a.mjs
import { createRequire as maker } from "node:module";
const load = maker(import.meta.url);
load("./b.cjs");
maker(import.meta.url)("./c.cjs");
//- d.mjs
import module from "module";
const require = module.createRequire(import.meta.url);
require("./b.cjs");
//- e.js
const one = (require) => require("./not");
function two() {
  const require = (name) => loaded[name];
  require("./not");
}
define((require) => require("./b.cjs"));
//- f.ts
declare const require: (name: string) => unknown;
require("./c.cjs");
//- b.cjs
//- c.cjs
"#,
        &expect![[r#"
            a.mjs:3 -> b.cjs (import)
            a.mjs:4 -> c.cjs (import)
            a.mjs:1 -> npm:module (import)
            d.mjs:3 -> b.cjs (import)
            d.mjs:1 -> npm:module (import)
            e.js:6 -> b.cjs (dynamic)
            f.ts:2 -> c.cjs (import)
        "#]],
    );
}

#[test]
fn what_is_computed_is_reported() {
    check(
        r#"
//- a.ts
import(`./locale/${language}.js`);
require(name);
require(
  one +
  "two"
);
import("./" + "a very long expression that goes on and on and on and on" + name);
require.resolve(name);
"#,
        &expect![[r#"
            ? a.ts:1 import(`./locale/${language}.js`): what it names is computed
            ? a.ts:2 require(name): what it names is computed
            ? a.ts:3 require(one + "two"): what it names is computed
            ? a.ts:7 import("./" + "a very long expression that goes on and on and on an…): what it names is computed
        "#]],
    );
}

#[test]
fn components_hold_scripts() {
    check(
        r#"
//- App.vue
<!-- <script>import "./commented"</script> -->
<template><p title="a > b">it's</p></template>
<script lang="ts" setup>
import Child from "./Child.vue";
import type { Model } from "./model";
</script>
<script src="./extra.js"></script>
<script type="application/json">{ "import": "./data" }</script>
//- Child.vue
<script>
export default { components: { Late: () => import("./Late.svelte") } };
</script>
//- Late.svelte
<script context="module">import { a } from "./model";</script>
<script lang='ts'>
  import Page from './Page.astro';
</script>
//- Page.astro
---
import { Model } from "./model";
const a: string = "b";
---
<p>{a}</p>
<script>import "./extra";</script>
//- model.ts
//- extra.js
"#,
        &expect![[r#"
            App.vue:4 -> Child.vue (import)
            App.vue:7 -> extra.js (import)
            App.vue:5 -> model.ts (type-only)
            Child.vue:2 -> Late.svelte (dynamic)
            Late.svelte:3 -> Page.astro (import)
            Late.svelte:1 -> model.ts (import)
            Page.astro:6 -> extra.js (import)
            Page.astro:2 -> model.ts (import)
        "#]],
    );
}

#[test]
fn paths_of_the_configuration_lead_into_the_tree() {
    check(
        r#"
//- tsconfig.json
{
  // comments are allowed
  "extends": "./tsconfig.base.json",
  "include": ["src"],
}
//- tsconfig.base.json
{ "compilerOptions": { "baseUrl": ".", "paths": { "@app/*": ["src/*"], "@exact": ["src/exact.ts"] } } }
//- src/a.ts
import "@app/b";
import "@exact";
import "@app/missing";
import "src/b";
//- src/b.ts
//- src/exact.ts
//- scripts/outside.ts
import "@app/b";
"#,
        &expect![[r#"
            scripts/outside.ts:1 -> src/b.ts (import)
            src/a.ts:1 -> src/b.ts (import)
            src/a.ts:2 -> src/exact.ts (import)
            ? src/a.ts:3 @app/missing: no file answers the paths of tsconfig.json
        "#]],
    );
}

#[test]
fn a_configuration_that_builds_on_something_missing_still_counts() {
    check(
        r#"
//- tsconfig.json
{
  "extends": ["@tsconfig/strictest/tsconfig.json", "./gone.json"],
  "compilerOptions": { "paths": { "~/*": ["./app/*"] } },
  "references": [{ "path": "./nowhere" }]
}
//- app/a.ts
import "~/b";
//- app/b.ts
//- other/tsconfig.json
{ "compilerOptions":
//- other/c.ts
import "./d";
//- other/d.ts
//- ring/tsconfig.json
{ "extends": "./tsconfig.other.json" }
//- ring/tsconfig.other.json
{ "extends": "./tsconfig.json" }
//- ring/e.ts
import "./f";
//- ring/f.ts
"#,
        &expect![[r#"
            app/a.ts:1 -> app/b.ts (import)
            other/c.ts:1 -> other/d.ts (import)
            ring/e.ts:1 -> ring/f.ts (import)
            ! other/tsconfig.json not JSON: nothing of it counts
            ! ring/tsconfig.json cannot be followed: Tsconfig extends configs circularly: "ring/tsconfig.json" -> "ring/tsconfig.other.json" -> "ring/tsconfig.json"
            ! ring/tsconfig.other.json cannot be followed: Tsconfig extends configs circularly: "ring/tsconfig.other.json" -> "ring/tsconfig.json" -> "ring/tsconfig.other.json"
            ! tsconfig.json extends `./gone.json`, which is not in the tree
            ! tsconfig.json extends `@tsconfig/strictest/tsconfig.json`, which is not in the tree
            ! tsconfig.json refers to `./nowhere`, which is not in the tree
        "#]],
    );
}

#[test]
fn projects_that_are_referred_to_have_their_own_paths() {
    check(
        r#"
//- tsconfig.json
{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./lib" }] }
//- tsconfig.app.json
{ "include": ["app"], "compilerOptions": { "paths": { "%/*": ["./app/*"] } } }
//- app/a.ts
import "%/b";
//- app/b.ts
//- lib/tsconfig.json
{ "compilerOptions": { "composite": true, "paths": { "%/*": ["./source/*"] } } }
//- lib/source/c.ts
import "%/d";
//- lib/source/d.ts
"#,
        &expect![[r#"
            app/a.ts:1 -> app/b.ts (import)
            lib/source/c.ts:1 -> lib/source/d.ts (import)
        "#]],
    );
}

#[test]
fn a_configuration_that_another_names_counts_whatever_it_is_called() {
    check(
        r#"
//- package.json
{ "workspaces": ["presets"] }
//- presets/package.json
{ "name": "@scope/presets" }
//- presets/app.json
{ "extends": "./base" }
//- presets/base.json
{ "compilerOptions": { "paths": { "%/*": ["../web/*"] } } }
//- web/tsconfig.json
{ "extends": "@scope/presets/app.json" }
//- web/a.ts
import "%/b";
//- web/b.ts
//- lib/tsconfig.json
{ "files": [], "references": [{ "path": "./configurations/lib.json" }] }
//- lib/configurations/lib.json
{ "extends": "./gone.json", "include": ["../source"], "compilerOptions": { "paths": { "~~~/*": ["../source/*"] } } }
//- lib/source/c.ts
import "~~~/d";
//- lib/source/d.ts
//- other/tsconfig.json
{ "extends": "./broken.json", "compilerOptions": { "paths": { "+/*": ["./*"] } } }
//- other/broken.json
{
//- other/e.ts
import "+/f";
//- other/f.ts
"#,
        &expect![[r#"
            [npm:@scope/presets in "presets"]
            lib/source/c.ts:1 -> lib/source/d.ts (import)
            other/e.ts:1 -> other/f.ts (import)
            web/a.ts:1 -> web/b.ts (import)
            ! lib/configurations/lib.json extends `./gone.json`, which is not in the tree
            ! other/broken.json not JSON: nothing of it counts
        "#]],
    );
}

#[test]
fn packages_of_a_workspace_lead_to_their_sources_without_being_built() {
    check(
        r##"
//- package.json
{ "name": "root", "workspaces": ["packages/*", "!packages/not"] }
//- packages/a/package.json
{ "name": "@scope/a", "dependencies": { "b": "*" } }
//- packages/a/src/index.ts
import { b } from "b";
import { deep } from "b/deep";
import { extra } from "b/extra/one";
import { missing } from "b/missing";
import c from "c";
import { own } from "#own";
import react from "react";
import jsx from "@types/react/jsx-runtime";
//- packages/a/src/own.ts
//- packages/b/package.json
{
  "name": "b",
  "exports": {
    ".": { "types": "./dist/index.d.ts", "import": "./dist/index.mjs" },
    "./deep": { "import": "./dist/deep/index.js" },
    "./extra/*": "./dist/esm/extra/*.js"
  }
}
//- packages/b/src/index.ts
export * from "@scope/a";
//- packages/b/src/deep/index.ts
//- packages/b/src/extra/one.ts
//- packages/c/package.json
{ "name": "c", "main": "lib/index.js" }
//- packages/c/lib/index.js
//- packages/not/package.json
{ "name": "react", "main": "index.js" }
//- packages/not/index.js
"##,
        &expect![[r#"
            [npm:root in ""]
            [npm:@scope/a in "packages/a"]
            [npm:b in "packages/b"]
            [npm:c in "packages/c"]
            [npm:react in "packages/not"]
            packages/a/src/index.ts:2 -> packages/b/src/deep/index.ts (import)
            packages/a/src/index.ts:3 -> packages/b/src/extra/one.ts (import)
            packages/a/src/index.ts:1 -> packages/b/src/index.ts (import)
            packages/a/src/index.ts:5 -> packages/c/lib/index.js (import)
            packages/a/src/index.ts:8 -> npm:@types/react (import)
            packages/a/src/index.ts:7 -> npm:react (import)
            packages/b/src/index.ts:1 -> packages/a/src/index.ts (re-export)
            ? packages/a/src/index.ts:4 b/missing: the package of the tree does not export it
            ? packages/a/src/index.ts:6 #own: no `imports` of a package.json leads there
        "#]],
    );
}

#[test]
fn a_workspace_of_pnpm_and_links_by_hand_count() {
    check(
        r#"
//- pnpm-workspace.yaml
packages:
  # all of them
  - 'apps/**'
  - "!**/test/**"
other: 1
//- apps/web/package.json
{ "name": "web", "dependencies": { "ui": "workspace:*", "tools": "file:../../tools", "out": "file:../../../etc",
  "other": "workspace:ui@^1", "near": "workspace:../ui" } }
//- apps/web/a.ts
import "ui";
import "tools/b";
import "out";
import type { Ui } from "other";
export * from "near";
//- apps/ui/package.json
{ "name": "ui", "source": "./source/main.tsx", "main": "./dist/main.js" }
//- apps/ui/source/main.tsx
//- tools/package.json
{ "name": "tools" }
//- tools/b.js
"#,
        &expect![[r#"
            [npm:ui in "apps/ui"]
            [npm:web in "apps/web"]
            [npm:tools in "tools"]
            apps/web/a.ts:1 -> apps/ui/source/main.tsx (import)
            apps/web/a.ts:4 -> apps/ui/source/main.tsx (type-only)
            apps/web/a.ts:5 -> apps/ui/source/main.tsx (re-export)
            apps/web/a.ts:2 -> tools/b.js (import)
            apps/web/a.ts:3 -> npm:out (import)
        "#]],
    );
}

#[test]
fn a_workspace_of_pnpm_is_read_as_yaml() {
    check(
        r#"
//- one/pnpm-workspace.yaml
packages: ['apps/*', libs/*] # all of them
//- one/apps/web/package.json
{ "name": "web" }
//- one/apps/web/a.ts
import "ui";
//- one/libs/ui/package.json
{ "name": "ui", "main": "ui.ts" }
//- one/libs/ui/ui.ts
//- two/pnpm-workspace.yaml
"packages":
- libs/*
catalog: { react: 1 }
//- two/b.ts
import "tools";
//- two/libs/tools/package.json
{ "name": "tools", "main": "tools.ts" }
//- two/libs/tools/tools.ts
//- three/pnpm-workspace.yaml
packages: [
//- three/pnpm-workspace.yml
packages: not read
"#,
        &expect![[r#"
            [npm:web in "one/apps/web"]
            [npm:ui in "one/libs/ui"]
            [npm:tools in "two/libs/tools"]
            one/apps/web/a.ts:1 -> one/libs/ui/ui.ts (import)
            two/b.ts:1 -> two/libs/tools/tools.ts (import)
            ! three/pnpm-workspace.yaml:1 not YAML: unclosed bracket '['
        "#]],
    );
}

#[test]
fn a_package_that_is_needed_counts_where_no_file_answers_a_path() {
    check(
        r#"
//- package.json
{ "dependencies": { "@scope/outside": "1" } }
//- tsconfig.json
{ "compilerOptions": { "paths": { "@scope/*": ["./packages/*/src"] } } }
//- a.ts
import "@scope/inside";
import "@scope/outside/deep";
import "@scope/nowhere";
//- packages/inside/src/index.ts
"#,
        &expect![[r#"
            a.ts:1 -> packages/inside/src/index.ts (import)
            a.ts:2 -> npm:@scope/outside (import)
            ? a.ts:3 @scope/nowhere: no file answers the paths of tsconfig.json
        "#]],
    );
}

#[test]
fn what_is_built_of_a_package_leads_to_its_sources() {
    check(
        r#"
//- package.json
{ "workspaces": ["packages/*"] }
//- packages/core/package.json
{ "name": "@scope/core", "main": "dist/index.js" }
//- packages/core/src/index.ts
//- packages/core/src/deep/thing.ts
//- packages/odd/package.json
{ "name": "odd", "main": "./target/js/main.js" }
//- packages/odd/tsconfig.json
{ "compilerOptions": { "outDir": "target/js", "declarationDir": "target/types", "rootDir": "source" } }
//- packages/odd/source/main.ts
//- packages/odd/source/part.ts
//- packages/odd/bin.js
require("./target/js/part");
//- packages/app/package.json
{ "name": "app" }
//- packages/app/a.ts
import "@scope/core/dist/deep/thing";
import "@scope/core/lib/deep/thing.js";
import "@scope/core/dist/other";
import "odd";
import type { T } from "odd/target/types/part";
import "../core/dist";
"#,
        &expect![[r#"
            [npm:app in "packages/app"]
            [npm:@scope/core in "packages/core"]
            [npm:odd in "packages/odd"]
            packages/app/a.ts:1 -> packages/core/src/deep/thing.ts (import)
            packages/app/a.ts:4 -> packages/odd/source/main.ts (import)
            packages/app/a.ts:5 -> packages/odd/source/part.ts (type-only)
            packages/odd/bin.js:1 -> packages/odd/source/part.ts (import)
            ? packages/app/a.ts:3 @scope/core/dist/other: the package of the tree has no such file
            ? packages/app/a.ts:6 ../core/dist: there is no such file
        "#]],
    );
}

#[test]
fn what_a_package_does_not_export_leads_nowhere() {
    check(
        r##"
//- package.json
{ "name": "root", "workspaces": ["a"], "exports": { ".": "./src/index.ts", "./sub": "./src/sub.ts" } }
//- a/package.json
{ "name": "a", "exports": { "./*": "./dist/*.js", "./private/*": null, "./old/": "./src/older/" } }
//- a/src/one.ts
//- a/src/private/two.ts
//- a/src/older/three.ts
//- src/index.ts
import "a/one";
import "a/private/two";
import "a/old/three.js";
import "a";
import "root/sub";
import "root/other";
//- src/sub.ts
//- src/other.ts
//- imports/package.json
{ "imports": {
  "#outside": "lodash/fp", "#files": { "node": "node:fs", "default": "./files.js" },
  "#a/*": "./*.js", "#a/*.js": "./lib/*.js", "#again": "#outside"
} }
//- imports/b.ts
import "#outside";
import "#a/c";
import "#a/c.js";
import "#again";
import "#files";
//- imports/c.ts
//- imports/lib/c.ts
"##,
        &expect![[r#"
            [npm:root in ""]
            [npm:a in "a"]
            imports/b.ts:2 -> imports/c.ts (import)
            imports/b.ts:3 -> imports/lib/c.ts (import)
            imports/b.ts:5 -> npm:fs (import)
            imports/b.ts:1 -> npm:lodash (import)
            src/index.ts:3 -> a/src/older/three.ts (import)
            src/index.ts:1 -> a/src/one.ts (import)
            src/index.ts:5 -> src/sub.ts (import)
            ? imports/b.ts:4 #again: no `imports` of a package.json leads there
            ? src/index.ts:2 a/private/two: the package of the tree does not export it
            ? src/index.ts:4 a: the package of the tree does not export it
            ? src/index.ts:6 root/other: the package of the tree does not export it
        "#]],
    );
}

#[test]
fn endings_stand_for_what_will_be_made() {
    check(
        r#"
//- a.ts
import "./b.js";
import "./c.mjs";
import "./d";
import "./e.jsx";
import "./f.svg?raw";
import "./g";
import ".";
//- b.ts
//- c.mts
//- d/index.tsx
//- e.tsx
//- f.svg
//- g.d.ts
//- index.ts
import "../outside";
import "./missing.js";
import "/absolute";
"#,
        &expect![[r#"
            a.ts:1 -> b.ts (import)
            a.ts:2 -> c.mts (import)
            a.ts:3 -> d/index.tsx (import)
            a.ts:4 -> e.tsx (import)
            a.ts:5 -> f.svg (import)
            a.ts:6 -> g.d.ts (import)
            a.ts:7 -> index.ts (import)
            ? index.ts:1 ../outside: there is no such file
            ? index.ts:2 ./missing.js: there is no such file
            ? index.ts:3 /absolute: there is no such file
        "#]],
    );
}

#[test]
fn what_comes_with_the_runtime_is_told_from_packages() {
    check(
        r#"
//- a.mjs
import "node:fs/promises";
import "path";
import "bun:test";
import "virtual:pages";
import "https://example.org/a.js";
import "npm:chalk@5/sub";
import "lodash/fp";
import "data:text/javascript,1";
import "";
import "@/nothing";
import "./style!./a.css";
//- a.css
"#,
        &expect![[r#"
            a.mjs:11 -> a.css (import)
            a.mjs:3 -> npm:bun:test (import)
            a.mjs:6 -> npm:chalk (import)
            a.mjs:1 -> npm:fs (import)
            a.mjs:7 -> npm:lodash (import)
            a.mjs:2 -> npm:path (import)
            a.mjs:4 -> npm:virtual:pages (import)
            ? a.mjs:5 https://example.org/a.js: it is loaded from the network
            ? a.mjs:9 : it names nothing
            ? a.mjs:10 @/nothing: neither a package nor a path that tsconfig.json declares
        "#]],
    );
}

#[test]
fn plain_javascript_loads_the_file_it_names() {
    check(
        r#"
//- a.js
import "./b.js";
import "./c.js";
//- b.js
//- b.ts
import "./b.js";
//- c.ts
//- both/tsconfig.json
{ "compilerOptions": { "allowJs": true } }
//- both/d.js
import "./e.js";
//- both/e.js
//- both/e.ts
"#,
        &expect![[r#"
            a.js:1 -> b.js (import)
            a.js:2 -> c.ts (import)
            both/d.js:1 -> both/e.ts (import)
        "#]],
    );
}

#[test]
fn what_a_framework_makes_is_of_the_framework() {
    check(
        r##"
//- kit/package.json
{ "devDependencies": { "@sveltejs/kit": "2" } }
//- kit/src/routes/+page.ts
import { page } from "$app/stores";
import { KEY } from "$env/static/private";
import type { PageData } from "./$types";
import type { LayoutData } from "../$types.js";
import "$lib";
import "$lib/missing";
import "./missing";
//- kit/src/lib/index.ts
//- nuxt/package.json
{ "dependencies": { "nuxt": "3" } }
//- nuxt/a.ts
import { useState } from "#imports";
import "#app/nuxt";
import "#other";
//- other/package.json
{}
//- other/b.ts
import "$app/stores";
import "#imports";
"##,
        &expect![[r#"
            kit/src/routes/+page.ts:5 -> kit/src/lib/index.ts (import)
            kit/src/routes/+page.ts:1 -> npm:@sveltejs/kit (import)
            kit/src/routes/+page.ts:3 -> npm:@sveltejs/kit (type-only)
            nuxt/a.ts:1 -> npm:nuxt (import)
            ? kit/src/routes/+page.ts:6 $lib/missing: neither a package nor a path that tsconfig.json declares
            ? kit/src/routes/+page.ts:7 ./missing: there is no such file
            ? nuxt/a.ts:3 #other: no `imports` of a package.json leads there
            ? other/b.ts:1 $app/stores: neither a package nor a path that tsconfig.json declares
            ? other/b.ts:2 #imports: no `imports` of a package.json leads there
        "#]],
    );
}

#[test]
fn a_test_depends_as_a_test() {
    check(
        r#"
//- a.ts
//- a.test.ts
import "./a";
import type { T } from "./a";
import "vitest";
//- __tests__/b.ts
import "../a";
//- setup.ts
vi.mock("./b");
vi.mock("./nowhere", () => ({}), { virtual: true });
const real = jest.requireActual("./c");
//- b.ts
//- c.ts
"#,
        &expect![[r#"
            __tests__/b.ts:1 -> a.ts (test)
            a.test.ts:1 -> a.ts (test)
            a.test.ts:3 -> npm:vitest (test)
            setup.ts:1 -> b.ts (test)
            setup.ts:3 -> c.ts (test)
        "#]],
    );
}

#[test]
fn a_file_that_is_half_written_still_says_what_it_imports() {
    check(
        r#"
//- a.ts
import { b } from "./b";
import type { C } from "./c";
// import "./commented";
export class A {
  method( {
    const d = require('./d');
//- b.ts
//- c.ts
//- d.ts
"#,
        &expect![[r#"
            a.ts:1 -> b.ts (import)
            a.ts:2 -> c.ts (type-only)
            a.ts:6 -> d.ts (import)
            ! a.ts:6 not well-formed: Expected `:` but found `Identifier`
        "#]],
    );
}

#[test]
fn custom_marks_for_sources_lead_there_when_a_file_is_there() {
    check(
        r#"
//- web/package.json
{ "name": "web" }
//- web/src/lib/a.ts
import "@/lib/b";
import "$lib/b";
import "~/lib/none";
//- web/src/lib/b.ts
"#,
        &expect![[r#"
            [npm:web in "web"]
            web/src/lib/a.ts:1 -> web/src/lib/b.ts (import)
            ? web/src/lib/a.ts:3 ~/lib/none: neither a package nor a path that tsconfig.json declares
        "#]],
    );
}
