//! What manifests, lock files and descriptions tell of technologies and services.

use expect_test::{Expect, expect};
use layra_codegraph::read::read_source;
use layra_codegraph::source::Given;
use layra_codegraph::{Ecosystem, Fact, Options, What};

use crate::fixture::files;

/// Checks packages, facts and notes of a tree.
#[track_caller]
fn check(fixture: &str, expected: &Expect) {
    let graph = read_source(&Given::new(files(fixture)), &Options::default()).expect("a tree in memory can be listed");
    let mut shown = String::new();
    for package in graph.packages() {
        shown += &format!("[{}:{} in {:?}]\n", package.ecosystem.as_str(), package.name, package.folder);
    }
    for fact in graph.facts() {
        let of = |ecosystem: &Ecosystem, name: &str| format!("{}:{name}", ecosystem.as_str());
        let what = match &fact.what {
            What::Dependency { ecosystem, name, purpose } => format!("needs {} ({purpose:?})", of(ecosystem, name)),
            What::Locked { ecosystem, name, version } => format!("takes {} {version}", of(ecosystem, name)),
            What::Image { name, tag } => format!("image {name} {}", tag.as_deref().unwrap_or("-")),
            What::Service { name, image, built, needs } => {
                let built = if *built { " built" } else { "" };
                format!("service {name} {image:?}{built} {needs:?}")
            }
            What::Owner { name } => format!("owner {name}"),
            What::Resource { kind, name } => format!("resource {kind} {name}"),
            What::Contract { notation, name } => format!("contract {notation:?} {name}"),
            What::Job { name } => format!("job {name}"),
            What::Action { name } => format!("action {name}"),
        };
        shown += &format!("{}:{} {what}\n", fact.path, fact.line);
    }
    for note in graph.notes() {
        let line = note.line.map(|line| format!(":{line}")).unwrap_or_default();
        shown += &format!("! {}{line} {}\n", note.path, note.message);
    }
    expected.assert_eq(&shown);
}

#[test]
fn packages_of_javascript() {
    check(
        r#"
//- package.json
{
  "name": "shop",
  "dependencies": { "left": "^1", "own": "workspace:*",
    "right": "npm:@other/right@2" },
  "devDependencies": {
    "tool": "*"
  }
}
//- package-lock.json
{
  "packages": {
    "": { "name": "shop" },
    "node_modules/left": { "version": "1.2.0" },
    "node_modules/left/node_modules/@deep/one": { "version": "3.0.0" }
  }
}
//- yarn/yarn.lock
# yarn lockfile v1

"@scope/name@^1.0.0", "@scope/name@^1.1.0":
  version "1.1.2"
plain@~2:
  version "2.0.1"
//- berry/yarn.lock
"plain@npm:^2":
  version: 2.0.1
"own@workspace:packages/own":
  version: 0.0.0-use.local
//- pnpm/pnpm-lock.yaml
lockfileVersion: '9.0'
importers:
  .: {}
packages:
  '@scope/name@1.0.0(peer@2.0.0)':
    resolution: {integrity: x}
  /old@1.0.0:
    dev: true
  /older/1.0.0:
    dev: true
snapshots:
  none@1: {}
"#,
        &expect![[r#"
            [npm:shop in ""]
            berry/yarn.lock:1 takes npm:plain 2.0.1
            package-lock.json:4 takes npm:left 1.2.0
            package-lock.json:5 takes npm:@deep/one 3.0.0
            package.json:3 needs npm:left (Run)
            package.json:4 needs npm:@other/right (Run)
            package.json:6 needs npm:tool (Develop)
            pnpm/pnpm-lock.yaml:5 takes npm:@scope/name 1.0.0
            pnpm/pnpm-lock.yaml:7 takes npm:old 1.0.0
            pnpm/pnpm-lock.yaml:9 takes npm:older 1.0.0
            yarn/yarn.lock:3 takes npm:@scope/name 1.1.2
            yarn/yarn.lock:5 takes npm:plain 2.0.1
        "#]],
    );
}

#[test]
fn packages_of_rust_and_python() {
    check(
        r#"
//- Cargo.toml
[package]
name = "tool"
[dependencies]
serde = "1"
own = { path = "../own" }
renamed = { package = "real-name", version = "1" }
[target.'cfg(unix)'.build-dependencies]
cc = "1"
[dev-dependencies]
proptest.workspace = true
//- Cargo.lock
version = 4
[[package]]
name = "tool"
version = "0.1.0"
[[package]]
name = "serde"
version = "1.0.1"
source = "registry"
//- pyproject.toml
[project]
name = "shop"
dependencies = [
  "Django_Rest>=4 ; python_version > '3'",
]
[project.optional-dependencies]
fast = ["ujson"]
[dependency-groups]
dev = ["pytest", { include-group = "lint" }]
[build-system]
requires = ["hatchling"]
[tool.poetry.dependencies]
python = "^3"
redis = { version = "^5" }
near = { path = "../near" }
[tool.poetry.group.docs.dependencies]
sphinx = "*"
//- requirements.txt
# comment
-r other.txt
flask[async]==3.0  # why
git+https://host/x.git
lib @ https://host/lib.zip
./local
//- requirements/dev.txt
ruff
//- setup.cfg
[options]
install_requires =
    numpy>=1
    SciPy
packages = find:
//- old/setup.py
setup(name="x", install_requires=["attrs>=1", 'six'], extras_require={"a": ["b"]})
//- poetry.lock
[[package]]
name = "Django"
version = "5.0"
//- uv.lock
[[package]]
name = "shop"
version = "0"
source = { editable = "." }
//- Pipfile
[packages]
requests = "*"
[dev-packages]
black = "*"
//- Pipfile.lock
{ "default": { "requests": { "version": "==2.0" } }, "develop": {} }
"#,
        &expect![[r#"
            [crates:tool in ""]
            [pypi:shop in ""]
            Cargo.lock:5 takes crates:serde 1.0.1
            Cargo.toml:4 needs crates:serde (Run)
            Cargo.toml:6 needs crates:real-name (Run)
            Cargo.toml:8 needs crates:cc (Build)
            Cargo.toml:10 needs crates:proptest (Develop)
            Pipfile:2 needs pypi:requests (Run)
            Pipfile:4 needs pypi:black (Develop)
            Pipfile.lock:1 takes pypi:requests 2.0
            old/setup.py:1 needs pypi:attrs (Run)
            old/setup.py:1 needs pypi:six (Run)
            poetry.lock:1 takes pypi:django 5.0
            pyproject.toml:4 needs pypi:django-rest (Run)
            pyproject.toml:7 needs pypi:ujson (Run)
            pyproject.toml:9 needs pypi:pytest (Develop)
            pyproject.toml:11 needs pypi:hatchling (Build)
            pyproject.toml:14 needs pypi:redis (Run)
            pyproject.toml:17 needs pypi:sphinx (Develop)
            requirements.txt:3 needs pypi:flask (Run)
            requirements.txt:5 needs pypi:lib (Run)
            requirements/dev.txt:1 needs pypi:ruff (Develop)
            setup.cfg:3 needs pypi:numpy (Run)
            setup.cfg:4 needs pypi:scipy (Run)
        "#]],
    );
}

#[test]
fn packages_of_java_go_and_net() {
    check(
        r#"
//- pom.xml
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.shop</groupId><artifactId>parent</artifactId></parent>
  <artifactId>web</artifactId>
  <properties><other.group>org.other</other.group></properties>
  <dependencyManagement><dependencies><dependency>
    <groupId>only</groupId><artifactId>managed</artifactId>
  </dependency></dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>${other.group}</groupId>
      <artifactId>lib</artifactId>
      <exclusions><exclusion><groupId>not</groupId><artifactId>this</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>${project.groupId}</groupId><artifactId>near</artifactId></dependency>
    <dependency><groupId>org.junit</groupId><artifactId>junit</artifactId><scope>test</scope></dependency>
  </dependencies>
  <build><plugins><plugin><artifactId>maven-jar-plugin</artifactId></plugin></plugins></build>
</project>
//- settings.gradle.kts
rootProject.name = "shop"
include(":web")
//- web/build.gradle.kts
plugins { id("java") }
dependencies {
    implementation(platform("org.boot:bom:3.0"))
    implementation("org.boot:starter-web")
    testImplementation(kotlin("test"))
    api(project(":core"))
    compileOnly("org.other:tool:1") { exclude(group = "a.b", module = "c") }
}
val x = "not:this:one"
//- old/old.gradle
dependencies {
  implementation group: 'org.map', name: 'style', version: '1'
  testRuntimeOnly 'org.plain:text:1', 'org.plain:more:2'
}
//- gradle/libs.versions.toml
[versions]
a = "1"
[libraries]
one = { module = "org.one:lib", version.ref = "a" }
two = { group = "org.two", name = "lib" }
three = "org.three:lib:3"
//- gradle.lockfile
# comment
org.one:lib:1.0=runtimeClasspath
empty=
//- go.mod
module example.org/shop
require github.com/direct/one v1.0.0
require (
	github.com/other/two v2.0.0 // indirect
)
//- src/Shop.csproj
<Project Sdk="Microsoft.NET.Sdk.Web">
  <ItemGroup>
    <PackageReference Include="Web.Lib" Version="1" />
    <PackageReference Include="Analyzer"><PrivateAssets>all</PrivateAssets></PackageReference>
    <ProjectReference Include="..\Core\Core.csproj" />
  </ItemGroup>
</Project>
//- tests/Tests.csproj
<Project>
  <PropertyGroup><AssemblyName>Shop.Tests</AssemblyName></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.NET.Test.Sdk" />
    <PackageReference Include="xunit" />
  </ItemGroup>
</Project>
//- legacy/packages.config
<packages><package id="Old.Lib" version="1" /></packages>
//- src/packages.lock.json
{ "version": 1, "dependencies": { "net8.0": { "Web.Lib": { "type": "Direct", "resolved": "1.0.0" } } } }
"#,
        &expect![[r#"
            [go:example.org/shop in ""]
            [maven:org.shop:web in ""]
            [maven:shop in ""]
            [maven:old in "old"]
            [nuget:Shop in "src"]
            [nuget:Shop.Tests in "tests"]
            [maven:web in "web"]
            go.mod:2 needs go:github.com/direct/one (Run)
            go.mod:4 takes go:github.com/other/two v2.0.0
            gradle.lockfile:2 takes maven:org.one:lib 1.0
            gradle/libs.versions.toml:4 needs maven:org.one:lib (Run)
            gradle/libs.versions.toml:5 needs maven:org.two:lib (Run)
            gradle/libs.versions.toml:6 needs maven:org.three:lib (Run)
            legacy/packages.config:1 needs nuget:Old.Lib (Run)
            old/old.gradle:2 needs maven:org.map:style (Run)
            old/old.gradle:3 needs maven:org.plain:more (Develop)
            old/old.gradle:3 needs maven:org.plain:text (Develop)
            pom.xml:9 needs maven:org.other:lib (Run)
            pom.xml:14 needs maven:org.shop:near (Run)
            pom.xml:15 needs maven:org.junit:junit (Develop)
            pom.xml:17 needs maven:org.apache.maven.plugins:maven-jar-plugin (Build)
            src/Shop.csproj:3 needs nuget:Web.Lib (Run)
            src/Shop.csproj:4 needs nuget:Analyzer (Build)
            src/packages.lock.json:1 takes nuget:Web.Lib 1.0.0
            tests/Tests.csproj:4 needs nuget:Microsoft.NET.Test.Sdk (Develop)
            tests/Tests.csproj:5 needs nuget:xunit (Develop)
            web/build.gradle.kts:3 needs maven:org.boot:bom (Run)
            web/build.gradle.kts:4 needs maven:org.boot:starter-web (Run)
            web/build.gradle.kts:5 needs maven:org.jetbrains.kotlin:kotlin-test (Develop)
            web/build.gradle.kts:7 needs maven:org.other:tool (Build)
        "#]],
    );
}

#[test]
fn services_images_and_resources() {
    check(
        r#"
//- Dockerfile
ARG VERSION=20
FROM --platform=linux/amd64 node:${VERSION}-slim AS build
RUN echo FROM nothing
FROM build AS again
FROM ${REGISTRY:-host:5000}/base@sha256:abc
FROM $UNKNOWN
from scratch
//- docker-compose.yml
x-common: &common
  image: shop/common:1
services:
  web:
    <<: *common
    build: .
    depends_on: [database, cache]
  database:
    image: "postgres:${PG:-16}"
    depends_on:
      cache:
        condition: service_healthy
  cache:
    image: redis
//- k8s/all.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      initContainers:
        - image: host:5000/init:2
      containers:
        - name: web
          image: shop/web@sha256:abc
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: { name: front }
//- chart/Chart.yaml
apiVersion: v2
name: shop
dependencies:
  - name: postgresql
    repository: https://host
//- chart/values.yaml
image:
  registry: ghcr.io
  repository: shop/web
  tag: "2"
//- chart/templates/web.yaml
{{- if .Values.enabled }}
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ include "name" . }}-job
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  image: "busybox:{{ .Values.tag }}"
{{- end }}
//- main.tf
# resource "commented" "out" {}
terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
}
provider "aws" { region = "x" }
resource "aws_sqs_queue" "orders" {
  name = "orders-${var.stage}"
  tags = { resource = "nested" }
}
module "network" {
  source = "terraform-aws-modules/vpc/aws"
}
//- cloud.yml
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      Name: !Ref Other
//- words.yml
image: not read as anything
"#,
        &expect![[r#"
            Dockerfile:2 image node 20-slim
            Dockerfile:5 image host:5000/base -
            chart/Chart.yaml:4 resource chart postgresql
            chart/templates/web.yaml:2 resource CronJob {{ include "name" . }}-job
            chart/templates/web.yaml:9 image busybox -
            chart/values.yaml:1 image ghcr.io/shop/web 2
            cloud.yml:2 resource AWS::SQS::Queue Queue
            docker-compose.yml:2 image shop/common 1
            docker-compose.yml:4 service web Some("shop/common:1") built ["database", "cache"]
            docker-compose.yml:8 service database Some("postgres:${PG:-16}") ["cache"]
            docker-compose.yml:9 image postgres 16
            docker-compose.yml:13 service cache Some("redis") []
            docker-compose.yml:14 image redis -
            k8s/all.yaml:1 resource Deployment web
            k8s/all.yaml:9 image host:5000/init 2
            k8s/all.yaml:12 image shop/web -
            k8s/all.yaml:17 resource Service front
            main.tf:5 resource provider aws
            main.tf:6 resource aws_sqs_queue orders
            main.tf:10 resource module terraform-aws-modules/vpc/aws
        "#]],
    );
}

#[test]
fn pipelines_and_interfaces() {
    check(
        r#"
//- .github/workflows/ci.yml
on: [push]
jobs:
  test:
    container: node:20
    services:
      db:
        image: postgres:16
    steps:
      - uses: actions/checkout@v4
      - uses: docker://alpine:3
  deploy:
    needs: test
    uses: ./.github/workflows/deploy.yml
//- .gitlab-ci.yml
image: python:3.12
stages: [test]
.hidden:
  script: [x]
unit:
  stage: test
  script: [pytest]
  services:
    - mysql:8
    - name: redis:7
//- .circleci/config.yml
jobs:
  build:
    docker:
      - image: cimg/go:1.22
    steps: [checkout]
//- azure-pipelines.yml
jobs:
- job: Build
  steps:
  - script: echo
//- api/openapi.yaml
openapi: 3.1.0
info:
  title: Orders
//- api/swagger.json
{ "swagger": "2.0", "info": { "title": "Old orders" } }
//- api/events.yml
asyncapi: 3.0.0
info: { title: Events }
//- orders.proto
syntax = "proto3";
package shop.orders;
// service Commented {}
message Order { string service = 1; }
service Orders {
  rpc Place (Order) returns (stream Order);
}
//- order.avsc
{ "type": "record", "name": "Order", "namespace": "shop", "fields": [{ "name": "id", "type": "string" }] }
//- order.avdl
protocol Orders { record Line { int n; } }
"#,
        &expect![[r#"
            .circleci/config.yml:2 job build
            .circleci/config.yml:4 image cimg/go 1.22
            .github/workflows/ci.yml:3 job test
            .github/workflows/ci.yml:4 image node 20
            .github/workflows/ci.yml:7 image postgres 16
            .github/workflows/ci.yml:9 action actions/checkout
            .github/workflows/ci.yml:10 image alpine 3
            .github/workflows/ci.yml:11 job deploy
            .github/workflows/ci.yml:13 action ./.github/workflows/deploy.yml
            .gitlab-ci.yml:1 image python 3.12
            .gitlab-ci.yml:5 job unit
            .gitlab-ci.yml:9 image mysql 8
            .gitlab-ci.yml:10 image redis 7
            api/events.yml:2 contract Asyncapi Events
            api/openapi.yaml:3 contract Openapi Orders
            api/swagger.json:1 contract Openapi Old orders
            azure-pipelines.yml:2 job Build
            order.avdl:1 contract Avro Line
            order.avdl:1 contract Avro Orders
            order.avsc:1 contract Avro shop.Order
            orders.proto:5 contract Protobuf shop.orders.Orders
        "#]],
    );
}

#[test]
fn services_are_built_from_the_tree_or_elsewhere() {
    check(
        "//- deploy/compose.yaml\nservices:\n  web:\n    build: ..\n  named:\n    build: { context: ../web }\n    image: shop/web\n  \
         outside:\n    build: ../..\n  fetched:\n    build: https://host/shop.git#main\n  unknown:\n    build: $SOURCES\n  \
         bought:\n    image: postgres\n",
        &expect![[r#"
            deploy/compose.yaml:2 service web None built []
            deploy/compose.yaml:4 service named Some("shop/web") built []
            deploy/compose.yaml:6 image shop/web -
            deploy/compose.yaml:7 service outside None []
            deploy/compose.yaml:9 service fetched None []
            deploy/compose.yaml:11 service unknown None []
            deploy/compose.yaml:13 service bought Some("postgres") []
            deploy/compose.yaml:14 image postgres -
        "#]],
    );
}

#[test]
fn services_take_over_what_is_said_elsewhere() {
    check(
        r#"
//- docker-compose.yml
x-common: &common
  image: ${IMAGE:-apache/airflow:2}
  depends_on: &deps
    postgres: { condition: service_healthy }
x-more: &more { build: ., image: other }
services:
  postgres: { image: "postgres:16" }
  web:
    <<: *common
    command: webserver
  worker:
    <<: [*common, *more]
    depends_on:
      <<: *deps
      web: { condition: service_started }
  extended:
    extends: { service: worker }
    image: own
  again: { extends: extended }
  circle: { extends: circle }
  outside: { extends: { file: other.yml, service: web } }
//- old/docker-compose.yml
web:
  build: .
  links: [db]
db:
  image: mysql:5
"#,
        &expect![[r#"
            docker-compose.yml:2 image apache/airflow 2
            docker-compose.yml:5 image other -
            docker-compose.yml:7 image postgres 16
            docker-compose.yml:7 service postgres Some("postgres:16") []
            docker-compose.yml:8 service web Some("${IMAGE:-apache/airflow:2}") ["postgres"]
            docker-compose.yml:11 service worker Some("${IMAGE:-apache/airflow:2}") built ["web", "postgres"]
            docker-compose.yml:16 service extended Some("own") built ["web", "postgres"]
            docker-compose.yml:18 image own -
            docker-compose.yml:19 service again Some("own") built ["web", "postgres"]
            docker-compose.yml:20 service circle None []
            docker-compose.yml:21 service outside None []
            old/docker-compose.yml:1 service web None built []
            old/docker-compose.yml:4 service db Some("mysql:5") []
            old/docker-compose.yml:5 image mysql 5
        "#]],
    );
}

#[test]
fn what_is_filled_in_joined_or_left_open_is_told_as_it_stands() {
    check(
        r##"
//- chart/templates/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "shop.fullname" . }}
---
apiVersion: v1
kind: Service
metadata:
  labels: { a: b }
  name: plain
//- Dockerfile
FROM \
  # which one
  node:20 AS build
RUN <<EOF cat && <<-'MORE' cat
FROM x:1
EOF
FROM y:1
	MORE
RUN echo 1 << 2
COPY --chown=a --from=nginx:1.25 /a /b
COPY --from=build /a /b
COPY --from=0 /a /b
//- windows.dockerfile
# escape=`
FROM `
  windows:1
//- api/orders.yaml
openapi: 3.1.0
//- package.json
{ "a": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]] }
//- open.tf
resource "aws_sqs_queue" "orders" {
  policy = <<-EOT
    { "open
  EOT
//- whole.tf
resource "aws_sqs_queue" "more" {
  policy = <<EOT
{ {
EOT
}
//- pom.xml
<!DOCTYPE p [<!ENTITY a "x">]>
<project><artifactId>&#97;&amp;b</artifactId><dependencies>
<dependency><groupId>&a;</groupId><artifactId>&a;</artifactId></dependency></dependencies></project>
"##,
        &expect![[r#"
            [maven:a&b in ""]
            Dockerfile:1 image node 20
            Dockerfile:10 image nginx 1.25
            api/orders.yaml:1 contract Openapi orders
            chart/templates/web.yaml:1 resource Deployment {{ include "shop.fullname" . }}
            chart/templates/web.yaml:6 resource Service plain
            open.tf:1 resource aws_sqs_queue orders
            whole.tf:1 resource aws_sqs_queue more
            windows.dockerfile:2 image windows 1
            ! open.tf:5 a block does not end
            ! package.json:1 not JSON: recursion limit exceeded
            ! pom.xml:3 what the entity `a` stands for is not filled in
        "#]],
    );
}

#[test]
fn locks_and_pipelines_of_other_sorts() {
    check(
        r#"
//- go.sum
example.org/one v1.2.0 h1:abc=
example.org/one v1.2.0/go.mod h1:abc=
cut v1
//- Directory.Packages.props
<Project><ItemGroup>
  <PackageVersion Include="Serilog" Version="3.1.0" />
</ItemGroup></Project>
//- setup/action.yml
name: Set up
runs:
  using: composite
  steps:
    - uses: actions/setup-node@v4
//- run/action.yml
runs:
  using: docker
  image: docker://alpine:3
//- built/action.yml
runs: { using: docker, image: Dockerfile }
//- main.tf.json
{ "resource": { "aws_sqs_queue": { "orders": {} } },
  "provider": [{ "aws": {} }],
  "module": { "network": { "source": "terraform-aws-modules/vpc/aws" } } }
//- Jenkinsfile
pipeline {
  agent { docker { image 'maven:3' } }
  // stage('commented')
  stages {
    stage('Build') { steps { sh "mvn 'stage(x)'" } }
    stage("Test ${X}") { agent { docker 'node:20' } }
  }
}
node { docker.image("redis:7").inside { } }
"#,
        &expect![[r#"
            Directory.Packages.props:2 takes nuget:Serilog 3.1.0
            Jenkinsfile:2 image maven 3
            Jenkinsfile:5 job Build
            Jenkinsfile:6 image node 20
            Jenkinsfile:6 job Test
            Jenkinsfile:9 image redis 7
            go.sum:1 takes go:example.org/one v1.2.0
            main.tf.json:1 resource aws_sqs_queue orders
            main.tf.json:2 resource provider aws
            main.tf.json:3 resource module terraform-aws-modules/vpc/aws
            run/action.yml:3 image alpine 3
            setup/action.yml:5 action actions/setup-node
        "#]],
    );
}

#[test]
fn groups_that_own_code_are_told_from_people() {
    check(
        "//- .github/CODEOWNERS\n# @shop/comment\n* @shop/everybody # @shop/comment\n/orders/ @anna @shop/orders anna@shop.example\n\
         /packages/@scope/x @Shop/Orders\n/nobody/\n^[Section][2] @shop/section\n@alone\n//- orders/CODEOWNERS\n* @shop/elsewhere\n",
        &expect![[r#"
            .github/CODEOWNERS:2 owner @shop/everybody
            .github/CODEOWNERS:3 owner @shop/orders
            .github/CODEOWNERS:6 owner @shop/section
        "#]],
    );
}

#[test]
fn what_is_broken_or_malicious_is_a_note() {
    let deep = format!("services:\n  a: {}{}", "[".repeat(5000), "]".repeat(5000));
    let long = "x".repeat(200_000);
    let extending: String = (0..2000).map(|number| format!("  s{number}: {{ extends: long }}\n")).collect();
    let graph = read_source(
        &Given::new(files(&format!("//- compose.yaml\nservices:\n  long: {{ image: {long} }}\n{extending}"))),
        &Options::default(),
    );
    let named = graph.expect("a tree in memory can be listed");
    let is_named = |fact: &&Fact| matches!(&fact.what, What::Service { image: Some(_), .. });
    assert_eq!(named.facts().iter().filter(is_named).count(), 6);
    let bomb = (1..30).fold("a0: &a0 [image]\n".to_owned(), |text, level| {
        format!("{text}a{level}: &a{level} [*a{0}, *a{0}, *a{0}]\n", level - 1)
    });
    check(
        &format!(
            r#"
//- compose.yaml
{deep}
//- docker-compose.bomb.yml
{bomb}services: {{ a: {{ image: fine }} }}
//- pom.xml
<!DOCTYPE p [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd">]>
<project><artifactId>&b;</artifactId><dependencies><dependency><artifactId>${{a}}</artifactId>
//- pyproject.toml
[project
//- Cargo.toml
= 3
//- a.csproj
<Project><ItemGroup><ProjectReference Include="..\..\..\etc\x.csproj" /></ItemGroup></Project>
//- package-lock.json
{{
//- .github/workflows/x.yml
jobs:
  a: [
//- notes.yml
services: [
//- go.mod
module "
replace x => ../../..
//- Dockerfile
FROM
FROM ${{
"#
        ),
        &expect![[r#"
            [nuget:a in ""]
            .github/workflows/x.yml:2 job a
            compose.yaml:2 service a None []
            docker-compose.bomb.yml:31 image fine -
            docker-compose.bomb.yml:31 service a Some("fine") []
            ! .github/workflows/x.yml:2 not YAML: unclosed bracket '['
            ! Cargo.toml:1 not TOML: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
            ! Cargo.toml:1 the package is not known: its dependencies count as if it had none
            ! compose.yaml:2 not YAML: recursion limit exceeded
            ! package-lock.json:2 not JSON: EOF while parsing an object at line 2 column 0
            ! pom.xml:3 not XML: an element does not end
            ! pyproject.toml not TOML: folders of sources that it names are not known
            ! pyproject.toml:1 not TOML: unclosed table, expected `]`
        "#]],
    );
}
