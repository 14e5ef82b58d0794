//! Draws from the facts of a text what they say of other facts: three people are one team.
//!
//! What implies what is data: [`Fact::implied`](layra_catalog::vocabulary::Fact::implied).

use layra_catalog::Vocabulary;
use layra_catalog::condition::{Facts, Truth};

use crate::situation::{Known, Source};

/// Adds what `known` implies, fact by fact: what a fact implies counts for those after it. Facts in `open` are
/// spoken of by the text itself and are left alone.
pub(super) fn imply(vocabulary: &Vocabulary, known: &mut Vec<Known>, open: &[&str]) {
    let mut facts: Facts = known.iter().map(|known| (known.fact.clone(), known.value.clone())).collect();
    for fact in &vocabulary.facts {
        if facts.contains_key(&fact.id) || open.contains(&fact.id.as_str()) {
            continue;
        }
        for implied in &fact.implied {
            if implied.condition.evaluate(&facts) != Truth::True {
                continue;
            }
            // The words that speak are those of the first fact the condition asks for.
            let asked = implied.condition.facts();
            let words = known.iter().find(|known| asked.contains(known.fact.as_str())).map(|known| &known.source);
            let Some(source @ (Source::Read { .. } | Source::Heard { .. })) = words.cloned() else { continue };
            facts.insert(fact.id.clone(), implied.value.clone());
            known.push(Known { fact: fact.id.clone(), value: implied.value.clone(), source });
            break;
        }
    }
}
