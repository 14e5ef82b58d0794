//! What the application relies on, as checks for whatever keeps the books: the calls are the small half of a
//! port, the promises are the other.

use blueprint_hexagonal_core::domain::{
    Cents, Customer, Invoice, InvoiceNumber, InvoiceRecord, Line, Plan, Status, Subscription, SubscriptionRecord,
};
use blueprint_hexagonal_core::ports::outbound::{Books, BooksError, Changes};
use jiff::civil::{Date, date};

/// A check, given empty books. It says what it found wrong.
pub(crate) type Check = fn(&dyn Books) -> Result<(), String>;

/// All of the checks, by what is promised.
pub(crate) const CHECKS: [(&str, Check); 9] = [
    ("what was kept is found again, whole", found_again),
    ("the unknown is absent, not an error", absent),
    ("a customer has one subscription", one_subscription),
    ("a period has one invoice", one_invoice),
    ("a change to an older version is refused", older_version),
    ("of a commit that is refused nothing is kept", all_or_nothing),
    ("due are those that have begun, by customer, no more than asked for", due),
    ("collectable are those whose next attempt is due, and no paid ones", collectable),
    ("a customer's invoices are told oldest first, and no one else's", invoices),
];

const DAY: Date = date(2026, 1, 31);

fn wanted(right: bool, wrong: &str) -> Result<(), String> {
    right.then_some(()).ok_or_else(|| wrong.to_owned())
}

fn customer(name: &str) -> Result<Customer, String> {
    name.parse().map_err(|_| format!("{name} is no customer"))
}

fn subscription(name: &str, day: Date) -> Result<Subscription, String> {
    Subscription::begin(customer(name)?, Plan::Team, 3, day).map_err(|refusal| refusal.to_string())
}

fn invoice(name: &str, from: Date, status: Status) -> Result<Invoice, String> {
    let number = InvoiceNumber { customer: customer(name)?, from };
    let lines = vec![Line { what: "three \"seats\", já".to_owned(), amount: Cents(-1) }];
    Ok(InvoiceRecord { number, lines, declined: 0, status, version: 0 }.into())
}

fn open(next_try: Date) -> Status {
    Status::Open(next_try)
}

fn commit(books: &dyn Books, subscriptions: Vec<Subscription>, invoices: Vec<Invoice>) -> Result<(), BooksError> {
    books.commit(&Changes { subscriptions, invoices })
}

fn kept(books: &dyn Books, subscriptions: Vec<Subscription>, invoices: Vec<Invoice>) -> Result<(), String> {
    commit(books, subscriptions, invoices).map_err(|error| error.to_string())
}

fn read<T>(answer: Result<T, BooksError>) -> Result<T, String> {
    answer.map_err(|error| error.to_string())
}

fn found_again(books: &dyn Books) -> Result<(), String> {
    let mut first = subscription("ada", DAY)?;
    let made = first.bill(DAY).ok_or("no invoice")?;
    first.change(Plan::Team, 9, DAY).map_err(|refusal| refusal.to_string())?;
    let told = invoice("ada", date(2025, 12, 31), Status::Paid { on: DAY, receipt: "r'1".to_owned() })?;
    let lost = invoice("ada", date(2025, 11, 30), Status::GivenUp(DAY))?;
    kept(books, vec![first.clone()], vec![made.clone(), told.clone(), lost.clone()])?;
    let found = read(books.subscription(&customer("ada")?))?.ok_or("the subscription is lost")?;
    let next = SubscriptionRecord { version: 1, ..(*first).clone() };
    wanted(*found == next, "the subscription is another one")?;
    let invoices = read(books.invoices(&customer("ada")?))?;
    let same = |one: &Invoice, other: &Invoice| **one == InvoiceRecord { version: 1, ..(**other).clone() };
    let all = invoices.iter().zip([lost, told, made]).all(|(found, kept)| same(found, &kept));
    wanted(invoices.len() == 3 && all, "the invoices are others")
}

fn absent(books: &dyn Books) -> Result<(), String> {
    wanted(read(books.subscription(&customer("nobody")?))?.is_none(), "there is a subscription")?;
    wanted(read(books.invoices(&customer("nobody")?))?.is_empty(), "there are invoices")
}

fn one_subscription(books: &dyn Books) -> Result<(), String> {
    kept(books, vec![subscription("ada", DAY)?], Vec::new())?;
    let second = commit(books, vec![subscription("ada", DAY)?], Vec::new());
    wanted(second == Err(BooksError::Conflict), "a second one was kept")
}

fn one_invoice(books: &dyn Books) -> Result<(), String> {
    kept(books, Vec::new(), vec![invoice("ada", DAY, open(DAY))?])?;
    let second = commit(books, Vec::new(), vec![invoice("ada", DAY, open(DAY))?]);
    wanted(second == Err(BooksError::Conflict), "a second one was kept")
}

fn older_version(books: &dyn Books) -> Result<(), String> {
    kept(books, vec![subscription("ada", DAY)?], Vec::new())?;
    let mut first = read(books.subscription(&customer("ada")?))?.ok_or("lost")?;
    let mut second = first.clone();
    first.cancel().map_err(|refusal| refusal.to_string())?;
    kept(books, vec![first], Vec::new())?;
    second.change(Plan::Team, 9, DAY).map_err(|refusal| refusal.to_string())?;
    wanted(commit(books, vec![second], Vec::new()) == Err(BooksError::Conflict), "it was kept")
}

fn all_or_nothing(books: &dyn Books) -> Result<(), String> {
    kept(books, vec![subscription("bob", DAY)?], Vec::new())?;
    // The second one is refused, so the first may not stay either.
    let both = vec![subscription("ada", DAY)?, subscription("bob", DAY)?];
    let refused = commit(books, both, vec![invoice("ada", DAY, open(DAY))?]);
    wanted(refused == Err(BooksError::Conflict), "it was kept")?;
    wanted(read(books.subscription(&customer("ada")?))?.is_none(), "a subscription was kept")?;
    wanted(read(books.invoices(&customer("ada")?))?.is_empty(), "an invoice was kept")
}

fn due(books: &dyn Books) -> Result<(), String> {
    let late = subscription("eve", date(2026, 2, 1))?;
    let mut billed = subscription("dan", DAY)?;
    billed.bill(DAY);
    let those = vec![subscription("cleo", DAY)?, subscription("bob", DAY)?, subscription("ada", DAY)?, late, billed];
    kept(books, those, Vec::new())?;
    let names = |day: Date, at_most: u32| -> Result<Vec<String>, String> {
        let due = read(books.due(day, at_most))?;
        Ok(due.iter().map(|due| due.customer.to_string()).collect())
    };
    wanted(names(date(2026, 1, 30), 9)?.is_empty(), "some are due too early")?;
    wanted(names(DAY, 2)? == ["ada", "bob"], "not the first two")?;
    wanted(names(DAY, 9)? == ["ada", "bob", "cleo"], "not those that have begun")?;
    wanted(names(date(2026, 2, 28), 9)?.len() == 5, "the end of a short month is missed")
}

fn collectable(books: &dyn Books) -> Result<(), String> {
    let paid = Status::Paid { on: DAY, receipt: String::new() };
    let (first, later) = (date(2026, 1, 1), date(2026, 2, 1));
    let invoices = vec![
        invoice("bob", first, open(DAY))?,
        invoice("ada", later, open(DAY))?,
        invoice("ada", first, open(later))?,
        invoice("cleo", first, paid)?,
        invoice("dan", first, Status::GivenUp(DAY))?,
    ];
    kept(books, Vec::new(), invoices)?;
    let numbers = |day: Date, at_most: u32| -> Result<Vec<String>, String> {
        let open = read(books.collectable(day, at_most))?;
        Ok(open.iter().map(|open| open.number.to_string()).collect())
    };
    wanted(numbers(first, 9)?.is_empty(), "some are tried too early")?;
    wanted(numbers(DAY, 9)? == ["ada/2026-02-01", "bob/2026-01-01"], "not those that are due")?;
    wanted(numbers(later, 1)? == ["ada/2026-01-01"], "not the first")
}

fn invoices(books: &dyn Books) -> Result<(), String> {
    let (first, second) = (date(2025, 12, 31), DAY);
    let those = vec![
        invoice("ada", second, open(DAY))?,
        invoice("ada", first, open(DAY))?,
        invoice("ada-2", first, open(DAY))?,
    ];
    kept(books, Vec::new(), those)?;
    let found = read(books.invoices(&customer("ada")?))?;
    let from: Vec<Date> = found.iter().map(|invoice| invoice.number.from).collect();
    wanted(from == [first, second], "others, or in another order")
}
