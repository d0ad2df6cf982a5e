-- The store, version 3. Offsets are bytes, times are Unix milliseconds, public ids are
-- UUIDv7 text. What is derived (segment, posting) can be rebuilt from the rest. What
-- models were asked and what they answered is in schema_sqlite_models.sql.

create table setting (
  key text primary key,
  value text not null
) without rowid;

-- one row per source of articles: where its last complete listing came from
create table source (
  name text primary key,
  root text not null                        -- the folder or the file; '': not known
) without rowid;

create table article (
  id integer primary key autoincrement,
  source text not null,
  name text not null,                       -- the article's id in its source
  numeric integer not null default 0,       -- 1: the id came as a JSON integer
  title text not null,
  url text,
  locale text,
  tags text,                                -- JSON array, NULL when there are none
  visibility integer not null default 0,    -- 0 public, 1 customers, 2 agents
  updated_at text,
  file text,                                -- path in its folder, when it was a file
  raw blob,                                 -- hash of the record or file it came from
  content blob not null,                    -- hash of all that is kept of it
  unique (source, name)
);
create index article_raw on article (raw);

create table article_tag (
  tag text not null,
  article integer not null references article (id) on delete cascade,
  primary key (tag, article)
) without rowid;
create index article_tag_article on article_tag (article);

create table chunk (
  id integer primary key,                   -- given once: setting next_chunk
  article integer not null references article (id) on delete cascade,
  ordinal integer not null,                 -- from 0 within its article
  heading text not null,
  text text not null,
  start_at integer not null,
  end_at integer not null,
  spans blob,                               -- varints (at, from, length) as differences
  model integer references embed_model (id),
  vector blob                               -- little-endian float32
);
create index chunk_article on chunk (article);

create table embed_model (
  id integer primary key autoincrement,
  name text not null unique,
  dimensions integer not null
);

create table embed_cache (
  model integer not null references embed_model (id),
  content blob not null,
  vector blob not null,
  primary key (model, content)
) without rowid;

-- the word index: see index.h
create table segment (
  id integer primary key autoincrement,
  chunks integer not null,                  -- rows in docs
  terms integer not null,                   -- sum of weighted lengths in words,
  grams integer not null,                   -- and in grams
  docs blob not null,
  dead blob                                 -- bit per row of docs
);

create table posting (
  segment integer not null references segment (id) on delete cascade,
  term blob not null,                       -- first term of the page, or the long term
  part integer not null,                    -- slice of a long term, else 0
  page blob not null,
  primary key (segment, term, part)
) without rowid;

create table conversation (
  id text primary key,
  user text,
  channel text not null default 'terminal',
  state text not null default 'open',
  created_at integer not null,
  updated_at integer not null
) without rowid;
create index conversation_updated on conversation (updated_at);

create table message (
  id text primary key,
  conversation text not null references conversation (id) on delete cascade,
  role text not null,
  text text not null,
  status text,                              -- of an answer
  answer text,                              -- the answer record as JSON
  at integer not null
) without rowid;
create index message_conversation on message (conversation, id);
