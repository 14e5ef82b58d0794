//! What a record says, and that it reads back as what it was written from.

use expect_test::{Expect, expect};
use layra_catalog::SourceText;
use layra_project::{Record, edit};
use proptest::prelude::*;

use super::*;
use crate::fixture::{kitchen, situation};
use crate::{Source, Wish, gather};

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect(text)
}

fn decided(pattern: &str) -> Decided {
    Decided {
        pattern: slug(pattern),
        title: None,
        scope: RepoPath::default(),
        status: Status::Accepted,
        date: Date::constant(2026, 3, 6),
        review: Date::constant(2027, 3, 6),
        rejected: Vec::new(),
    }
}

fn told(facts: &str, wishes: &[&str]) -> Situation {
    let mut situation = situation(&kitchen(), facts);
    situation.wishes =
        wishes.iter().map(|wish| Wish { slug: slug(wish), words: "*please*".into(), named: true }).collect();
    situation
}

fn check(situation: &Situation, decided: &Decided, expected: Expect) {
    let shown = match record(&kitchen(), situation, decided) {
        Ok(recorded) => {
            let decision = recorded.decision(RepoPath::parse("docs/0001.md").expect("a path"));
            let kept = edit::with_decision("", &decision).expect("an empty text takes it");
            format!("{}\n{}--- layra.toml\n{kept}", recorded.file, recorded.text)
        }
        Err(error) => format!("error: {error}\n"),
    };
    expected.assert_eq(&shown);
}

#[test]
fn a_record_says_what_was_known_and_why_it_was_decided_so() {
    let mut situation = told("guests=4..6, has-power", &["samovar"]);
    situation.facts[0].source = Source::Read { words: "four to six\n# of <us>".into() };
    check(
        &situation,
        &decided("kettle"),
        expect![[r#"
        use-kettle.md
        ---
        status: accepted
        date: 2026-03-06
        ---

        # Use Kettle

        ## Context and Problem Statement

        What boils the water?

        What is known:

        * How many people drink tea? 4 to 6 people (`guests`; read from “four to six \# of \<us\>”)
        * Is there a socket? yes (`has-power`; stated: --fact)

        Wished for, which is no fact:

        * Samovar (“\*please\*”)

        ## Considered Options

        * Kettle (`kettle`)
        * Samovar (`samovar`), which was wished for
        * Campfire (`campfire`)

        ## Decision Outcome

        Chosen option: "Kettle", because:

        * “There is a socket.” (`kettle#socket`): `has-power` yes
        * “A few people want tea.” (`kettle#few`): `guests` 4 to 6

        Rejected, and not to come back without a new decision:

        * Samovar: Kettle was chosen for the same question: What boils the water?

        ### Consequences

        * Good, because “Boils in three minutes.” (`kettle#quick`)
        * Bad, because “Holds two litres.” (`kettle#small`)
        * Neutral, because it needs first: “A socket.” (`kettle#buy`)

        ### Confirmation

        Run `layra check` at the root of the repository: it holds the code to the `[[decision]]` on `kettle` in `layra.toml`.

        ## Pros and Cons of the Options

        ### Kettle

        Boils water where there is a socket.

        What it wins and costs stands above.

        ### Samovar

        Keeps water hot all day.

        ### Campfire

        Boils water outside.

        ## More Information

        Review by 2027-03-06, or earlier:

        * once this is no longer so: There is a socket (has-power)

        `layra decisions` compares the facts on which this was decided with those of a later day:

        ```toml layra-facts
        guests = [4, 6] # read from “four to six# of <us>”
        has-power = true # stated: --fact
        ```
        --- layra.toml
        [[decision]]
        pattern = "kettle"
        adr = "docs/0001.md"
        rejected = [
            { pattern = "samovar", why = "Kettle was chosen for the same question: What boils the water?" },
        ]
    "#]],
    );
}

#[test]
fn a_decision_against_the_advice_says_so() {
    let choice = Decided { scope: RepoPath::parse("hall").expect("a path"), ..decided("samovar") };
    check(
        &told("guests=2, has-power", &["samovar"]),
        &choice,
        expect![[r#"
        use-samovar-in-hall.md
        ---
        status: accepted
        date: 2026-03-06
        ---

        # Use Samovar in hall

        ## Context and Problem Statement

        This is about `hall`. What boils the water?

        What is known:

        * How many people drink tea? 2 people (`guests`; stated: --fact)
        * Is there a socket? yes (`has-power`; stated: --fact)

        Wished for, which is no fact:

        * Samovar (“\*please\*”)

        ## Considered Options

        * Samovar (`samovar`), which was wished for
        * Kettle (`kettle`)
        * Campfire (`campfire`)

        ## Decision Outcome

        Chosen option: "Samovar". No statement of the catalogue is known to speak for it here.

        What speaks against it:

        * “One or two people.” (`samovar#alone`): `guests` 2

        This is decided against the advice, which recommends Kettle (`kettle`) here.

        ### Consequences

        The catalogue names none.

        ### Confirmation

        Run `layra check` at the root of the repository: it holds the code to the `[[decision]]` on `samovar` in `layra.toml`.

        ## Pros and Cons of the Options

        ### Samovar

        Keeps water hot all day.

        What it wins and costs stands above.

        ### Kettle

        Boils water where there is a socket.

        * Good, because “There is a socket.” (`kettle#socket`): `has-power` yes
        * Good, because “A few people want tea.” (`kettle#few`): `guests` 2
        * Good, because “Cheaper.” (`kettle#or-samovar`): `guests` 2
        * Good, because “Boils in three minutes.” (`kettle#quick`)
        * Bad, because “Holds two litres.” (`kettle#small`)

        ### Campfire

        Boils water outside.

        ## More Information

        Review by 2027-03-06.

        `layra decisions` compares the facts on which this was decided with those of a later day:

        ```toml layra-facts
        guests = 2 # stated: --fact
        has-power = true # stated: --fact
        ```
        --- layra.toml
        [[decision]]
        pattern = "samovar"
        adr = "docs/0001.md"
        scope = "hall"
    "#]],
    );
}

#[test]
fn nothing_known_is_said_too() {
    check(
        &Situation::default(),
        &decided("shelf"),
        expect![[r#"
        use-shelf.md
        ---
        status: accepted
        date: 2026-03-06
        ---

        # Use Shelf

        ## Context and Problem Statement

        What is it served from?

        No fact of the situation was stated.

        ## Considered Options

        * Shelf (`shelf`)

        ## Decision Outcome

        Chosen option: "Shelf". No statement of the catalogue is known to speak for it here.

        On what is known, the advice recommends nothing yet.

        ### Consequences

        The catalogue names none.

        ### Confirmation

        Run `layra check` at the root of the repository: it holds the code to the `[[decision]]` on `shelf` in `layra.toml`.

        ## Pros and Cons of the Options

        ### Shelf

        Holds mugs.

        What it wins and costs stands above.

        ## More Information

        Review by 2027-03-06.
        --- layra.toml
        [[decision]]
        pattern = "shelf"
        adr = "docs/0001.md"
    "#]],
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let rejecting = |what: Rejectable, why: Option<&str>| Decided {
        rejected: vec![(what, why.map(str::to_owned))],
        ..decided("kettle")
    };
    let nothing = Situation::default();
    check(
        &nothing,
        &decided("teapot"),
        expect![[r#"
        error: no pattern is called `teapot`
    "#]],
    );
    check(
        &nothing,
        &rejecting(Rejectable::Pattern(slug("kettle")), Some("No.")),
        expect![[r#"
        error: `kettle` is chosen and rejected at once
    "#]],
    );
    check(
        &nothing,
        &rejecting(Rejectable::Pattern(slug("tray")), None),
        expect![[r#"
        error: nothing that is known speaks against `tray` here; say why it is rejected
    "#]],
    );
    check(
        &nothing,
        &rejecting(Rejectable::Technology("gas".into()), Some("No.")),
        expect![[r#"
        error: no technology is called `gas`
    "#]],
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_words_leave_the_record_whole(title in "\\PC*|[#`*\\[\\]<>\n -]*", words in "\\PC*|[#`~\n -]*", why in "\\PC*|[#`\n]*") {
        let catalog = kitchen();
        let mut situation = told("guests=4, has-power", &[]);
        situation.facts[0].source = Source::Read { words: words.clone() };
        situation.wishes = vec![Wish { slug: slug("samovar"), words, named: true }];
        let rejected = vec![(Rejectable::Pattern(slug("campfire")), Some(format!("No. {why}")))];
        let choice = Decided { title: Some(title.clone()), rejected, ..decided("kettle") };
        let recorded = record(&catalog, &situation, &choice).expect("recorded");
        prop_assert_eq!(&recorded, &record(&catalog, &situation, &choice).expect("recorded"));
        let path = RepoPath::parse(&format!("docs/0001-{}", recorded.file)).expect("a path");
        let source = SourceText { path: path.to_string(), text: recorded.text };
        let read = Record::parse(&path, &source);
        prop_assert_eq!(read.status.as_deref(), Some("accepted"));
        prop_assert_eq!((read.date, read.review), (Some(choice.date), Some(choice.review)));
        let headings = source.text.lines().filter(|line| line.starts_with("## ")).count();
        prop_assert_eq!(headings, 5, "{}", source.text);
        let facts = gather::from_toml(catalog.vocabulary(), &read.facts.expect("kept").text, "").expect("facts");
        prop_assert!(facts.iter().map(|known| &known.value).eq(situation.facts.iter().map(|known| &known.value)));
    }
}
