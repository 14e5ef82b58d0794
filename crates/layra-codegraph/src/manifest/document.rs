//! Texts in YAML, JSON, TOML and XML as one sort of tree in which every part knows its line.
//!
//! Whoever reads manifests looks up a few keys, whatever the notation. Nesting is bounded, aliases of YAML
//! are expanded up to a bound, and entities of XML not at all, so the tree is never much larger than its
//! text.

use std::collections::{HashMap, HashSet};

use granit_parser::{Event as YamlEvent, Options, Parser};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event as XmlEvent};
use quick_xml::{Reader, XmlVersion};
use toml::de::{DeTable, DeValue};

use crate::tokens::Lines;

/// Deepest nesting that is kept.
const MOST_DEPTH: usize = 100;
/// How much of a text is kept for aliases, and how much they may add, in bytes or parts.
const MOST_ALIASED: usize = 1 << 20;

/// A part of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// The line it begins on, counted from 1.
    pub(super) line: u32,
    pub(super) value: Value,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing that is kept: null, an alias of too much, something nested too deeply.
    #[default]
    Nothing,
    /// A text, a number, a truth value, as written.
    Text(String),
    /// Several, in order.
    List(Vec<Node>),
    /// Several with keys, in order; a key may come more than once.
    Map(Vec<Entry>),
}

/// A key with what belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: String,
    /// The line of the key, counted from 1.
    pub(super) line: u32,
    pub(super) node: Node,
}

/// Why a text is not a document: the line, counted from 1, and what is the matter.
pub(super) type Fault = (u32, String);

impl Node {
    /// What belongs to a key; the first, where it comes more than once.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// Everything that belongs to a key.
    pub(super) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Node> {
        self.entries().iter().filter(move |entry| entry.key == key).map(|entry| &entry.node)
    }

    /// What belongs to the last of several keys, one inside the other.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The keys with what belongs to them; none when it is no map.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The parts of a list; none when it is no list.
    pub(super) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text, trimmed; none when it is no text or empty.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The text that belongs to a key.
    pub(super) fn text_at(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::text)
    }

    /// How large it is, in bytes of text and parts, and how deeply it nests; none when that is more than
    /// `most`.
    pub(super) fn measured(&self, most: usize) -> Option<(usize, usize)> {
        let (mut size, mut depth) = (1, 1);
        if let Value::Text(text) = &self.value {
            size += text.len();
        }
        let parts = self.items().iter().map(|item| (0, item));
        for (key, part) in parts.chain(self.entries().iter().map(|entry| (entry.key.len(), &entry.node))) {
            let (of_part, below) = part.measured(most.checked_sub(size)?)?;
            size += key + of_part;
            depth = depth.max(below + 1);
        }
        (size <= most).then_some((size, depth))
    }

    /// Every part that has a key, this one included, at any depth.
    pub(super) fn walk(&self) -> impl Iterator<Item = &Entry> {
        let mut waiting: Vec<&Node> = vec![self];
        let mut entries: std::slice::Iter<'_, Entry> = [].iter();
        std::iter::from_fn(move || {
            loop {
                if let Some(entry) = entries.next() {
                    waiting.push(&entry.node);
                    return Some(entry);
                }
                let node = waiting.pop()?;
                waiting.extend(node.items().iter().rev());
                entries = node.entries().iter();
            }
        })
    }
}

/// Builds a tree from what begins and ends.
#[derive(Default)]
struct Builder {
    open: Vec<Node>,
    /// The key that waits for what belongs to it, for each that is open.
    keys: Vec<Option<(String, u32)>>,
    /// How many are open that were too deep to be kept.
    lost: usize,
    done: Vec<Node>,
    /// For each that is open, the number that aliases know it by; 0 for none.
    anchors: Vec<usize>,
    /// What aliases may stand for, each with its size and depth.
    anchored: HashMap<usize, (Node, usize, usize)>,
    /// How much of what aliases may take is used up.
    aliased: usize,
}

impl Builder {
    fn begin(&mut self, line: u32, value: Value) {
        if self.lost > 0 || self.open.len() >= MOST_DEPTH {
            self.lost += 1;
            return;
        }
        self.open.push(Node { line, value });
        self.keys.push(None);
        self.anchors.push(0);
    }

    /// Says by which number aliases know what was begun last.
    fn anchor(&mut self, anchor: usize) {
        if let Some(last) = self.anchors.last_mut().filter(|_| self.lost == 0) {
            *last = anchor;
        }
    }

    /// Keeps a part for aliases.
    fn remember(&mut self, anchor: usize, node: &Node) {
        if anchor > 0
            && let Some((size, depth)) = node.measured(MOST_ALIASED - self.aliased)
        {
            self.aliased += size;
            self.anchored.insert(anchor, (node.clone(), size, depth));
        }
    }

    /// Adds what an alias stands for.
    fn alias(&mut self, line: u32, anchor: usize) {
        let known = self.anchored.get(&anchor);
        let room = MOST_ALIASED - self.aliased;
        let node = known.filter(|(_, size, depth)| *size <= room && self.open.len() + depth <= MOST_DEPTH);
        let Some((node, size, _)) = node else { return self.add(Node { line, value: Value::Nothing }) };
        self.aliased += size;
        self.add(node.clone());
    }

    fn end(&mut self) {
        if self.lost > 0 {
            self.lost -= 1;
            if self.lost == 0 {
                self.add(Node::default());
            }
            return;
        }
        self.keys.pop();
        let anchor = self.anchors.pop().unwrap_or_default();
        if let Some(mut node) = self.open.pop() {
            if let Value::Map(entries) = &mut node.value {
                merge(entries);
            }
            self.remember(anchor, &node);
            self.add(node);
        }
    }

    fn add(&mut self, node: Node) {
        if self.lost > 0 {
            return;
        }
        match self.open.last_mut().map(|open| &mut open.value) {
            Some(Value::List(items)) => items.push(node),
            Some(Value::Map(entries)) => {
                let Some(waiting) = self.keys.last_mut() else { return };
                match waiting.take() {
                    Some((key, line)) => entries.push(Entry { key, line, node }),
                    None => {
                        let key = if let Value::Text(key) = node.value { key } else { String::new() };
                        *waiting = Some((key, node.line));
                    }
                }
            }
            _ => self.done.push(node),
        }
    }

    fn named(&mut self, key: &str, line: u32) {
        self.add(Node { line, value: Value::Text(key.to_owned()) });
    }

    /// What was built; what is still open ends here.
    fn finish(mut self) -> Vec<Node> {
        self.lost = 0;
        while !self.open.is_empty() {
            self.end();
        }
        self.done
    }
}

/// Puts in place of the key `<<` what stands under it, where there is no such key yet.
fn merge(entries: &mut Vec<Entry>) {
    if entries.iter().all(|entry| entry.key != "<<") {
        return;
    }
    let (merged, own): (Vec<Entry>, Vec<Entry>) = entries.drain(..).partition(|entry| entry.key == "<<");
    let mut known: HashSet<String> = own.iter().map(|entry| entry.key.clone()).collect();
    *entries = own;
    for entry in merged {
        let maps = match entry.node.value {
            Value::List(items) => items,
            _ => vec![entry.node],
        };
        for map in maps {
            if let Value::Map(inside) = map.value {
                entries.extend(inside.into_iter().filter(|entry| known.insert(entry.key.clone())));
            }
        }
    }
}

/// The documents of a YAML or JSON text, up to the first fault, and that.
pub(super) fn yaml(text: &str) -> (Vec<Node>, Option<Fault>) {
    let mut options = Options::default();
    options.flow_nesting_limit = MOST_DEPTH;
    options.block_nesting_limit = MOST_DEPTH;
    let mut builder = Builder::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = match event {
            Ok(found) => found,
            Err(error) => {
                let line = u32::try_from(error.marker().line()).unwrap_or(u32::MAX).max(1);
                let message = format!("not YAML: {}", error.info());
                return (builder.finish(), Some((line, message)));
            }
        };
        let line = u32::try_from(span.start.line()).unwrap_or(u32::MAX).max(1);
        match event {
            YamlEvent::Scalar(text, _, anchor, _) => {
                let node = Node { line, value: Value::Text(text.into_owned()) };
                builder.remember(anchor, &node);
                builder.add(node);
            }
            YamlEvent::Alias(anchor) => builder.alias(line, anchor),
            YamlEvent::SequenceStart(_, anchor, _) => {
                builder.begin(line, Value::List(Vec::new()));
                builder.anchor(anchor);
            }
            YamlEvent::MappingStart(_, anchor, _) => {
                builder.begin(line, Value::Map(Vec::new()));
                builder.anchor(anchor);
            }
            YamlEvent::SequenceEnd | YamlEvent::MappingEnd => builder.end(),
            _ => {}
        }
    }
    (builder.finish(), None)
}

/// The document of a JSON text.
///
/// # Errors
/// When it is not JSON.
pub(super) fn json(text: &str) -> Result<Node, Fault> {
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
        return Err((line, format!("not JSON: {error}")));
    }
    // All JSON is YAML, and the reader of YAML knows lines.
    let (documents, fault) = yaml(text);
    match (documents.into_iter().next(), fault) {
        (_, Some((line, message))) => Err((line, message.replacen("not YAML", "not JSON", 1))),
        (document, None) => Ok(document.unwrap_or_default()),
    }
}

/// The document of a TOML text.
///
/// # Errors
/// When it is not TOML.
pub(super) fn toml(text: &str) -> Result<Node, Fault> {
    let mut lines = Lines::new(text);
    let table = DeTable::parse(text).map_err(|error| {
        let line = lines.of(error.span().map_or(0, |span| span.start));
        (line, format!("not TOML: {}", error.message()))
    })?;
    let mut builder = Builder::default();
    add_table(&mut builder, &mut lines, table.span().start, table.get_ref(), 0);
    Ok(builder.finish().into_iter().next().unwrap_or_default())
}

fn add_table(builder: &mut Builder, lines: &mut Lines<'_>, at: usize, table: &DeTable<'_>, depth: usize) {
    builder.begin(lines.of(at), Value::Map(Vec::new()));
    for (key, value) in table {
        builder.named(key.get_ref(), lines.of(key.span().start));
        add_value(builder, lines, value.span().start, value.get_ref(), depth + 1);
    }
    builder.end();
}

fn add_value(builder: &mut Builder, lines: &mut Lines<'_>, at: usize, value: &DeValue<'_>, depth: usize) {
    let line = lines.of(at);
    match value {
        // What comes deeper is lost; going there would take stack for nothing.
        _ if depth > MOST_DEPTH => builder.add(Node { line, value: Value::Nothing }),
        DeValue::Table(table) => add_table(builder, lines, at, table, depth),
        DeValue::Array(values) => {
            builder.begin(line, Value::List(Vec::new()));
            for value in values.iter() {
                add_value(builder, lines, value.span().start, value.get_ref(), depth + 1);
            }
            builder.end();
        }
        DeValue::String(text) => builder.add(Node { line, value: Value::Text(text.to_string()) }),
        DeValue::Integer(number) => builder.add(Node { line, value: Value::Text(number.to_string()) }),
        DeValue::Float(number) => builder.add(Node { line, value: Value::Text(number.to_string()) }),
        DeValue::Boolean(truth) => builder.add(Node { line, value: Value::Text(truth.to_string()) }),
        DeValue::Datetime(time) => builder.add(Node { line, value: Value::Text(time.to_string()) }),
    }
}

/// An XML element that is open.
#[derive(Default)]
struct Element {
    line: u32,
    entries: Vec<Entry>,
    text: String,
}

impl Element {
    fn new(start: &BytesStart<'_>, line: u32) -> Self {
        let attributes = start.attributes().flatten().map(|attribute| {
            let text = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_default().into_owned();
            let node = Node { line, value: Value::Text(text) };
            Entry { key: attribute.key.local_name().into_inner().to_owned(), line, node }
        });
        Self { line, entries: attributes.collect(), text: String::new() }
    }

    fn into_node(self) -> Node {
        let value = if self.entries.is_empty() { Value::Text(self.text) } else { Value::Map(self.entries) };
        Node { line: self.line, value }
    }
}

/// The root element of an XML text, up to the first fault, and that. Attributes come as keys, like the
/// elements inside; prefixes of names are left out.
pub(super) fn xml(text: &str) -> (Node, Option<Fault>) {
    let mut lines = Lines::new(text);
    let mut reader = Reader::from_str(text);
    let mut open: Vec<(String, Element)> = vec![(String::new(), Element::default())];
    let mut lost = 0_usize;
    let mut fault = None;
    let mut unknown = None;
    loop {
        let at = reader.buffer_position() as usize;
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                fault = Some((lines.of(reader.error_position() as usize), format!("not XML: {error}")));
                break;
            }
        };
        match event {
            XmlEvent::Start(_) if lost > 0 || open.len() > MOST_DEPTH => lost += 1,
            XmlEvent::Start(start) => {
                let name = start.local_name().into_inner().to_owned();
                open.push((name, Element::new(&start, lines.of(at))));
            }
            XmlEvent::Empty(start) if lost == 0 => {
                let name = start.local_name().into_inner().to_owned();
                open.push((name, Element::new(&start, lines.of(at))));
                close(&mut open);
            }
            XmlEvent::End(_) if lost > 0 => lost -= 1,
            XmlEvent::End(_) => close(&mut open),
            XmlEvent::Text(written) if lost == 0 => {
                if let Some((_, element)) = open.last_mut() {
                    element.text.push_str(&written.xml10_content());
                }
            }
            XmlEvent::GeneralRef(name) if lost == 0 => {
                let known = match name.resolve_char_ref() {
                    Ok(Some(letter)) => Some(letter.to_string()),
                    _ => resolve_predefined_entity(&name.xml10_content()).map(str::to_owned),
                };
                match (known, open.last_mut()) {
                    (Some(known), Some((_, element))) => element.text.push_str(&known),
                    _ => {
                        let message = format!("what the entity `{}` stands for is not filled in", name.xml10_content());
                        unknown.get_or_insert((lines.of(at), message));
                    }
                }
            }
            XmlEvent::Eof => break,
            _ => {}
        }
    }
    if fault.is_none() && open.len() > 1 {
        fault = Some((lines.of(text.len()), "not XML: an element does not end".to_owned()));
    }
    while open.len() > 1 {
        close(&mut open);
    }
    let root = open.pop().and_then(|(_, mut document)| document.entries.pop());
    (root.map(|entry| entry.node).unwrap_or_default(), fault.or(unknown))
}

/// Ends the innermost element. The first stands for the document and does not end.
fn close(open: &mut Vec<(String, Element)>) {
    if open.len() > 1
        && let Some((key, element)) = open.pop()
        && let Some((_, around)) = open.last_mut()
    {
        around.entries.push(Entry { key, line: element.line, node: element.into_node() });
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(node: &Node, expected: &Expect) {
        let shown: Vec<String> = node
            .walk()
            .map(|entry| format!("{}:{} {}\n", entry.line, entry.key, entry.node.text().unwrap_or_default()))
            .collect();
        expected.assert_eq(&shown.concat());
    }

    #[test]
    fn every_notation_gives_the_same_tree() {
        let (documents, fault) = yaml("a:\n  - b: 1\n  - &x {c: two}\n---\nd: *x\n");
        assert!(fault.is_some() && documents.len() == 2, "{fault:?} {documents:?}");
        check(
            &documents[0],
            &expect![[r#"
            1:a 
            2:b 1
            3:c two
        "#]],
        );
        check(
            &json("{\n\t\"a\": [\n\t\t{\"b\": 1, \"c\": null}\n\t]\n}").unwrap(),
            &expect![[r#"
            2:a 
            3:b 1
            3:c null
        "#]],
        );
        check(
            &toml("a = 1\n[b.c]\nd = [{ e = \"f\" },\n { e = true }]\n").unwrap(),
            &expect![[r#"
            1:a 1
            2:b 
            2:c 
            3:d 
            3:e f
            4:e true
        "#]],
        );
        let (root, fault) = xml("<p xmlns='u'>\n <a k='&amp;v'>\n<b>x</b></a>\n <x:c>y</x:c>\n</p>");
        assert_eq!(fault, None);
        check(
            &root,
            &expect![[r#"
            1:xmlns u
            2:a 
            4:c y
            2:k &v
            3:b x
        "#]],
        );
    }

    #[test]
    fn what_is_nested_too_deeply_is_left_out() {
        let deep = 100_000;
        assert!(json(&format!("{}{}", "[".repeat(deep), "]".repeat(deep))).is_err());
        assert!(yaml(&"[".repeat(deep)).1.is_some());
        assert!(yaml(&"- ".repeat(deep)).1.is_some());
        assert!(toml(&format!("a = {}{}", "[".repeat(deep), "]".repeat(deep))).is_err());
        let (root, _) = xml(&format!("<r>{}<z/>{}<end/></r>", "<a>".repeat(deep), "</a>".repeat(deep)));
        assert_eq!(root.walk().filter(|entry| entry.key == "end").count(), 1);
        assert!(root.walk().count() <= MOST_DEPTH + 1);
    }

    #[test]
    fn aliases_and_entities_stay_small() {
        let mut bomb = "a0: &a0 [x, x]\n".to_owned();
        for level in 1..40 {
            let before = level - 1;
            bomb += &format!("a{level}: &a{level} [*a{before}, *a{before}]\n");
        }
        let (documents, fault) = yaml(&bomb);
        assert_eq!(fault, None);
        assert_eq!(documents[0].entries().len(), 40);
        let (root, _) = xml("<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><r><x>&b;</x></r>");
        assert_eq!(root.text_at("x"), None);
    }
}
