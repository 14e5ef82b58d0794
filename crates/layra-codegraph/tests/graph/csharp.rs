//! C#: namespaces, usings, projects, methods that extend types.

use expect_test::expect;

use crate::fixture::check;

#[test]
fn names_are_looked_up_in_namespaces_around_and_in_those_used() {
    check(
        r#"
//- Start.cs
using System.Text;
using Shop.Stock;
using static Shop.Tools.Clock;
using Old = Shop.Legacy.Thing;
using Newtonsoft.Json;

namespace Shop.Front.Web;

#if DEBUG
// Commented
#endif
[Marked]
public abstract class Start : Base<Argument>, IDisposable where T : class, new()
{
    private readonly string text = $"Quoted {Inside.Of("x")} {{Doubled}}" + @"C:\" + """Raw "quoted" Raw""";
    public Whole Make(Old old) => new Part.Whole();
    delegate void Handler(Near near);
    class Nested { }
    Nested nested;
    Front.Web.Relative relative;
    Shop.Far.Away.Thing full;
    void Run() { this.Member(); using (var x = new Used()) { } }
}
//- Around.cs
namespace Shop
{
    namespace Front
    {
        interface Base<T> { }
        namespace Web { class Argument { } class Commented { } class Quoted { } class Doubled { } class Raw { } }
    }
    class MarkedAttribute { }
}
//- Inside.cs
namespace Shop.Front { static class Inside { } }
//- Near.cs
namespace Shop.Front.Web;
record Near(int record);
//- Relative.cs
namespace Shop.Front.Web;
record struct Relative { }
//- Stock.cs
namespace Shop.Stock;
partial class Whole { }
//- Stock.Part.cs
namespace Shop.Stock;
partial class Whole { }
//- Unused.cs
namespace Shop.Stock;
class Unused { }
//- Clock.cs
namespace Shop.Tools;
class Clock { }
//- Thing.cs
namespace Shop.Legacy;
enum Thing { }
//- Away.cs
namespace Shop.Far.Away;
struct Thing { }
//- Member.cs
namespace Shop.Front.Web;
class Member { }
class Nested { }
//- Used.cs
class Used { }
"#,
        &expect![[r#"
            Start.cs:12 -> Around.cs (import)
            Start.cs:21 -> Away.cs (import)
            Start.cs:3 -> Clock.cs (import)
            Start.cs:15 -> Inside.cs (import)
            Start.cs:17 -> Near.cs (import)
            Start.cs:20 -> Relative.cs (import)
            Start.cs:16 -> Stock.Part.cs (import)
            Start.cs:16 -> Stock.cs (import)
            Start.cs:4 -> Thing.cs (import)
            Start.cs:22 -> Used.cs (import)
            Start.cs:5 -> nuget:Newtonsoft.Json (import)
            Start.cs:1 -> nuget:System.Text (import)
        "#]],
    );
}

#[test]
fn projects_see_what_they_refer_to_and_share_usings() {
    check(
        r#"
//- Directory.Build.props
<Project><ItemGroup><Using Include="Shop.Shared" /></ItemGroup></Project>
//- core/Core.csproj
<Project><ItemGroup><PackageReference Include="Serilog" /></ItemGroup></Project>
//- core/Core.cs
using Serilog.Events;
namespace Shop;
public class Core { }
//- core/Shared.cs
namespace Shop.Shared;
public class Kit { }
//- core/Both.cs
namespace Shop;
class Both { }
//- web/Web.csproj
<Project><ItemGroup><ProjectReference Include="..\core\Core.csproj" /></ItemGroup></Project>
//- web/Usings.cs
global using Shop.More;
//- web/Web.cs
namespace Shop;
class Web { Core core; Kit kit; Extra extra; Both both; Apart apart; }
//- web/Both.cs
namespace Shop;
class Both { }
//- web/Extra.cs
namespace Shop.More;
class Extra { }
//- apart/Apart.csproj
<Project></Project>
//- apart/Apart.cs
namespace Shop;
class Apart { Core core; }
//- tests/Web.Tests/Web.Tests.csproj
<Project><ItemGroup><ProjectReference Include="../../web/Web.csproj" /></ItemGroup></Project>
//- tests/Web.Tests/WebTests.cs
namespace Shop.Tests;
class WebTests { Web web; Core core; }
"#,
        &expect![[r#"
            [nuget:Apart in "apart"]
            [nuget:Core in "core"]
            [nuget:Web.Tests in "tests/Web.Tests"]
            [nuget:Web in "web"]
            core/Core.cs:1 -> nuget:Serilog (import)
            tests/Web.Tests/WebTests.cs:2 -> core/Core.cs (test)
            tests/Web.Tests/WebTests.cs:2 -> web/Web.cs (test)
            web/Web.cs:2 -> core/Core.cs (import)
            web/Web.cs:2 -> core/Shared.cs (import)
            web/Web.cs:2 -> web/Both.cs (import)
            web/Web.cs:2 -> web/Extra.cs (import)
        "#]],
    );
}

#[test]
fn a_using_that_no_name_needs_is_there_for_methods_that_extend() {
    check(
        r#"
//- Call.cs
using Shop.Extensions;
namespace Shop;
class Call { void Run(int[] all) { all.Shuffle().Where(1).Convert<int>(); } }
//- Other.cs
namespace Shop;
class Other { void Run(int[] all) { all.Where(1); } }
//- Only.cs
using Shop.Extensions;
namespace Shop;
class Only { void Run(int[] all) { all.Where(1); } }
//- Shuffling.cs
namespace Shop.Extensions;
static class Shuffling { public static int[] Shuffle(this int[] all) => all; }
//- Where.cs
namespace Shop.Extensions;
static class Filters { public static int[] Where(this int[] all, int x) => all; }
//- Convert.cs
namespace Shop.Extensions;
static class Converting { public static T Convert<T>(this int[] all) => default; }
"#,
        &expect![[r#"
            Call.cs:1 -> Convert.cs (import)
            Call.cs:1 -> Shuffling.cs (import)
            Only.cs:1 -> Where.cs (import)
        "#]],
    );
}

#[test]
fn members_that_are_called_as_a_type_do_not_name_it() {
    check(
        r#"
//- Use.cs
namespace Shop;
class Use
{
    Thing Colour;
    Thing Size() => new Thing { Weight = 1 };
    bool Is(Colours all) => all.Height == Length.Most;
}
//- Types.cs
namespace Shop;
class Colour { }
class Size { }
class Weight { }
class Height { }
//- Length.cs
namespace Shop;
class Length { }
//- Thing.cs
namespace Shop;
class Thing { }
"#,
        &expect![[r#"
            Use.cs:6 -> Length.cs (import)
            Use.cs:4 -> Thing.cs (import)
        "#]],
    );
}

#[test]
fn names_of_members_arguments_and_parameters_do_not_name_types() {
    check(
        r#"
//- Use.cs
namespace Shop;
[Marked]
enum Kind : byte { [Shown(Typed.Most)] User, Item = User | Far.Most, Order }
class Use<Key, in Value> where Key : Bound<Key>
{
    void Size() { Call(Weight: 1, x ? Height : 2); Width(3); var depth = Depth(); }
    (int Colour, List<int> Shade) pair;
    int[] Counts;
    string? Label { get; }
    List<int> Sizes() => null;
    Task Map<Inside>(Inside inside) => this;
    Order order;
    Order Listed<Given>.Get() => null;
}
//- Types.cs
namespace Shop;
class User { }
class Item { }
class Key { }
class Value { }
class Size { }
class Weight { }
class Width { }
class Depth { }
class Colour { }
class Shade { }
class Counts { }
class Label { }
class Sizes { }
class Inside { }
//- Far.cs
namespace Shop;
class Far { }
class ShownAttribute { }
//- Bound.cs
namespace Shop;
class Bound<T> { }
//- Order.cs
namespace Shop;
class Order { }
//- Given.cs
namespace Shop;
class Given { }
//- MarkedAttribute.cs
namespace Shop;
class MarkedAttribute { }
"#,
        &expect![[r#"
            Use.cs:4 -> Bound.cs (import)
            Use.cs:3 -> Far.cs (import)
            Use.cs:13 -> Given.cs (import)
            Use.cs:2 -> MarkedAttribute.cs (import)
            Use.cs:12 -> Order.cs (import)
        "#]],
    );
}

#[test]
fn usings_inside_a_namespace_are_looked_up_from_there() {
    check(
        r#"
//- A.cs
using Core;
namespace Acme
{
    using Core.More;
    using static Core.Maths;
    using Short = Core.Named;
    class A { B b; C c; }
}
//- B.cs
namespace Acme.Core.More { class B { } }
//- C.cs
namespace Acme.Core { class C { } }
//- Maths.cs
namespace Acme.Core { static class Maths { } }
//- Named.cs
namespace Acme.Core { class Named { } }
"#,
        &expect![[r#"
            A.cs:7 -> B.cs (import)
            A.cs:5 -> Maths.cs (import)
            A.cs:6 -> Named.cs (import)
            A.cs:1 -> nuget:Core (import)
        "#]],
    );
}

#[test]
fn names_that_a_project_gives_lead_to_what_they_stand_for() {
    check(
        r#"
//- Shop.csproj
<Project><ItemGroup><Using Include="Shop.Deep.Thing" Alias="Written" /></ItemGroup></Project>
//- Global.cs
global using Short = Shop.Deep.Other;
//- Thing.cs
namespace Shop.Deep;
class Thing { }
//- Other.cs
namespace Shop.Deep;
class Other { }
//- Use.cs
class Use { Written written; Short.Inner inner; }
"#,
        &expect![[r#"
            [nuget:Shop in ""]
            Global.cs:1 -> Other.cs (import)
            Use.cs:1 -> Other.cs (import)
            Use.cs:1 -> Thing.cs (import)
        "#]],
    );
}

#[test]
fn what_should_be_in_the_tree_and_is_not_is_said() {
    check(
        r#"
//- App.csproj
<Project><ItemGroup>
  <ProjectReference Include="$(MSBuildThisFileDirectory)gone\Gone.csproj" />
  <ProjectReference Include="$(Other)/Unknown.csproj" />
  <PackageReference Include="Acme.Bought" />
</ItemGroup></Project>
//- App.cs
using Acme.Gone;
using Acme.Bought.Part;
using System.Text;
using Else.Where;
namespace Acme;
class App { }
//- Text.cs
namespace System;
class Index { }
"#,
        &expect![[r#"
            [nuget:App in ""]
            App.cs:2 -> nuget:Acme.Bought (import)
            App.cs:4 -> nuget:Else.Where (import)
            App.cs:3 -> nuget:System.Text (import)
            ? App.cs:1 Acme.Gone: namespace `Acme` of the tree has no such part; it may be generated
            ! App.csproj:2 it refers to the project `gone/Gone.csproj`, which is not there
        "#]],
    );
}

#[test]
fn files_of_a_project_for_tests_are_tests() {
    check(
        r#"
//- App/App.csproj
<Project></Project>
//- App/App.cs
namespace App;
class Service { }
//- App.Specs/App.Specs.csproj
<Project><ItemGroup>
  <PackageReference Include="Microsoft.NET.Test.Sdk" /><ProjectReference Include="../App/App.csproj" />
</ItemGroup></Project>
//- App.Specs/Spec.cs
namespace App;
class Spec { Service service; }
//- Checks/Checks.csproj
<Project><PropertyGroup><IsTestProject>true</IsTestProject></PropertyGroup>
  <ItemGroup><ProjectReference Include="../App/App.csproj" /></ItemGroup></Project>
//- Checks/Check.cs
namespace App;
class Check { Service service; }
"#,
        &expect![[r#"
            [nuget:App in "App"]
            [nuget:App.Specs in "App.Specs"]
            [nuget:Checks in "Checks"]
            App.Specs/Spec.cs:2 -> App/App.cs (test)
            Checks/Check.cs:2 -> App/App.cs (test)
        "#]],
    );
}

#[test]
fn half_written_files_keep_what_they_name() {
    check(
        r#"
//- Open.cs
using A;
namespace B { class Open : Part { string text = "never
//- Odd.cs
namespace
using
class
}}} Part
//- Part.cs
namespace A;
class Part { }
//- a.csproj
<Project><ItemGroup><ProjectReference Include="..\..\x.csproj" />
"#,
        &expect![[r#"
            [nuget:a in ""]
            Open.cs:2 -> Part.cs (import)
            ! Open.cs:2 a string does not end
            ! a.csproj:2 not XML: an element does not end
        "#]],
    );
}
