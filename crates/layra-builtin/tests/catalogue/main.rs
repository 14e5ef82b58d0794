//! What must hold of the built-in entries: one file for each invariant.

/// Decision rows contradict neither themselves nor each other nor a veto.
mod agreement;
/// Every question people ask leads to one pattern.
mod asked;
/// The exact search for values of facts that the other tests share.
mod assignments;
/// Labs measure what blueprints say, and contradict no entry.
mod blueprints;
/// Each of these tests finds what it looks for, in a catalogue made to offend.
mod broken;
/// Every section is there, and long enough.
mod complete;
/// Every diagram hangs together.
mod connected;
/// The example in the guide to writing entries is right.
mod documented;
/// Every fact is tested by two statements.
mod facts;
/// Labels of the diagrams are short.
mod labels;
/// Every link, slug and citation leads somewhere.
mod links;
/// Every name leads to one pattern, and ids are short.
mod names;
/// How the tests show what they find.
mod offence;
/// Nothing the original database says has been left out.
mod original;
/// Nothing is worded after an evaluation text.
mod own_words;
/// Every pattern can be recommended, every statement can speak.
mod reachable;
/// What two entries say of each other can be true at once.
mod relations;
/// Every text with its place, for the tests that read all of them.
mod texts;
/// Budgets in tokens are kept, and counted as the tokenizer counts.
mod tokens;
