//! A block between marks in somebody's file: put in, brought up to date, and nothing else touched.

use crate::outcome::Failure;

/// The line before the block.
const BEGIN: &str = "<!-- layra:begin -->";
/// The line after it.
const END: &str = "<!-- layra:end -->";

/// `text` with `block` (lines, the last one ended) between the marks: in their place, or at the end where
/// there are none. What stands before and after stays byte for byte, and so does its sort of line end.
///
/// # Errors
/// When the marks are not one pair in order.
pub(crate) fn with_block(text: &str, block: &str) -> Result<String, Failure> {
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let marked = format!("{BEGIN}\n{block}{END}").replace('\n', ending);
    let (begins, ends) = (places(text, BEGIN), places(text, END));
    match (begins.as_slice(), ends.as_slice()) {
        ([], []) => {
            let gap = match text {
                "" => "",
                text if text.ends_with("\n\n") || text.ends_with("\n\r\n") => "",
                text if text.ends_with('\n') => ending,
                _ => &ending.repeat(2),
            };
            Ok(format!("{text}{gap}{marked}{ending}"))
        }
        ([(start, _)], [(_, end)]) if start < end => Ok(format!("{}{marked}{}", &text[..*start], &text[*end..])),
        _ => {
            let message = format!(
                "the marks are not one pair: {} `{BEGIN}` and {} `{END}`, or in the wrong order",
                begins.len(),
                ends.len()
            );
            Err(Failure::new(message).with_hint("leave one line of each, the beginning first; nothing was changed"))
        }
    }
}

/// Where a mark stands on a line of its own: from its first byte to behind its last.
fn places(text: &str, mark: &str) -> Vec<(usize, usize)> {
    let mut at = 0;
    let mut places = Vec::new();
    for line in text.split_inclusive('\n') {
        if line.trim() == mark {
            let start = at + line.len() - line.trim_start().len();
            places.push((start, start + mark.len()));
        }
        at += line.len();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: &str = "one\ntwo\n";

    fn check(text: &str, expected: &str) {
        let written = with_block(text, BLOCK).expect("sound marks");
        assert_eq!(written, expected);
        assert_eq!(with_block(&written, BLOCK).expect("sound marks"), expected, "twice is once");
    }

    #[test]
    fn a_block_is_put_at_the_end() {
        let block = "<!-- layra:begin -->\none\ntwo\n<!-- layra:end -->\n";
        check("", block);
        check("# Ours\n", &format!("# Ours\n\n{block}"));
        check("# Ours", &format!("# Ours\n\n{block}"));
        check("# Ours\n\n", &format!("# Ours\n\n{block}"));
        check("# Ours\r\n", &format!("# Ours\r\n\r\n{}", block.replace('\n', "\r\n")));
    }

    #[test]
    fn a_block_is_replaced_and_nothing_else() {
        check(
            "before \n  <!-- layra:begin -->\nold\n<!-- layra:end -->  \n\n\nafter",
            "before \n  <!-- layra:begin -->\none\ntwo\n<!-- layra:end -->  \n\n\nafter",
        );
        // A mark in the middle of a line is somebody's text.
        check(
            "say `<!-- layra:begin -->`\n",
            "say `<!-- layra:begin -->`\n\n<!-- layra:begin -->\none\ntwo\n<!-- layra:end -->\n",
        );
    }

    #[test]
    fn marks_that_are_no_pair_are_left_alone() {
        for text in [
            "<!-- layra:begin -->\n",
            "<!-- layra:end -->\n",
            "<!-- layra:end -->\n<!-- layra:begin -->\n",
            "<!-- layra:begin -->\n<!-- layra:begin -->\n<!-- layra:end -->\n",
        ] {
            assert!(with_block(text, BLOCK).is_err(), "{text}");
        }
    }
}
