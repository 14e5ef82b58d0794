pragma journal_mode = wal;
-- What was promised to be kept survives a power cut too.
pragma synchronous = full;

create table if not exists subscriptions (
    customer text primary key,
    plan     text not null,
    seats    integer not null,
    started  text not null,
    billed   integer not null,
    state    text not null,
    carried  text not null,
    -- When the next period begins; null when there will be none. Kept so that it can be asked for.
    due      text,
    version  integer not null
) strict, without rowid;

create index if not exists subscriptions_due on subscriptions (due, customer) where due is not null;

create table if not exists invoices (
    customer text not null,
    period   text not null,
    lines    text not null,
    status   text not null,
    declined integer not null,
    -- The next attempt of an open one, else the day on which it was paid or given up.
    day      text not null,
    receipt  text not null,
    version  integer not null,
    primary key (customer, period)
) strict, without rowid;

create index if not exists invoices_open on invoices (day) where status = 'open';
