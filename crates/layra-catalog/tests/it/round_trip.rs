//! Any entry survives the way out and back in.
//!
//! Entries are made at random, from a fixed seed, out of words that are easy to mistake for
//! structure.

use layra_catalog::import::{Options, import};
use layra_catalog::pattern::{
    Component, DecisionRow, Example, Reference, ReferenceKind, Relation, Stack, Statement, Team, TradeOff, Weight,
};
use layra_catalog::relation::RelationKind;
use layra_catalog::{Catalog, Category, Contents, Masthead, Pattern, Slug, export};

/// Words of texts; any of them may stand anywhere in one.
const WORDS: &[&str] = &[
    "-",
    ">",
    "#",
    "##",
    "###",
    "---",
    "|",
    "*",
    "+",
    "1.",
    "C#",
    ".NET",
    "(a",
    "b)",
    "`code`",
    "`",
    "**bold**",
    "[low]",
    "[a](b)",
    "by",
    "w+r>n",
    "10",
    "20",
    "pgtide",
    "gRPC",
    "Overview",
    "Pros",
    "You",
    "need",
    "the",
    "tide.",
    "x,",
    "—",
    "```",
    "\"q",
    "q\"",
    "**Category:**",
    "**vs",
    "(book)",
    "Größe",
    "e.g.",
    "vs",
    "&",
    "!",
    "\\",
    "'",
    "{}",
    "%",
];
/// Words of names, titles and authors.
const NAME_WORDS: &[&str] = &["Tide", "pool", "C#", "/", ".NET", "(Port, 3)", "#", "gRPC", "-", "&", "N-Tier", "Größe"];

/// A small generator of numbers (xorshift64), so that a failing case comes back.
struct Random(u64);

impl Random {
    fn from_seed(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn text(&mut self) -> String {
        (0..1 + self.below(12)).map(|_| self.pick(WORDS)).collect::<Vec<_>>().join(" ")
    }

    fn name(&mut self) -> String {
        let words = (0..self.below(4)).map(|_| self.pick(NAME_WORDS)).collect::<Vec<_>>().join(" ");
        format!("T{} {words}", self.below(1000)).trim().to_owned()
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(4)).map(|_| item(self)).collect()
    }

    /// A text that may hold code over several lines.
    fn block(&mut self) -> String {
        if self.below(4) > 0 {
            return format!("so {}", self.text());
        }
        let code = ["# code", "", "## When to Use", "- item", "  deep:", "---", "# Name", "**Category:** x | y"];
        let lines: Vec<&str> = (0..self.below(6)).map(|_| self.pick(&code)).collect();
        format!("Like so:\n\n```x\n{}\n```\n\nand {}", lines.join("\n"), self.pick(&["so", "on - and on"]))
    }

    fn overview(&mut self) -> String {
        let blocks: Vec<String> = (0..self.below(5))
            .map(|_| match self.below(4) {
                0 => format!("### {}", self.name()),
                1 => format!("- {}\n- {}", self.name(), self.name()),
                2 => format!("---\n\n{}", self.block()),
                _ => format!("so {}", self.block()),
            })
            .collect();
        format!("It {}", blocks.join("\n\n")).trim().to_owned()
    }

    fn reference(&mut self) -> Reference {
        let with_authors = self.below(4) > 0;
        Reference {
            title: self.name(),
            authors: if with_authors { vec![self.name(), "M. Ebb et al. (Foam, Inc)".into()] } else { Vec::new() },
            year: (self.below(2) == 0).then_some(1000 + self.below(1100) as u16),
            kind: (self.below(2) == 0).then(|| self.pick(ReferenceKind::ALL)),
            isbn: None,
            doi: None,
            url: None,
        }
    }

    fn pattern(&mut self, nth: usize) -> Pattern {
        let statement = |random: &mut Self| Statement {
            id: String::new(),
            say: random.block(),
            condition: None,
            weight: 2,
            veto: false,
        };
        let trade_off = |random: &mut Self| TradeOff {
            id: String::new(),
            weight: random.pick(Weight::ALL),
            quality: Vec::new(),
            say: random.block(),
        };
        let mut aliases: Vec<String> = self.list(|random| random.name());
        aliases.sort();
        aliases.dedup();
        Pattern {
            slug: Slug::parse(&format!("p{nth}")).expect("a slug"),
            name: self.name(),
            category: self.pick(Category::ALL),
            concern: None,
            complexity: 1 + self.below(5) as u8,
            team: Team { label: "Small to Large".into(), min: 2, max: self.pick(&[None, Some(9)]), note: None },
            aliases,
            summary: self.text(),
            use_when: self.list(statement),
            avoid_when: self.list(statement),
            components: self.list(|random| Component { id: String::new(), name: random.name(), does: random.block() }),
            flows: Vec::new(),
            pros: self.list(trade_off),
            cons: self.list(trade_off),
            stacks: self.list(|random| Stack { name: random.name(), items: random.text(), uses: Vec::new() }),
            examples: self.list(|random| Example { org: random.name(), say: random.block() }),
            versus: self.list(|random| DecisionRow {
                id: String::new(),
                other: random.name(),
                pattern: None,
                say: random.block(),
                prefer_if: None,
                other_if: None,
            }),
            references: self.list(Self::reference),
            overview: if self.below(4) == 0 { String::new() } else { self.overview() },
            relations: (0..self.below(4))
                .map(|other| Relation {
                    to: Slug::parse(&format!("p{}", nth + other + 1)).expect("a slug"),
                    kind: RelationKind::Related,
                    say: String::new(),
                })
                .collect(),
            failures: Vec::new(),
            adopt: Vec::new(),
            exits: Vec::new(),
            measures: Vec::new(),
            smells: Vec::new(),
            terms: Vec::new(),
            asked: Vec::new(),
        }
    }

    fn catalog(&mut self) -> Catalog {
        let patterns = (0..1 + self.below(4)).map(|nth| self.pattern(nth)).collect();
        let masthead = Masthead {
            title: "Tides - All of Them".into(),
            base_url: "https://tides.example".into(),
            generated: "2025-01-31".into(),
        };
        Contents { masthead, patterns, ..Contents::default() }.into()
    }
}

/// The pattern without what an export does not say: ids, links of rows, and its own slug.
fn as_published(pattern: &Pattern) -> Pattern {
    let mut pattern = pattern.clone();
    pattern.slug = Slug::parse("p").expect("a slug");
    pattern.use_when.iter_mut().chain(&mut pattern.avoid_when).for_each(|statement| statement.id.clear());
    pattern.components.iter_mut().for_each(|component| component.id.clear());
    pattern.pros.iter_mut().chain(&mut pattern.cons).for_each(|trade_off| trade_off.id.clear());
    for row in &mut pattern.versus {
        row.id.clear();
        row.pattern = None;
    }
    pattern
}

#[test]
fn what_is_exported_is_imported_again() {
    for seed in 1..400 {
        let catalog = Random::from_seed(seed).catalog();
        let text = export::llms_full(&catalog);
        let slugs = catalog.patterns().iter().map(|pattern| (pattern.name.clone(), pattern.slug.clone())).collect();
        let options = Options { slugs, ..Options::default() };
        let once = import(&text, &options).expect("small");
        let (expected, found) = (catalog.patterns().iter().map(as_published), once.patterns.iter().map(as_published));
        for (expected, found) in expected.zip(found) {
            assert_eq!(found, expected, "seed {seed}:\n{text}");
        }
        assert_eq!(once.patterns.len(), catalog.patterns().len(), "seed {seed}:\n{text}");
        assert_eq!(once.account.unaccounted, [], "seed {seed}:\n{text}");
        let again = export::llms_full(&once.catalog());
        let has_links = catalog.patterns().iter().any(|pattern| !pattern.relations.is_empty());
        assert!(again == text || !has_links, "seed {seed}:\n{text}");
        assert_eq!(import(&again, &options).expect("small").patterns, once.patterns, "seed {seed}:\n{text}");
    }
}

#[test]
fn no_word_goes_missing_when_lines_are_folded() {
    for seed in 1..400 {
        let catalog = Random::from_seed(seed).catalog();
        let text = export::llms_full(&catalog).split_whitespace().collect::<Vec<_>>().join(" ");
        let import = import(&text, &Options::default()).expect("small");
        let account = &import.account;
        assert_eq!(account.words, text.split(' ').count());
        assert_eq!(account.kept() + account.markup + account.unaccounted_words, account.words, "seed {seed}");
        // Words may be taken for the wrong section, but none is kept twice or not at all.
        if account.is_complete() {
            let again = export::llms_full(&import.catalog());
            let sorted = |text: &str| {
                let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
                words.sort();
                words
            };
            assert_eq!(sorted(&again), sorted(&text), "seed {seed}");
            assert_eq!(account.reproduced, again.split_whitespace().eq(text.split(' ')), "seed {seed}");
        }
    }
}
