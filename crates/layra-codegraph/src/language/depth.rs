//! Whether a text is safe for a parser that follows its nesting on the stack.
//!
//! Parsers of this sort have no limit of their own, and a stack that runs over ends the whole process. No
//! text nests deeper than it has characters that can open something; that bound is cheap, and holds
//! whatever stands in strings and comments.

/// Deepest nesting that is read. Texts that may nest deeper are made by programs, or to do harm.
const MOST: usize = 400_000;
/// Stack that one level takes at most, in bytes: measured, and doubled.
const LEVEL: usize = if cfg!(debug_assertions) { 24 * 1024 } else { 4 * 1024 };
/// Levels that fit the stack any thread has to begin with.
const PLAIN: usize = crate::read::STACK / LEVEL / 2;

/// Runs `parse` on `text` with as much stack as it may need.
///
/// # Errors
/// When the text may nest too deeply; why.
pub(super) fn with_stack<T: Send>(text: &str, parse: impl FnOnce() -> T + Send) -> Result<T, String> {
    let levels = if text.len() <= PLAIN { 0 } else { bound(text) };
    if levels <= PLAIN {
        return Ok(parse());
    }
    if levels > MOST {
        return Err(format!("it may nest {levels} levels deep; at most {MOST} are read"));
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(levels * LEVEL).spawn_scoped(scope, parse);
        let thread = thread.map_err(|error| format!("no thread for so deep a text: {error}"))?;
        thread.join().map_err(|_| "the parser gave up".to_owned())
    })
}

/// How deep a text can nest at most.
fn bound(text: &str) -> usize {
    let opening = text.bytes().filter(|byte| OPENS[*byte as usize]).count();
    let words = ["new", "void", "await", "typeof", "delete", "yield", "else", "not", "lambda", "do", "in"];
    opening + words.iter().map(|word| text.matches(word).count()).sum::<usize>()
}

/// Bytes that can begin another level: brackets, signs before an operand, arrows, conditions, labels,
/// templates, tags.
const OPENS: [bool; 256] = {
    let mut opens = [false; 256];
    let bytes = b"([{<!~+-?=:`*@.|&";
    let mut index = 0;
    while index < bytes.len() {
        opens[bytes[index] as usize] = true;
        index += 1;
    }
    opens
};
