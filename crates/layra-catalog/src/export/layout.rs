//! How an entry's text is laid out inside Markdown lists, quotes and sections.

/// The text on one line, its blanks folded.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A list item's text: on one line, unless it holds fenced code, whose lines are kept and indented
/// so that they stay part of the item.
pub(super) fn item(text: &str) -> String {
    if !text.lines().any(opens_fence) {
        return one_line(text);
    }
    let mut block = String::with_capacity(text.len() + 64);
    for (nth, line) in with_fences_closed(text.trim()).lines().enumerate() {
        if nth > 0 {
            block.push('\n');
            if !line.trim().is_empty() {
                block.push_str("  ");
            }
        }
        block.push_str(line.trim_end());
    }
    block
}

/// A bullet list, one text per line; empty for no texts.
pub(super) fn bullets(texts: impl IntoIterator<Item = String>) -> String {
    texts.into_iter().map(|text| bullet(&text)).collect::<Vec<_>>().join("\n")
}

/// One item of a bullet list.
pub(super) fn bullet(text: &str) -> String {
    format!("- {}", item(text))
}

/// A heading of `level` and what stands below it; empty when nothing does.
pub(super) fn headed(level: usize, title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("{} {title}\n\n{body}", "#".repeat(level)) }
}

/// The blocks that are not empty, with a blank line between them.
pub(super) fn blocks(blocks: impl IntoIterator<Item = String>) -> String {
    let blocks: Vec<String> = blocks.into_iter().filter(|block| !block.is_empty()).collect();
    blocks.join("\n\n")
}

/// Prose whose headings all stand below a section's, at level 3 and deeper, and whose code ends.
///
/// A heading of level 1 or 2 in an overview would read as the next entry or section, and open code
/// would swallow it.
pub(super) fn prose(text: &str) -> String {
    let text = with_fences_closed(text.trim());
    let levels: Vec<(usize, usize)> = plain_lines(&text)
        .filter_map(|(at, line)| {
            let level = line.bytes().take_while(|byte| *byte == b'#').count();
            ((1..=6).contains(&level) && line[level..].starts_with(' ')).then_some((at, level))
        })
        .collect();
    let shallowest = levels.iter().map(|(_, level)| *level).min().unwrap_or(3);
    if shallowest >= 3 {
        return text;
    }
    let deeper = "#".repeat(3 - shallowest);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (line, level) in levels {
        if level + deeper.len() <= 6 {
            lines[line].insert_str(0, &deeper);
        }
    }
    lines.join("\n")
}

/// The text, with fenced code that never ends closed at its end.
pub(crate) fn with_fences_closed(text: &str) -> String {
    let mut fence = Fence::default();
    text.lines().for_each(|line| fence.pass(line));
    match fence.0 {
        Some((mark, length)) => format!("{text}\n{}", char::from(mark).to_string().repeat(length)),
        None => text.to_owned(),
    }
}

/// Prose cut into its paragraphs, lists and code; what leads to the next, a heading or a colon, stays
/// with it.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut fence = Fence::default();
    let mut open = false;
    for line in text.lines() {
        let in_code = fence.0.is_some();
        fence.pass(line);
        match paragraphs.last_mut() {
            _ if line.trim().is_empty() && !in_code => {
                open = paragraphs.last().and_then(|last| last.lines().last()).is_some_and(leads_on);
                if open && let Some(last) = paragraphs.last_mut() {
                    last.push('\n');
                }
            }
            Some(last) if open => {
                last.push('\n');
                last.push_str(line);
            }
            _ => {
                paragraphs.push(line.to_owned());
                open = true;
            }
        }
    }
    paragraphs
}

fn leads_on(line: &str) -> bool {
    line.starts_with('#') || line.ends_with(':')
}

/// The lines outside fenced code, with their index.
fn plain_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fence = Fence::default();
    text.lines().enumerate().filter(move |(_, line)| {
        let was_open = fence.0.is_some();
        fence.pass(line);
        !was_open && fence.0.is_none()
    })
}

/// The fence that is open, by mark and length, while lines pass.
#[derive(Default)]
struct Fence(Option<(u8, usize)>);

impl Fence {
    fn pass(&mut self, line: &str) {
        match (self.0, fence_run(line)) {
            (None, Some(run)) if opens_fence(line) => self.0 = Some(run),
            (Some((mark, length)), Some(run)) if run.0 == mark && run.1 >= length && is_bare_fence(line) => {
                self.0 = None;
            }
            _ => {}
        }
    }
}

/// Whether a line opens fenced code (CommonMark 0.31, section 4.5; any indentation).
pub(crate) fn opens_fence(line: &str) -> bool {
    let line = line.trim();
    fence_run(line).is_some_and(|(mark, length)| mark == b'~' || !line[length..].contains('`'))
}

/// Whether a line holds nothing but a fence, as the one that closes code does.
pub(crate) fn is_bare_fence(line: &str) -> bool {
    let line = line.trim();
    fence_run(line).is_some_and(|(_, length)| length == line.len())
}

/// The mark and length of the fence a line begins with.
pub(crate) fn fence_run(line: &str) -> Option<(u8, usize)> {
    let line = line.trim_start();
    let mark = *line.as_bytes().first()?;
    let length = line.bytes().take_while(|byte| *byte == mark).count();
    (matches!(mark, b'`' | b'~') && length >= 3).then_some((mark, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fenced_code_in_an_item_keeps_its_lines() {
        assert_eq!(item("a\n b"), "a b");
        assert_eq!(item("run:\n```\n## x\n\ny\n```"), "run:\n  ```\n  ## x\n\n  y\n  ```");
    }

    #[test]
    fn headings_of_prose_move_below_the_section() {
        assert_eq!(prose("a\n\n# b\n\n### c\n"), "a\n\n### b\n\n##### c");
        assert_eq!(prose("### b\n#hash"), "### b\n#hash");
        assert_eq!(prose("```\n# code\n```"), "```\n# code\n```");
    }
}
