#!/usr/bin/env python3
"""Passages and questions out of package descriptions.

    passages.py N FOLDER <TEXTS
    passages.py mix TIMES <ARTICLES >MORE

TEXTS: stanzas with "Package:" and "Description-en:", as in the lists of apt. A text that was
there before is left out; the same package described in other words, by another release, is
not. If there are fewer than N, the longest are cut between their paragraphs, with the fewest
cuts that give N.

A question is three words of one passage: of four letters and more, none of the sixty that
most passages hold. Those of "queries" are any such words, those of "frequent" are held by
one passage in a hundred, at least. Which passages and which words is settled by a hash, so
the same texts always give the same questions.

"mix" gives so many times as many passages: first those that came, then, with ids of their
own, the first half of each with the second half of another, another one every time.
"""
import collections
import hashlib
import json
import os
import re
import sys

QUESTIONS = 1000
FREQUENT = 60
LEAST_CUT = 12  # words: nothing shorter is cut off


def stanzas(f):
    name = title = None
    body = []
    for line in f:
        if line.startswith("Package: "):
            name = line[9:].strip()
        elif line.startswith("Description-en: "):
            title = line[16:].strip()
        elif title and line.startswith(" "):
            body.append("" if line == " .\n" else line[1:].rstrip())
        elif not line.strip():
            if name and title and body:
                yield name, title, "\n".join(body)
            name = title = None
            body = []


def cut(text, most):
    """Whole, or when it has more than `most` words pieces of whole paragraphs."""
    if len(text.split()) <= most:
        return [text]
    pieces, piece, n, left = [], [], 0, len(text.split())
    for paragraph in text.split("\n\n"):
        if n >= LEAST_CUT and left >= LEAST_CUT:
            pieces.append("\n\n".join(piece))
            piece, n = [], 0
        piece.append(paragraph)
        n += len(paragraph.split())
        left -= len(paragraph.split())
    pieces.append("\n\n".join(piece))
    return pieces


def passages(texts, most):
    seen = set()
    pieces = collections.Counter()
    for name, title, text in texts:
        for piece in cut(text, most):
            if piece not in seen:
                seen.add(piece)
                pieces[name] += 1
                nth = pieces[name]
                yield {
                    "id": name if nth == 1 else f"{name}/{nth}",
                    "title": title,
                    "body": piece,
                }


def rank(*what):
    return hashlib.blake2b(repr(what).encode(), digest_size=8).digest()


def questions(articles):
    """Two lists of words: drawn from all, and from those that one passage in a hundred has."""
    words = [re.findall(r"[a-z]{4,}", a["body"].lower()) for a in articles]
    held = collections.Counter(w for ws in words for w in set(ws))
    often = sorted(held, key=lambda w: (-held[w], w))
    stop = set(often[:FREQUENT])
    common = {w for w in often[FREQUENT:] if held[w] * 100 >= len(articles)}
    passages = sorted(range(len(articles)), key=lambda i: rank(articles[i]["id"]))
    for wanted in (held.keys() - stop, common):
        asked = []
        for i in passages:
            order = sorted(range(len(words[i])), key=lambda k: rank(i, k))
            chosen = dict.fromkeys(words[i][k] for k in order if words[i][k] in wanted)
            if len(chosen) >= 3:
                asked.append(list(chosen)[:3])
            if len(asked) == QUESTIONS:
                break
        postings = sum(held[w] for q in asked for w in q) / max(len(asked), 1)
        yield asked, postings


def mix(times):
    articles = [json.loads(line) for line in sys.stdin]
    halves = []
    for a in articles:
        words = a["body"].split(" ")
        halves.append((words[: len(words) // 2], words[len(words) // 2 :]))
    for t in range(times):
        away = int.from_bytes(rank("mix", t), "big") % (len(articles) - 1) + 1 if t else 0
        for i, a in enumerate(articles):
            body = " ".join(halves[i][0] + halves[(i + away) % len(articles)][1])
            if t:  # no headings: one that is alone has no text
                body = re.sub("(?m)^ *#+", "", body)
            else:
                body = a["body"]
            more = {
                "id": f"{a['id']}~{t}" if t else a["id"],
                "title": a["title"],
                "body": body,
            }
            print(json.dumps(more, ensure_ascii=False))


def main():
    if sys.argv[1] == "mix":
        mix(int(sys.argv[2]))
        return
    n, folder = int(sys.argv[1]), sys.argv[2]
    texts = list(stanzas(open(0, encoding="utf-8", errors="replace")))
    most = 1 << 30
    articles = list(passages(texts, most))
    whole = len(articles)
    low, high = LEAST_CUT, 1000
    while whole < n and high - low > 1:
        most = (low + high) // 2
        low, high = (most, high) if len(list(passages(texts, most))) >= n else (low, most)
    if whole < n:
        most = low
        articles = list(passages(texts, most))
    if len(articles) < n:
        sys.exit(f"{len(articles)} passages, not {n}")
    # those left out are spread over all, not the last of the alphabet
    keep = {a["id"] for a in sorted(articles, key=lambda a: rank(a["id"], 0))[:n]}
    articles = [a for a in articles if a["id"] in keep]
    with open(os.path.join(folder, "articles.jsonl"), "w", encoding="utf-8") as f:
        for a in articles:
            f.write(json.dumps(a, ensure_ascii=False) + "\n")
    about = []
    for name, (asked, postings) in zip(("queries", "frequent"), questions(articles)):
        with open(os.path.join(folder, name + ".jsonl"), "w") as f:
            for i, words in enumerate(asked):
                f.write(json.dumps({"id": f"q{i}", "query": " ".join(words)}) + "\n")
        with open(os.path.join(folder, name + ".txt"), "w") as f:
            f.writelines(" ".join(words) + "\n" for words in asked)
        about.append(f"{name}: {len(asked)}, {postings:.0f} postings each")
    total = sum(len(a["body"].split()) for a in articles)
    print(
        f"{len(articles)} passages of {total / len(articles):.0f} words from {whole}"
        f" descriptions; {'none' if whole >= n else f'those of more than {most} words'} cut;",
        "; ".join(about),
    )


if __name__ == "__main__":
    main()
