//! Shows a problem as a compiler would: what, where, the line with the place marked, what to do.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use layra_catalog::{Problem, Severity};

use super::text::clean;

/// Columns further out than this are shown as this.
const FARTHEST: usize = 10_000;

/// `problem` as styled text of several lines, without a line break at the end.
pub(crate) fn render(problem: &Problem) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let path = clean(&problem.path);
    let mut elements: Vec<Element<'_>> = Vec::new();
    match &problem.excerpt {
        Some(excerpt) => {
            // The excerpt of a long line begins in its middle; blanks in front keep the column right.
            let shown = excerpt.text.get(..excerpt.start).map_or(0, |before| before.chars().count());
            let missing = problem.column.saturating_sub(1 + shown).min(FARTHEST);
            let source = format!("{}{}", " ".repeat(missing), excerpt.text);
            let mark = AnnotationKind::Primary.span(missing + excerpt.start..missing + excerpt.end);
            elements.push(Snippet::source(source).line_start(problem.line).path(path).annotation(mark).into());
        }
        None if problem.line > 0 => {
            elements.push(Origin::path(path).line(problem.line).char_column(problem.column).into());
        }
        None => elements.push(Origin::path(path).into()),
    }
    if let Some(hint) = &problem.hint {
        elements.push(Level::HELP.with_name("hint").message(clean(hint)).into());
    }
    let group = Group::with_title(level.primary_title(clean(&problem.message))).elements(elements);
    Renderer::styled().decor_style(DecorStyle::Ascii).render(&[group])
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use expect_test::{Expect, expect};
    use layra_catalog::SourceText;

    use super::*;

    fn check(text: &str, marked: &str, expected: Expect) {
        let source = SourceText { path: "patterns/a/pattern.toml".into(), text: text.into() };
        let start = text.find(marked).expect("stands in the text");
        let problem = Problem::at(Severity::Error, &source, start..start + marked.len(), "unknown fact `teem-size`")
            .with_hint("did you mean `team-size`?");
        expected.assert_eq(&strip_str(&render(&problem)).to_string());
    }

    #[test]
    fn the_place_is_marked_and_the_hint_follows() {
        check(
            "name = \"A\"\nif = \"teem-size > 3\"\n",
            "teem-size",
            expect![[r#"
                error: unknown fact `teem-size`
                 --> patterns/a/pattern.toml:2:7
                  |
                2 | if = "teem-size > 3"
                  |       ^^^^^^^^^
                  |
                  = hint: did you mean `team-size`?"#]],
        );
    }

    #[test]
    fn a_long_line_is_cut_but_its_column_is_right() {
        let text = format!("{} teem-size {}", "é".repeat(300), "x".repeat(300));
        check(
            &text,
            "teem-size",
            expect![[r#"
                error: unknown fact `teem-size`
                 --> patterns/a/pattern.toml:1:302
                  |
                1 | ...   ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé teem-size xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
                  |                                                                                       ^^^^^^^^^
                  |
                  = hint: did you mean `team-size`?"#]],
        );
    }

    #[test]
    fn a_problem_of_a_whole_file_has_no_line() {
        let problem = Problem::of_file(Severity::Warning, "pack.toml", "a symbolic\u{1b}[31m link");
        expect![[r#"
            warning: a symbolic link
            --> pack.toml"#]]
        .assert_eq(&strip_str(&render(&problem)).to_string());
    }
}
