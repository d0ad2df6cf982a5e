#!/usr/bin/env python3
"""Find the weights of the judgement again (common/domain/judge.c), and say what they are worth.

usage: KX_DATA=FOLDER tests/bench/judge-fit.py [--as-it-is] [--bin FOLDER] [--keep FOLDER]

Asks every knowledge base of KX_DATA (and the one of config/demo) its own questions, those
that it nearly answers, and questions from elsewhere (a bank, a voice assistant out of scope,
the other knowledge bases); takes the signals that kx-search --explain prints; and fits a
logistic regression over all of them, each knowledge base and each kind of foreign question
counting alike. Its figures are of the regression without the knowledge base they are about:

  bank oos other  area under the curve (AUROC), answerable against these foreign questions
  all             their mean
  near            against questions on its matters that it does not answer
  typo asr        mistyped and recognised questions against foreign ones
  turn            against foreign questions behind a customer's own earlier turns

and at the thresholds that the stores hold:

  answer ask      the thresholds
  passed refused  part of the answerable questions that get an answer, of the foreign ones
                  that get none; near: of the near ones that get none
  ask-y -f -n -v  part of the answerable, foreign, near and vague questions that lie between
                  both thresholds: these are asked back
"""
import argparse
import gzip
import json
import math
import os
import subprocess
import sys
import tempfile

SIGNALS = ['evidence', 'density', 'pairs', 'title']
FOREIGN = ['bank', 'oos', 'other']
SETS = ['aws-docs', 'kb-msoffice', 'kb-logingov', 'kb-chatwoot', 'clapnq', 'mtrag-un',
        'xquad', 'scifact', 'spoken-squad', 'dstc10-faq', 'demo']
GOALS = ['aws-docs', 'kb-msoffice', 'kb-logingov', 'clapnq']
ENGLISH = {'kb-logingov'}  # labelled in English alone
# sets whose texts overlap: neither foreign to nor fitted on one another
ENCYCLOPEDIA = {'xquad', 'spoken-squad', 'clapnq', 'mtrag-un'}
SAME = {'aws-docs': {'mtrag-un'}, **{s: ENCYCLOPEDIA for s in ENCYCLOPEDIA}}
SAME['mtrag-un'] = ENCYCLOPEDIA | {'aws-docs'}
TWINS = {'xquad', 'spoken-squad'}
EACH = 400  # questions of one kind at most
LEAST = .25  # as in judge.c
RIDGE = .005
WEIGHTS = {'near': .1, 'typo': .05, 'asr': .05}
HERE = os.path.dirname(os.path.abspath(__file__))


def read(path):
    if not os.path.exists(path):
        return []
    opener = gzip.open if path.endswith('.gz') else open
    with opener(path, 'rt', encoding='utf-8') as f:
        return [json.loads(line) for line in f]


def spread(v, n):
    return v if len(v) <= n else [v[i * len(v) // n] for i in range(n)]


def folder(data, name):
    return os.path.join(HERE, '../../config/demo') if name == 'demo' else os.path.join(data, name)


def articles(data, name):
    base = folder(data, name)
    for f in ('articles.jsonl', 'articles.jsonl.gz', 'articles-wer23.jsonl.gz', 'articles'):
        if os.path.exists(os.path.join(base, f)):
            return os.path.join(base, f)
    return None


def own_questions(data, name):
    base = folder(data, name)
    demo = name == 'demo'
    q = read(base + ('/questions.jsonl' if demo else '/queries.jsonl'))
    near = read(base + ('/strangers.jsonl' if demo else '/unanswerable.jsonl'))
    if any('answerable' in x for x in q):
        near = [x for x in q if not x['answerable']]
        q = [x for x in q if x['answerable']]
    if any('answerability' in x for x in q):
        near = [x for x in q if x['answerability'] == 'UNANSWERABLE']
        vague = [x for x in q if x['answerability'] == 'UNDERSPECIFIED']
        q = [x for x in q if x['answerability'] in ('ANSWERABLE', 'PARTIAL')]
    else:
        vague = []
    ids = {x.get('id') for x in q}
    kinds = {'yes': spread(q, EACH), 'near': near, 'vague': vague}
    for kind in ('typo', 'asr'):
        noisy = [x for x in read(f'{base}/queries-{kind}.jsonl') if x['id'] in ids]
        kinds[kind] = spread(noisy, 150)
    return kinds


def questions(data, name, own):
    """(kind, query record) of all that one knowledge base is asked."""
    kinds = dict(own[name])
    kinds['bank'] = spread(read(data + '/banking77/dev.jsonl'), 250)
    kinds['oos'] = read(data + '/clinc150/oos-train.jsonl')
    kinds['other'] = []
    for other in own:
        if other != name and other not in SAME.get(name, ()):
            alone = [x for x in own[other]['yes'] if not x.get('context')]
            kinds['other'] += spread(alone or own[other]['yes'], 25)
    turns = [x.get('context') for x in own[name]['yes']]
    filters = [x.get('filter') for x in own[name]['yes']]
    out = []
    for kind, list_ in kinds.items():
        for i, x in enumerate(list_):
            q = {'query': x.get('query') or x['text']}
            if kind not in FOREIGN and x.get('context'):
                q['context'] = x['context']
            f = dict((x if kind not in FOREIGN else {}).get('filter') or
                     filters[i % len(filters)] or {})
            if name in ENGLISH:
                f['locale'] = 'en'
            if f:
                q['filter'] = f
            out.append((kind, q))
            if kind in FOREIGN and any(turns) and i % 2 == 0:
                t = turns[i * 7 % len(turns)]
                out.append(('turn', {**q, 'context': t} if t else q))
    return out


def signal(name, v):
    return math.log(v + LEAST) if name == 'evidence' else float(v)


def ask(kx, store, asked):
    """The signals of each question, in order, as kx_judge_confidence() uses them."""
    env = {**os.environ, 'KX_STORE': store}
    lines = ''.join(json.dumps({'id': str(i), **q}) + '\n' for i, (_, q) in enumerate(asked))
    done = subprocess.run([kx + 'kx-search', '-q', '--json', '--explain', '--min-score', '0',
                           '-k', '5'], input=lines, env=env, capture_output=True, text=True,
                          check=True)
    found = {}
    for line in done.stdout.rstrip('\n').split('\n'):
        if not line:
            continue
        hit = json.loads(line)
        if hit['query_id'] not in found:
            s = hit['explain']['signals']
            found[hit['query_id']] = ([signal(x, s[x]) for x in SIGNALS], hit['confidence'])
    return [found.get(str(i), ([signal(x, 0) for x in SIGNALS], 0.)) for i in range(len(asked))]


def solve(a, b):
    n = len(b)
    m = [row[:] + [b[i]] for i, row in enumerate(a)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(m[r][i]))
        m[i], m[p] = m[p], m[i]
        for r in range(n):
            if r != i:
                f = m[r][i] / m[i][i]
                m[r] = [x - f * y for x, y in zip(m[r], m[i])]
    return [m[i][n] / m[i][i] for i in range(n)]


def fit(rows):
    """Logistic regression by Newton's method; rows of (signals, answerable, weight)."""
    n = len(SIGNALS) + 1
    b = [0.] * n
    pull = ridge(rows) + [0]
    for _ in range(8):
        grad = [p * v for p, v in zip(pull, b)]
        hess = [[(pull[i] + 1e-9) * (i == k) for k in range(n)] for i in range(n)]
        for x, y, w in rows:
            x = x + [1.]
            p = 1 / (1 + math.exp(-max(-30, min(30, sum(c * v for c, v in zip(b, x))))))
            g, h = w * (p - y), w * p * (1 - p)
            for i in range(n):
                grad[i] += g * x[i]
                for k in range(n):
                    hess[i][k] += h * x[i] * x[k]
        b = [v - d for v, d in zip(b, solve(hess, grad))]
    return b


def ridge(rows):
    """What draws each weight towards 0: alike for all, whatever a signal is measured in."""
    out = []
    for i in range(len(SIGNALS)):
        m = sum(x[i] for x, _, _ in rows) / len(rows)
        out.append(RIDGE * sum(w for _, _, w in rows) *
                   sum((x[i] - m) ** 2 for x, _, _ in rows) / len(rows))
    return out


def auc(pos, neg):
    if not pos or not neg:
        return None
    both = sorted([(v, 1) for v in pos] + [(v, 0) for v in neg])
    total = i = 0
    while i < len(both):
        k = i
        while k < len(both) and both[k][0] == both[i][0]:
            k += 1
        total += sum(y for _, y in both[i:k]) * (i + k + 1) / 2
        i = k
    return (total - len(pos) * (len(pos) + 1) / 2) / len(pos) / len(neg)


def mean(v):
    v = [x for x in v if x is not None]
    return sum(v) / len(v) if v else None


def rows_of(kinds):
    """What the regression learns from one knowledge base."""
    # with turns in all questions, foreign ones come behind turns, too
    foreign = {'turn': 1.} if kinds['follow'] else {k: 1 / 3 for k in FOREIGN}
    share = {'yes': 1 - WEIGHTS['typo'] - WEIGHTS['asr'], **WEIGHTS, **foreign}
    return [(x, kind in ('yes', 'typo', 'asr'), share[kind] / len(kinds[kind]))
            for kind in share for x, _ in kinds[kind]]


def figures(kinds, score):
    z = {k: [score(x, c) for x, c in kinds[k]] for k in kinds if k != 'follow'}
    foreign = [v for k in FOREIGN for v in z[k]]
    r = {k: auc(z['yes'], z[k]) for k in FOREIGN + ['near', 'turn']}
    r['all'] = mean([r[k] for k in FOREIGN])
    for k in ('typo', 'asr'):
        r[k] = auc(z[k], foreign)
    return r


def bands(kinds, t):
    def part(kind, low, high):
        c = [c for _, c in kinds[kind]]
        return sum(low <= v < high for v in c) / len(c) if c else None
    return {'answer': t[0], 'ask': t[1], 'passed': part('yes', t[0], 2),
            'refused': 1 - mean([part(k, t[0], 2) for k in FOREIGN]),
            'near': part('near', 0, t[0]), 'ask-y': part('yes', t[1], t[0]),
            'ask-f': mean([part(k, t[1], t[0]) for k in FOREIGN]),
            'ask-n': part('near', t[1], t[0]), 'ask-v': part('vague', t[1], t[0])}


def table(title, rows):
    head = list(next(iter(rows.values())))
    some = [n for n in GOALS if n in rows]
    rows = {**rows, f'goals ({len(some)})': {h: mean([rows[n][h] for n in some]) for h in head},
            'average': {h: mean([r[h] for r in rows.values()]) for h in head}}
    print('%-13s' % title + ''.join('%8s' % h for h in head))
    for name, r in rows.items():
        print('%-13s' % name + ''.join(
            '%8s' % ('-' if r[h] is None else '%.3f' % r[h]) for h in head))
    print()


def collect(kx, data, where):
    own = {s: own_questions(data, s) for s in SETS if articles(data, s)}
    kbs, thresholds = {}, {}
    for name in own:
        store = f'sqlite:{where}/{name}.db'
        env = {**os.environ, 'KX_STORE': store}
        if not os.path.exists(f'{where}/{name}.db'):
            subprocess.run([kx + 'kx-kb-ingest', '-q', articles(data, name)], env=env,
                           stdout=subprocess.DEVNULL, check=True)
        stats = json.loads(subprocess.run([kx + 'kx-db', 'stats', '--json'], env=env, text=True,
                                          capture_output=True, check=True).stdout)
        thresholds[name] = (stats['threshold'], stats.get('threshold_ask') or 0)
        asked = questions(data, name, own)
        kinds = {k: [] for k, _ in asked}
        for k in ('yes', 'near', 'vague', 'typo', 'asr', 'turn', *FOREIGN):
            kinds.setdefault(k, [])
        for (kind, _), s in zip(asked, ask(kx, store, asked)):
            kinds[kind].append(s)
        kinds['follow'] = all(x.get('context') for x in own[name]['yes'])
        kbs[name] = kinds
    return kbs, thresholds


def left_out(kbs):
    """Figures of the weights that the others give, and the weights that all give."""
    learn = {n: rows_of(k) for n, k in kbs.items()}
    rows = {}
    for name in kbs:
        apart = TWINS if name in TWINS else {name}
        b = fit([r for n in learn if n not in apart for r in learn[n]])
        rows[name] = figures(kbs[name], lambda x, _: sum(c * v for c, v in zip(b, x)))
    return rows, fit([r for v in learn.values() for r in v])


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--as-it-is', action='store_true', help='no regression')
    p.add_argument('--bin', default=os.path.join(HERE, '../../build/bin'))
    p.add_argument('--keep', help='folder of the stores (else a passing one)')
    o = p.parse_args()
    data = os.environ.get('KX_DATA')
    if not data:
        sys.exit('judge-fit: KX_DATA does not name a folder')
    with tempfile.TemporaryDirectory() as t:
        where = o.keep or t
        os.makedirs(where, exist_ok=True)
        kbs, thresholds = collect(o.bin + '/', data, where)
    table('AUROC', {n: figures(k, lambda _, c: c) for n, k in kbs.items()})
    table('thresholds', {n: bands(k, thresholds[n]) for n, k in kbs.items()})
    if o.as_it_is:
        return
    rows, b = left_out(kbs)
    table('left out', rows)
    for name, v in zip(SIGNALS + ['none'], b):
        print('#define W_%s %s' % (name.upper(), '%.3g' % v if v >= 0 else '(%.3g)' % v))


if __name__ == '__main__':
    main()
