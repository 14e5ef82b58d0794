//! The few styles of everything that is printed. Colour adds to what the words say, never replaces it.

use anstyle::{AnsiColor, Effects, Style};

/// Running text.
pub(crate) const PLAIN: Style = Style::new();
/// Titles and names that matter.
pub(crate) const STRONG: Style = Style::new().effects(Effects::BOLD);
/// Emphasis within running text.
pub(crate) const EMPHASIS: Style = Style::new().effects(Effects::ITALIC);
/// Headings of sections.
pub(crate) const HEADING: Style = AnsiColor::Cyan.on_default().effects(Effects::BOLD);
/// What may be skipped: ids, conditions, marks.
pub(crate) const DIM: Style = Style::new().effects(Effects::DIMMED);
/// Code and other literal text.
pub(crate) const CODE: Style = AnsiColor::Yellow.on_default();
/// Addresses.
pub(crate) const LINK: Style = AnsiColor::Blue.on_default().effects(Effects::UNDERLINE);
/// What speaks for something.
pub(crate) const FOR: Style = AnsiColor::Green.on_default();
/// What speaks against it.
pub(crate) const AGAINST: Style = AnsiColor::Red.on_default();
/// Something failed.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().effects(Effects::BOLD);
/// What to do about it.
pub(crate) const HINT: Style = AnsiColor::Cyan.on_default().effects(Effects::BOLD);
