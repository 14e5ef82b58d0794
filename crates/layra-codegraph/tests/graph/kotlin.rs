//! Kotlin, in one world with Java: functions and properties outside classes, extensions, source sets.

use expect_test::expect;

use crate::fixture::check;

#[test]
fn imports_and_names_lead_to_what_declares_them() {
    check(
        r#"
//- src/main/kotlin/a/Start.kt
@file:JvmName("Starter")

package a

import a.b.Outer.Companion.make
import a.b.double as twice
import a.whole.*
import kotlinx.coroutines.launch
import java.time.Instant
import a.b.missing

/* /* nested */ Commented */
class Start(val near: Near, argument: Int) : Base<Generic>() {
    private val local = 1
    fun run(name: String) = launch {
        helper(name = "Quoted", other = "${Template.of("x")}")
        near?.extended()!!.member()
        Whole(local, argument, a.full.Named.X)
        it::class
    }
}
//- src/main/kotlin/a/Types.kt
package a
class Near
class Commented
class Quoted
//- src/main/kotlin/a/Base.kt
package a
sealed class Base<T>
//- src/main/kotlin/a/Generic.kt
package a
typealias Generic = String
//- src/main/kotlin/a/Template.kt
package a
object Template
//- src/main/kotlin/a/Functions.kt
package a
fun <T : Any> helper(name: String) = 1
//- src/main/kotlin/a/Extensions.kt
package a
internal inline fun <reified T : Any> Near.extended() = this
//- src/main/kotlin/a/Not.kt
package a
val local = 2
val argument = 3
fun member() = 4
fun near() = 5
//- src/main/kotlin/a/full/Named.kt
package a.full
enum class Named { X }
//- src/main/kotlin/a/whole/Whole.kt
package a.whole
data class Whole(val x: Int)
//- src/main/kotlin/a/b/Outer.kt
package a.b
class Outer { companion object { fun make() = Outer() } }
//- src/main/kotlin/a/b/double.kt
package a.b
val Int.double get() = this * 2
"#,
        &expect![[r#"
            src/main/kotlin/a/Extensions.kt:2 -> src/main/kotlin/a/Types.kt (import)
            src/main/kotlin/a/Start.kt:13 -> src/main/kotlin/a/Base.kt (import)
            src/main/kotlin/a/Start.kt:17 -> src/main/kotlin/a/Extensions.kt (import)
            src/main/kotlin/a/Start.kt:16 -> src/main/kotlin/a/Functions.kt (import)
            src/main/kotlin/a/Start.kt:13 -> src/main/kotlin/a/Generic.kt (import)
            src/main/kotlin/a/Start.kt:16 -> src/main/kotlin/a/Template.kt (import)
            src/main/kotlin/a/Start.kt:13 -> src/main/kotlin/a/Types.kt (import)
            src/main/kotlin/a/Start.kt:5 -> src/main/kotlin/a/b/Outer.kt (import)
            src/main/kotlin/a/Start.kt:6 -> src/main/kotlin/a/b/double.kt (import)
            src/main/kotlin/a/Start.kt:18 -> src/main/kotlin/a/full/Named.kt (import)
            src/main/kotlin/a/Start.kt:18 -> src/main/kotlin/a/whole/Whole.kt (import)
            src/main/kotlin/a/Start.kt:9 -> maven:java.time (import)
            src/main/kotlin/a/Start.kt:8 -> maven:kotlinx.coroutines (import)
            ? src/main/kotlin/a/Start.kt:10 a.b.missing: package `a.b` of the tree declares no such name; it may be generated
        "#]],
    );
}

#[test]
fn java_and_kotlin_name_each_other() {
    check(
        r#"
//- src/main/java/a/Old.java
package a;
import static a.NewKt.make;
class Old { New it = StarterKt.start(); Named named; }
//- src/main/kotlin/a/New.kt
package a
class New(val old: Old)
fun make() = 1
//- src/main/kotlin/a/Starter.kt
package a
fun start() = New(Old())
//- src/main/kotlin/a/Other.kt
@file:JvmName("Named")
package a
val x = 1
"#,
        &expect![[r#"
            src/main/java/a/Old.java:2 -> src/main/kotlin/a/New.kt (import)
            src/main/java/a/Old.java:3 -> src/main/kotlin/a/Other.kt (import)
            src/main/java/a/Old.java:3 -> src/main/kotlin/a/Starter.kt (import)
            src/main/kotlin/a/New.kt:2 -> src/main/java/a/Old.java (import)
            src/main/kotlin/a/Starter.kt:2 -> src/main/java/a/Old.java (import)
            src/main/kotlin/a/Starter.kt:2 -> src/main/kotlin/a/New.kt (import)
        "#]],
    );
}

#[test]
fn modules_see_what_their_build_files_say() {
    check(
        r#"
//- core/build.gradle.kts
plugins { kotlin("jvm") }
//- core/src/main/kotlin/a/Core.kt
package a
class Core
//- web-front/build.gradle.kts
dependencies { implementation(project(":core")) }
//- web-front/src/main/kotlin/a/Front.kt
package a
class Front(val core: Core, val apart: Apart)
//- app/build.gradle
dependencies { implementation(projects.webFront) }
//- app/src/main/kotlin/a/App.kt
package a
class App(val core: Core, val front: Front)
//- apart/build.gradle
dependencies { }
//- apart/src/main/kotlin/a/Apart.kt
package a
class Apart(val core: Core)
//- unknown/build.gradle
dependencies { implementation project(":renamed") }
//- unknown/src/main/kotlin/a/Unknown.kt
package a
class Unknown(val core: Core)
"#,
        &expect![[r#"
            [maven:apart in "apart"]
            [maven:app in "app"]
            [maven:core in "core"]
            [maven:unknown in "unknown"]
            [maven:web-front in "web-front"]
            app/src/main/kotlin/a/App.kt:2 -> core/src/main/kotlin/a/Core.kt (import)
            app/src/main/kotlin/a/App.kt:2 -> web-front/src/main/kotlin/a/Front.kt (import)
            unknown/src/main/kotlin/a/Unknown.kt:2 -> core/src/main/kotlin/a/Core.kt (import)
            web-front/src/main/kotlin/a/Front.kt:2 -> core/src/main/kotlin/a/Core.kt (import)
        "#]],
    );
}

#[test]
fn entries_arguments_and_type_parameters_do_not_name_types() {
    check(
        r#"
//- a/Kind.kt
package a
class Around(val x: Int) {
    enum class Kind(val of: Any) : Marker {
        @Shown User, Item(Far::class) { val near: Near? = null }, Order;
        val late = Late()
    }
}
class Box<Key, out Value : Bound<Key>>(val key: Key)
fun <Inside> get(inside: Inside) = call(Named = 1, inside)
//- a/Types.kt
package a
class User
class Item
class Order
class Key
class Value
class Inside
class Named
//- a/Far.kt
package a
class Far
interface Marker
annotation class Shown
//- a/Near.kt
package a
class Near
//- a/Late.kt
package a
class Late
//- a/Bound.kt
package a
class Bound<T>
"#,
        &expect![[r#"
            a/Kind.kt:8 -> a/Bound.kt (import)
            a/Kind.kt:3 -> a/Far.kt (import)
            a/Kind.kt:5 -> a/Late.kt (import)
            a/Kind.kt:4 -> a/Near.kt (import)
        "#]],
    );
}

#[test]
fn half_written_files_keep_what_they_import() {
    check(
        r#"
//- a/Open.kt
package a
import a.b.Part
class Open { val x = "${ "never
//- a/Odd.kt
import a.b.Part
fun <
//- a/b/Part.kt
package a.b
class Part
"#,
        &expect![[r#"
            a/Odd.kt:1 -> a/b/Part.kt (import)
            a/Open.kt:2 -> a/b/Part.kt (import)
            ! a/Open.kt:3 a string does not end
        "#]],
    );
}
