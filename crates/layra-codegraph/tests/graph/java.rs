//! Java: imports, names of the own package and of packages imported whole, modules and source sets.

use expect_test::expect;

use crate::fixture::check;

#[test]
fn imports_lead_to_the_file_that_declares_the_type() {
    check(
        "
//- src/main/java/a/Start.java
package a;
import a.b.Outer.Inner;
import static a.b.Limits.MOST;
import static a.b.Limits.*;
import java.util.List;
import javax.inject.Inject;
import com.google.common.collect.Lists;
import a.b.Missing;
class Start { List<Inner> all; }
//- src/main/java/a/b/Outer.java
package a.b;
public class Outer { public static class Inner {} }
//- src/main/java/a/b/Limits.java
package a.b;
public interface Limits { int MOST = 3; }
",
        &expect![[r#"
            src/main/java/a/Start.java:3 -> src/main/java/a/b/Limits.java (import)
            src/main/java/a/Start.java:2 -> src/main/java/a/b/Outer.java (import)
            src/main/java/a/Start.java:7 -> maven:com.google.common.collect (import)
            src/main/java/a/Start.java:5 -> maven:java.util (import)
            src/main/java/a/Start.java:6 -> maven:javax.inject (import)
            ? src/main/java/a/Start.java:8 a.b.Missing: package `a.b` of the tree declares no such name; it may be generated
        "#]],
    );
}

#[test]
fn names_of_the_own_package_and_of_whole_packages_count() {
    check(
        r#"
//- a/Use.java
package a;
import a.other.*;
import java.util.*;
// Commented is a comment, and so is /* this.
@Marked
class Use extends Base<Argument> {
    /** {@link Documented} */
    String text = "Quoted" + 'Q';
    Whole whole = a.full.Named.make(x -> new Made(x));
    Object inner = this.Member.Part;
    class Nested {}
    Nested nested;
}
//- a/Types.java
package a;
@interface Marked {}
class Base<T> {}
class Argument {}
class Commented {}
class Documented {}
class Quoted {}
class Q {}
class Made {}
class Member {}
class Part {}
//- a/Nested.java
package a;
class Nested {}
//- a/other/Whole.java
package a.other;
public class Whole {}
//- a/other/Unused.java
package a.other;
public class Unused {}
//- a/full/Named.java
package a.full;
public class Named {}
"#,
        &expect![[r#"
            a/Use.java:5 -> a/Types.java (import)
            a/Use.java:9 -> a/full/Named.java (import)
            a/Use.java:9 -> a/other/Whole.java (import)
            a/Use.java:3 -> maven:java.util (import)
        "#]],
    );
}

#[test]
fn a_type_inside_a_class_does_not_stand_for_one_in_its_header() {
    check(
        "
//- a/Builder.java
package a;
public interface Builder<T> {}
//- a/Thing.java
package a;
public class Thing implements Builder<Thing> {
    static class Builder {}
}
//- a/Other.java
package a;
public class Other {
    static class Builder {}
    Builder mine;
}
",
        &expect![[r#"
            a/Thing.java:2 -> a/Builder.java (import)
        "#]],
    );
}

#[test]
fn tests_see_the_main_sources_and_are_not_seen_by_them() {
    check(
        "
//- one/src/main/java/a/Service.java
package a;
class Service { Helper helper; Clock clock; }
//- one/src/main/java/a/Clock.java
package a;
class Clock {}
//- one/src/test/java/a/Helper.java
package a;
class Helper { Service service; Clock clock; }
//- one/src/test/java/a/Clock.java
package a;
class Clock {}
//- two/src/main/java/a/Clock.java
package a;
class Clock {}
class Wall { Clock clock; }
//- two/src/main/java/b/Far.java
package b;
import a.Clock;
class Far {}
",
        &expect![[r#"
            one/src/main/java/a/Service.java:2 -> one/src/main/java/a/Clock.java (import)
            one/src/test/java/a/Helper.java:2 -> one/src/main/java/a/Service.java (test)
            one/src/test/java/a/Helper.java:2 -> one/src/test/java/a/Clock.java (test)
            two/src/main/java/b/Far.java:2 -> two/src/main/java/a/Clock.java (import)
        "#]],
    );
}

#[test]
fn modules_require_modules() {
    check(
        "
//- one/src/main/java/module-info.java
module org.one {
    requires transitive org.two;
    requires static java.sql;
    exports a;
}
//- two/src/main/java/module-info.java
open module org.two {
    uses org.two.api.Service;
    provides org.two.api.Service with org.two.Own, org.two.Other;
}
//- two/src/main/java/org/two/api/Service.java
package org.two.api;
public interface Service {}
//- two/src/main/java/org/two/Own.java
package org.two;
class Own {}
//- two/src/main/java/org/two/Other.java
package org.two;
class Other {}
",
        &expect![[r#"
            one/src/main/java/module-info.java:2 -> two/src/main/java/module-info.java (import)
            one/src/main/java/module-info.java:3 -> maven:java.sql (import)
            two/src/main/java/module-info.java:3 -> two/src/main/java/org/two/Other.java (import)
            two/src/main/java/module-info.java:3 -> two/src/main/java/org/two/Own.java (import)
            two/src/main/java/module-info.java:2 -> two/src/main/java/org/two/api/Service.java (import)
        "#]],
    );
}

#[test]
fn constants_and_type_parameters_do_not_name_types() {
    check(
        "
//- a/Kind.java
package a;
enum Kind implements Marker {
    @Shown(Label.class) User, Item(Far.class) { Near near; }, Order;
    Late late;
}
class Box<Key, Value extends Bound<Key>> {
    Key key;
    public <Inside> Inside get() { return a < Limit.MOST ? this : null; }
}
//- a/Types.java
package a;
class User {}
class Item {}
class Order {}
class Key {}
class Value {}
class Inside {}
//- a/Marker.java
package a;
interface Marker {}
//- a/Shown.java
package a;
@interface Shown {}
//- a/Label.java
package a;
class Label {}
//- a/Far.java
package a;
class Far {}
//- a/Near.java
package a;
class Near {}
//- a/Late.java
package a;
class Late {}
//- a/Bound.java
package a;
class Bound<T> {}
//- a/Limit.java
package a;
class Limit {}
",
        &expect![[r#"
            a/Kind.java:6 -> a/Bound.java (import)
            a/Kind.java:3 -> a/Far.java (import)
            a/Kind.java:3 -> a/Label.java (import)
            a/Kind.java:4 -> a/Late.java (import)
            a/Kind.java:8 -> a/Limit.java (import)
            a/Kind.java:2 -> a/Marker.java (import)
            a/Kind.java:3 -> a/Near.java (import)
            a/Kind.java:3 -> a/Shown.java (import)
        "#]],
    );
}

#[test]
fn half_written_files_keep_what_they_import() {
    check(
        r#"
//- a/Open.java
package a;
import a.b.Part;
class Open { String text = "never
    void call() { /* and on
//- a/Odd.java
import a.b.Part;
import
}}
//- a/b/Part.java
package a.b;
public record Part(int record) { static Part record(Part record) { return record; } }
"#,
        &expect![[r#"
            a/Odd.java:1 -> a/b/Part.java (import)
            a/Open.java:2 -> a/b/Part.java (import)
            ! a/Odd.java:4 the braces do not match
            ! a/Open.java:3 a string does not end
        "#]],
    );
}
