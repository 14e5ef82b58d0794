//! The interview of `layra advise`: a few questions, and the answer as it forms.
//!
//! The adviser says which question would move the answer most ([`layra_advise::advise`]); here it is asked.
//! Lines go in and out, nothing is drawn: that works on every terminal, with a screen reader and through
//! a connection that is slow.

use std::io;

use layra_advise::gather::{self, GatherError, in_words};
use layra_advise::{Advice, Known, Situation, Verdict, advise};
use layra_catalog::vocabulary::{Fact, FactKind};
use layra_catalog::{Catalog, Slug};

use crate::terminal::page::Page;
use crate::terminal::style::{DIM, STRONG};
use crate::terminal::text::Text;

/// Most questions asked.
const MOST: usize = 8;
/// Columns of what is said.
const WIDTH: usize = 80;

/// Somebody who is asked.
pub(crate) trait Partner {
    /// Says something: styled lines.
    fn say(&mut self, styled: &str);

    /// Hears an answer, one line; `None` when the other has left.
    ///
    /// # Errors
    /// When nothing can be heard.
    fn hear(&mut self) -> io::Result<Option<String>>;
}

/// Asks up to eight questions, each about what would move the answer most, and gives the facts that came
/// of them. `today` is what there is already.
///
/// # Errors
/// When answers cannot be read.
pub(crate) fn interview(catalog: &Catalog, today: &[Slug], partner: &mut dyn Partner) -> io::Result<Vec<Known>> {
    let mut talk = Talk::default();
    partner.say(&introduction());
    loop {
        let advice = advise(catalog, &talk.situation(), today);
        let next = match talk.ahead.last() {
            Some(reply) => Some(reply.fact.as_str()),
            None if talk.replies.len() == MOST => None,
            None => advice.next_question.as_ref().map(|question| question.fact.as_str()),
        };
        let Some(fact) = next.and_then(|id| catalog.vocabulary().fact(id)) else { break };
        partner.say(&talk.question(&advice, fact));
        match talk.answer(fact, partner)? {
            Heard::Reply(known) => {
                talk.ahead.pop();
                talk.replies.push(Reply { fact: fact.id.clone(), known });
            }
            Heard::Back => match talk.replies.pop() {
                Some(reply) => talk.ahead.push(reply),
                None => partner.say("this is the first question"),
            },
            Heard::Enough => break,
        }
    }
    Ok(talk.known())
}

/// What was said to a question: what is known now, or nothing.
struct Reply {
    fact: String,
    known: Option<Known>,
}

enum Heard {
    Reply(Option<Known>),
    Back,
    Enough,
}

#[derive(Default)]
struct Talk {
    /// What was said to the questions before this one.
    replies: Vec<Reply>,
    /// What was said to this one and those after it, where somebody went back; the last comes first.
    ahead: Vec<Reply>,
}

impl Talk {
    /// All that was said and not taken back.
    fn said(&self) -> impl Iterator<Item = &Reply> {
        self.replies.iter().chain(&self.ahead)
    }

    fn known(&self) -> Vec<Known> {
        self.said().filter_map(|reply| reply.known.clone()).collect()
    }

    fn situation(&self) -> Situation {
        let declined = self.said().filter(|reply| reply.known.is_none()).map(|reply| reply.fact.clone());
        Situation { facts: self.known(), declined: declined.collect(), ..Situation::default() }
    }

    /// The answer so far, and the next question.
    fn question(&self, advice: &Advice, fact: &Fact) -> String {
        let mut page = Page::new(WIDTH);
        page.line(Text::default());
        if self.said().next().is_some() {
            page.paragraph(0, &Text::styled(DIM, "so far: ").join(so_far(advice)));
        }
        let number = format!("{}/{MOST} ", self.replies.len() + 1);
        page.paragraph(0, &Text::styled(DIM, number).push(STRONG, &fact.ask));
        for (nth, choice) in (1..).zip(&fact.choices) {
            let text = Text::styled(STRONG, &choice.id).plain(format!(": {}", choice.means));
            page.item(2, &Text::from(format!("{nth}")), &text);
        }
        let kept = match self.ahead.last().map(|reply| &reply.known) {
            None => "Enter if you do not know".to_owned(),
            Some(None) => "Enter: still not known".to_owned(),
            Some(Some(known)) => format!("Enter: still {}; ? if you do not know", in_words(&known.value)),
        };
        page.paragraph(2, &Text::styled(DIM, format!("{}; {kept}", expected(fact))));
        page.finish().trim_end().to_owned()
    }

    /// Hears what somebody says to the question for `fact`, until it is an answer.
    fn answer(&self, fact: &Fact, partner: &mut dyn Partner) -> io::Result<Heard> {
        loop {
            let Some(line) = partner.hear()? else { return Ok(Heard::Enough) };
            match line.trim().to_lowercase().as_str() {
                "" => return Ok(Heard::Reply(self.ahead.last().and_then(|reply| reply.known.clone()))),
                "?" => return Ok(Heard::Reply(None)),
                "b" | "back" => return Ok(Heard::Back),
                "q" | "quit" => return Ok(Heard::Enough),
                _ => {}
            }
            match gather::from_answer(fact, &line) {
                Ok(known) => return Ok(Heard::Reply(Some(known))),
                Err(GatherError::OutOfRange { low, high, unit, .. }) => {
                    partner.say(&Text::from(format!("it lies between {low} and {high} {unit}")).to_string());
                }
                Err(_) => partner.say(&Text::from(format!("that was not understood: {}", expected(fact))).to_string()),
            }
        }
    }
}

fn introduction() -> String {
    let text = format!(
        "At most {MOST} questions; the one that matters most comes first. `b` goes back, `q` ends and gives the \
         answer to what was said."
    );
    let mut page = Page::new(WIDTH);
    page.paragraph(0, &Text::default().prose(text));
    page.finish().trim_end().to_owned()
}

fn so_far(advice: &Advice) -> Text {
    match advice.verdict {
        Verdict::NotDetermined => Text::from("not determined yet"),
        Verdict::NothingFits => Text::from("nothing fits"),
        Verdict::Recommended => {
            let names: Vec<&str> = advice.recommended.iter().map(|one| one.name.as_str()).collect();
            Text::from(names.join(", "))
        }
    }
}

/// What an answer looks like.
fn expected(fact: &Fact) -> String {
    match fact.kind {
        FactKind::Flag => "y or n".to_owned(),
        FactKind::Choice => format!("1 to {}, or the word", fact.choices.len()),
        FactKind::Number => format!("a number of {}, as 6, 6-8 or 8+", fact.unit.as_deref().unwrap_or("units")),
    }
}

#[cfg(test)]
mod tests;
