pragma synchronous = full;
create table if not exists events (
    position integer primary key autoincrement,
    stream text not null, version integer not null,
    kind text not null, shape integer not null, body text not null,
    actor text not null, command text not null, at integer not null, link blob not null) strict;
create unique index if not exists events_of_streams on events (stream, version);
create index if not exists events_of_commands on events (command);
create trigger if not exists events_stay_as_they_are before update on events
    begin select raise(abort, 'events are never changed'); end;
create trigger if not exists events_stay before delete on events
    begin select raise(abort, 'events are never deleted'); end;
