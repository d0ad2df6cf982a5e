#!/usr/bin/env python3
"""Measure whether the check of answers (common/domain/support.h) tells true from made up.

usage: KX_DATA=FOLDER tests/bench/support-fit.py [--bin FOLDER] [--keep FOLDER] [--list]

Takes the reference answers of KX_DATA's knowledge bases, sentence by sentence, and lets
tests/bench/support.c check each against

  gold   the sections that it was written from: should be supported
  near   the section of another article that a search for its question finds first
  near5  five of these at once
  far    the gold sections of another question
  five   gold and near sections together, five in all: should be supported

and, where gold supports it, with one thing changed, which should not be supported:

  number a number changed      name a name replaced by another      not a "not" more or less

For each it says which part was supported / neutral / not supported. The threshold that parts
gold from near best is found on one half of the questions, the figures are of the other half;
auc is the area under the curve, gold against near and far. --list shows the gold sentences
that are not supported: many references hold more than their articles do.
"""
import argparse
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile

SETS = ['mtrag-un', 'clapnq', 'kb-logingov', 'kb-chatwoot', 'aws-docs']
WHOLE = {'mtrag-un', 'clapnq'}  # articles that are passages already
ENGLISH = {'kb-logingov'}
PAIRS = .5  # as in support.c
BEFORE, BEHIND = 500, 700  # bytes around a hit: a section of about 250 words
HERE = os.path.dirname(os.path.abspath(__file__))


def read(path):
    if not os.path.exists(path):
        return []
    opener = gzip.open if path.endswith('.gz') else open
    with opener(path, 'rt', encoding='utf-8') as f:
        return [json.loads(line) for line in f]


def sentences(text):
    out = []
    for line in re.sub(r'[ \t]+', ' ', text.strip()).split('\n'):
        line = re.sub(r'^\s*(\d+[.)]|[-*•])\s+', '', line.strip())
        out += re.split(r'(?<=[.!?])\s+(?=[A-Z0-9"\'(`])', line)
    return [s for s in out if len(s.split()) >= 4]


def lines(command, records, **env):
    done = subprocess.run(command, input=''.join(json.dumps(r) + '\n' for r in records),
                          env={**os.environ, **env}, capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f'{command[0]}: {done.stderr}')
    return [json.loads(x) for x in done.stdout.split('\n') if x]


class Base:
    """A knowledge base: its articles in a store, its questions with their answers."""

    def __init__(self, data, name, kx, keep):
        base = os.path.join(data, name)
        found = read(base + '/articles.jsonl') or read(base + '/articles.jsonl.gz')
        self.name, self.kx = name, kx
        self.articles = {a['id']: a for a in found
                         if name not in ENGLISH or a.get('locale') == 'en'}
        self.store = f'sqlite:{keep}/{name}.db'
        if not os.path.exists(f'{keep}/{name}.db'):
            lines([kx + 'kx-kb-ingest', '-q'], self.articles.values(), KX_STORE=self.store)
        self.gold = {}
        for r in read(base + '/qrels.jsonl'):
            self.gold.setdefault(r['query'], set()).add(r['doc'])
        self.questions = [x for x in read(base + '/queries.jsonl')
                          if x.get('answer') and x['id'] in self.gold
                          and x.get('answerability', 'ANSWERABLE') == 'ANSWERABLE']

    def search(self, queries, k):
        hits = {}
        for h in lines([self.kx + 'kx-search', '-q', '--json', '--min-score', '0', '-k',
                        str(k)], queries, KX_STORE=self.store):
            if 'article_id' in h:
                hits.setdefault(h['query_id'], []).append(h)
        return hits

    def sections(self, hits, count, first=1):
        out, seen = [], set()
        for h in hits:
            if h['article_id'] in seen or len(out) == count:
                continue
            seen.add(h['article_id'])
            body = self.articles[h['article_id']]['body'].encode()
            if self.name not in WHOLE:
                cut = body[max(0, h['start'] - BEFORE):h['end'] + BEHIND]
                body = cut[cut.find(b'\n') + 1:] if h['start'] > BEFORE else cut
            text = body.decode('utf-8', 'ignore') or '-'
            out.append({'n': first + len(out), 'article_id': h['article_id'],
                        'title': h['title'], 'heading': h['heading'],
                        'parts': [{'text': text}]})
        return out

    def cases(self):
        """Per question: its sentences, and the sections of each kind."""
        told = self.search([{'id': x['id'], 'query': x['answer'][:1500]}
                            for x in self.questions], 60)
        asked = self.search([{k: v for k, v in (('id', x['id']), ('query', x['text']),
                                                ('context', x.get('context'))) if v}
                             for x in self.questions], 30)
        gold, out, rnd = {}, [], random.Random(7)
        for x in self.questions:
            hits = [h for h in told.get(x['id'], []) if h['article_id'] in self.gold[x['id']]]
            if hits and sentences(x['answer']):
                gold[x['id']] = self.sections(hits, 5)
        for x in self.questions:
            if x['id'] not in gold:
                continue
            mine, own = self.gold[x['id']], gold[x['id']]
            near = [h for h in asked.get(x['id'], []) if h['article_id'] not in mine]
            far = [i for i in gold if not mine & self.gold[i]]
            if not near or not far:
                continue
            out.append({'sentences': sentences(x['answer']), 'gold': own,
                        'near': self.sections(near, 1), 'near5': self.sections(near, 5),
                        'far': gold[rnd.choice(far)],
                        'five': (own + self.sections(near, 5, len(own) + 1))[:5]})
        return out


# ---- what is changed ------------------------------------------------------------------

def change_number(text, rnd, _):
    found = list(re.finditer(r'(?<![A-Za-z_\d])\d[\d,]*(?:\.\d+)?(?![A-Za-z_\d])', text))
    if not found:
        return None
    m = rnd.choice(found)
    was = m.group().replace(',', '')
    if '.' in was:
        now = f'{float(was) + rnd.choice([.1, 1, .5]):.{len(was.split(".")[1])}f}'
    else:
        now = str(rnd.choice([int(was) + rnd.choice([1, 2, 3]), int(was) * 2 or 7,
                              int(was) * 10 or 9]))
    comma = ',' if m.group().endswith(',') else ''
    return text[:m.start()] + now + comma + text[m.end():]


NAME = r'(?<=[a-z,] )[A-Z][a-z]{3,}\b'


def change_name(text, rnd, names):
    found = list(re.finditer(NAME, text))
    if not found or not names:
        return None
    m, now = rnd.choice(found), rnd.choice(names)
    return text[:m.start()] + now + text[m.end():] if now != m.group() else None


def change_not(text, _, __):
    for a, b in ((r'\bcannot\b', 'can'), (r"\bcan't\b", 'can'),
                 (r'\b(is|are|was|were|do|does|did|will|would|should|must|has|have|may) not\b',
                  r'\1'),
                 (r'\b(can|will|must|should|is|are|was|were|may|has|have)\b', r'\1 not')):
        now = re.sub(a, b, text, count=1)
        if now != text:
            return now
    return None


# ---- measuring ------------------------------------------------------------------------

def check(tool, cases, kind, texts=None):
    """The verdicts on all sentences (or on others in their place), by case."""
    asked = [{'sections': c[kind], 'sentences': t}
             for c, t in zip(cases, texts or [c['sentences'] for c in cases])]
    flat = iter(lines([tool], asked))
    return [[next(flat) for _ in a['sentences']] for a in asked]


def score(verdict):
    return max((s['share'][2] + PAIRS * s['pairs']) / (1 + PAIRS) for s in verdict['sections'])


def auc(yes, no):
    ranked = sorted([(v, 1) for v in yes] + [(v, 0) for v in no])
    total, i = 0.0, 0
    while i < len(ranked):
        j = i
        while j < len(ranked) and ranked[j][0] == ranked[i][0]:
            j += 1
        total += sum(1 for k in range(i, j) if ranked[k][1]) * (i + j + 1) / 2
        i = j
    return (total - len(yes) * (len(yes) + 1) / 2) / (len(yes) * len(no)) if yes and no else 0


def flat(rows, half):
    return [v for i, row in enumerate(rows) for v in row if i % 2 == half]


def rates(rows):
    n = len(rows)
    return ' / '.join(f'{sum(r["is"] == k for r in rows) / n:.3f}'
                      for k in ('yes', 'neutral', 'no')) + f'  of {n}' if n else '-'


def measure(name, cases, tool, show):
    rows = {k: check(tool, cases, k) for k in ('gold', 'five', 'near', 'near5', 'far')}
    fit = {k: [score(v) for v in flat(rows[k], 0)] for k in rows}
    best = max((t / 100 for t in range(10, 90)),
               key=lambda t: sum(v >= t for v in fit['gold']) / len(fit['gold']) +
               sum(v < t for v in fit['near']) / len(fit['near']))
    test = {k: flat(rows[k], 1) for k in rows}
    print(f'{name}: threshold {best:.2f}, ' + ', '.join(
        f'auc against {k} ' + f'{auc([score(v) for v in test["gold"]], [score(v) for v in test[k]]):.3f}'
        for k in ('near', 'far')))
    for k in rows:
        print(f'  {k:7s}{rates(test[k])}')
    names = [w for c in cases for s in c['sentences'] for w in re.findall(NAME, s)]
    for what, change in (('number', change_number), ('name', change_name), ('not', change_not)):
        rnd = random.Random(3)
        changed = [[change(s, rnd, names) for s in c['sentences']] for c in cases]
        texts = [[t for t in row if t] for row in changed]
        now = [iter(r) for r in check(tool, cases, 'gold', texts)]
        seen = [[(was, next(now[i])) for was, t in zip(rows['gold'][i], row) if t]
                for i, row in enumerate(changed)]
        print(f'  {what:7s}' + rates([b for a, b in flat(seen, 1) if a['is'] == 'yes']))
    if show:
        for c, row in zip(cases, rows['gold']):
            for text, v in zip(c['sentences'], row):
                if v['is'] != 'yes':
                    print(f'    {v["is"]} {v["share"]:.2f} {text[:160]}')


def main():
    parser = argparse.ArgumentParser(description='see the head of this file')
    parser.add_argument('--bin', default='build', help='the folder that make built into')
    parser.add_argument('--keep', help='keep the stores there')
    parser.add_argument('--list', action='store_true')
    args = parser.parse_args()
    data = os.environ.get('KX_DATA')
    if not data:
        sys.exit('support-fit: KX_DATA is not set')
    tool = os.path.join(args.bin, 'bench/support')
    if subprocess.call(['make', '-s', '-C', HERE + '/../..', 'B=' + os.path.abspath(args.bin),
                        os.path.abspath(tool)]):
        sys.exit(1)
    with tempfile.TemporaryDirectory() as folder:
        keep = args.keep or folder
        for name in SETS:
            if os.path.isdir(os.path.join(data, name)):
                base = Base(data, name, os.path.abspath(args.bin) + '/bin/', keep)
                measure(name, base.cases(), tool, args.list)


if __name__ == '__main__':
    main()
