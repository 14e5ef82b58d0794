//! Decisions as a page for the terminal.

use layra_advise::gather::in_words;
use layra_advise::{Review, Reviewed, Stands, Turned};

use super::page::Page;
use super::style::{AGAINST, DIM, STRONG};
use super::text::Text;

/// The decisions, each with what there is to look at.
pub(crate) fn render(review: &Review, width: usize) -> String {
    let mut page = Page::new(width.min(100));
    for decision in &review.decisions {
        page.blank();
        let slug = decision.pattern.as_ref().map(|slug| format!(" {slug}")).unwrap_or_default();
        page.paragraph(0, &Text::styled(STRONG, &decision.title).push(DIM, slug));
        page.paragraph(2, &Text::styled(DIM, about(decision)));
        if decision.due {
            page.paragraph(2, &Text::styled(AGAINST, "review is due"));
        }
        for change in &decision.changed {
            let text = match &change.from {
                Some(from) => format!("{} was {}, is {}", change.fact, in_words(from), in_words(&change.to)),
                None => format!("{} was not known, is {}", change.fact, in_words(&change.to)),
            };
            page.item(2, &Text::styled(DIM, "•"), &text.as_str().into());
        }
        if let Some(turned) = &decision.turned {
            page.paragraph(2, &Text::styled(AGAINST, "the advice has turned").plain(format!(": {}", said(turned))));
        }
    }
    page.finish()
}

/// How many there are, and how many to look at again.
pub(crate) fn summary(review: &Review) -> String {
    let count = |is: &dyn Fn(&Reviewed) -> bool| review.decisions.iter().filter(|decision| is(decision)).count();
    let due = count(&|decision| decision.due);
    let changed = count(&|decision| !decision.changed.is_empty());
    let turned = count(&|decision| decision.turned.is_some());
    let total = match review.decisions.len() {
        0 => return "no decisions; `layra decide` records one".to_owned(),
        1 => "1 decision".to_owned(),
        many => format!("{many} decisions"),
    };
    let facts = if review.compared {
        format!("facts of {changed} have changed, the advice on {turned} has turned")
    } else {
        "no facts to compare them with (`--facts FILE`, or `facts` in layra.toml)".to_owned()
    };
    format!("{total}; due by {}: {due}; {facts}", review.day)
}

fn about(decision: &Reviewed) -> String {
    let status = decision.status.clone();
    let date = decision.date.map(|date| date.to_string());
    let scope = Some(&decision.scope).filter(|scope| !scope.as_str().is_empty()).map(|scope| format!("for {scope}"));
    let review = decision.review.map(|review| format!("review by {review}"));
    let record = decision.adr.as_ref().map_or("no record".to_owned(), ToString::to_string);
    let parts = status.into_iter().chain(date).chain(scope).chain(review).chain([record]);
    parts.collect::<Vec<_>>().join(", ")
}

fn said(turned: &Turned) -> String {
    let stands = |stands| match stands {
        Stands::Recommended => "recommended",
        Stands::NotRecommended => "not recommended",
        Stands::RuledOut => "ruled out",
    };
    let slugs: Vec<&str> = turned.recommended.iter().map(|slug| slug.as_str()).collect();
    let recommended = if slugs.is_empty() { "nothing".to_owned() } else { slugs.join(", ") };
    format!("it was {} and is {}; recommended now: {recommended}", stands(turned.from), stands(turned.to))
}
