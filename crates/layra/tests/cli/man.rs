//! `layra man`.

use expect_test::expect;

use crate::world::World;

#[test]
fn there_is_a_page_for_every_command() {
    let world = World::new();
    let page = world.stdout(&["man"]);
    assert!(page.contains(".TH layra 1") && page.contains("Exit status"), "{page}");
    world.stdout(&["man", "--out", "man1"]);
    expect![[r#"
        man1/layra-advise.1
        man1/layra-agents.1
        man1/layra-blueprints.1
        man1/layra-build.1
        man1/layra-compare.1
        man1/layra-completions.1
        man1/layra-decide.1
        man1/layra-decisions.1
        man1/layra-export.1
        man1/layra-facts.1
        man1/layra-graph.1
        man1/layra-import.1
        man1/layra-lab.1
        man1/layra-lint.1
        man1/layra-list.1
        man1/layra-man.1
        man1/layra-map.1
        man1/layra-mcp.1
        man1/layra-new.1
        man1/layra-related.1
        man1/layra-schema.1
        man1/layra-search.1
        man1/layra-serve.1
        man1/layra-show.1
        man1/layra.1"#]]
    .assert_eq(&world.files("man1"));
}
