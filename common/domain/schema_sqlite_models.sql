-- The store's tables of what models were asked; new in version 3, so that a store of an
-- older one gets them as a new one does.

-- one row per call of a provider, also of one that failed: see usage.h
create table usage (
  id integer primary key autoincrement,
  at integer not null,
  provider text not null,
  model text not null,                      -- as it was asked for
  purpose text not null,                    -- answer, rewrite, embed, moderation
  conversation text,                        -- outlives it: money was spent
  request_id text not null,                 -- the provider's, or ''
  outcome text not null,                    -- ok, partial, or a failure's class
  attempts integer not null,
  latency_ms integer not null,
  input integer,                            -- tokens; NULL: not said
  cached integer,
  output integer,
  reasoning integer,
  cost real                                 -- NULL: no price known
);
create index usage_at on usage (at);

-- providers that failed of late: see breaker.h; one without a row is as it should be
create table breaker (
  name text primary key,                    -- provider and host
  state integer not null,                   -- 0 closed, 1 open, 2 half open
  failures integer not null,
  first_at integer not null,                -- of these failures
  until integer not null,
  open_ms integer not null
) without rowid;

-- how an answer came about: see exchange.h
create table exchange (
  message text primary key references message (id) on delete cascade,
  provider text not null,                   -- '': none answered
  model text not null,
  request text not null,                    -- its body, to the byte
  completion text not null,
  sections text not null,
  hits text not null,
  query text not null,
  settings text not null
) without rowid;
