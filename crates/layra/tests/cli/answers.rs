//! The answers that stand in `evals/answers/` are what the program says.

use std::path::Path;

use expect_test::expect_file;

use crate::world::World;

#[test]
fn answers_on_record_are_what_is_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../evals/answers");
    for name in ["start-up", "ledger", "support-bot"] {
        let text = folder.join(name).with_extension("txt");
        let answer = World::new().stdout(&["advise", "--text", &text.display().to_string()]);
        expect_file![folder.join(name).with_extension("answer")].assert_eq(&answer);
    }
}
