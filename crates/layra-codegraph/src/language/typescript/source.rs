//! How a text is to be taken: as which dialect, and, where it cannot be parsed, by its words alone.

use oxc_span::SourceType;

use crate::graph::EdgeKind;

/// The dialect of a file.
pub(super) fn kind(extension: &str, path: &str) -> SourceType {
    match extension {
        "ts" | "mts" | "cts" if path.ends_with(".d.ts") || path.ends_with(".d.mts") || path.ends_with(".d.cts") => {
            SourceType::d_ts()
        }
        "ts" | "mts" | "cts" => SourceType::ts(),
        "tsx" => SourceType::tsx(),
        "mjs" => SourceType::jsx(),
        // A script or a module: the text tells. `return` at the top is what Node's own modules allow.
        "cjs" => SourceType::cjs().with_jsx(true),
        _ => SourceType::unambiguous().with_jsx(true),
    }
}

/// Finds imports in a text that is not well-formed: strings after `from`, `import` and `require(`.
pub(super) fn plain(text: &str, mut found: impl FnMut(usize, EdgeKind, &str)) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start();
        let is_comment = words.starts_with("//") || words.starts_with('*') || words.starts_with("/*");
        let kind = if words.starts_with("import type ") || words.starts_with("export type ") {
            EdgeKind::TypeOnly
        } else if words.starts_with("export ") {
            EdgeKind::ReExport
        } else {
            EdgeKind::Import
        };
        let mut rest = if is_comment { "" } else { line };
        while let Some(open) = rest.find(['"', '\'']) {
            let (before, quoted) = rest.split_at(open);
            let mut letters = quoted.chars();
            let quote = letters.next().unwrap_or_default();
            let Some((specifier, after)) = letters.as_str().split_once(quote) else { break };
            let before = before.trim_end();
            let is_called = before.ends_with("import(");
            if before.ends_with("from") || before.ends_with("import") || is_called || before.ends_with("require(") {
                found(at, if is_called { EdgeKind::Dynamic } else { kind }, specifier);
            }
            rest = after;
        }
        at += line.len();
    }
}
