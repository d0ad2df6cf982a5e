#!/usr/bin/env python3
"""Write a tiny language model that a test can predict, as a GGUF file for llama.cpp.

usage: tiny_gguf.py OUT SENTENCE [FILE ...]

The same input gives the same bytes. The model knows no language: one layer of zeros, which
lets every token pass as it is, between a table of what a word means and one of what follows
a token.

  asked                what it says
  anything             SENTENCE, and stops
  with tools           calls one, with arguments as its schema wants them; once the tool has
                       answered: SENTENCE
  for a schema         the shortest JSON that fits: text "x", numbers 0, lists empty
  for an embedding     320 numbers; texts are as near as the words they share. It knows the
                       words of SENTENCE, and those that the FILEs hold twice or more;
                       others fall apart into beginnings of known ones, and letters.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""
import collections
import hashlib
import re
import struct
import sys

DIMENSIONS = 320  # in blocks of 32: one of states, nine of meaning
BLOCKS = DIMENSIONS // 32
HEAD = 32  # of attention, which looks at nothing: one, and small
CONTEXT = 8192

# kinds of tokens, and of values in the header, as the format numbers them
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, BYTE = 1, 2, 3, 4, 6
U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
FLOATS, QUARTER_BYTES = 0, 2  # F32, Q4_0

SPACE = '\u2581'  # how the tokenizer writes one
# "<call>" would do as a name, but some names are known to the server as ends of a text
SPECIAL = ['<unk>', '<s>', '</s>', '<|im_start|>', '<|im_end|>', '<|to-tools|>']
UNK, BOS, EOS, START, END, TO_TOOLS = range(len(SPECIAL))

# What is liked where nothing follows for sure, and a grammar allows several: to come to an
# end. 0 for all others.
LIKED = {'<|im_end|>': 7, '</tool_call>': 6, '}': 5, ']': 5, '"': 4, ',': 3, ':': 3,
         '{': 2, '[': 2, '0': 2, 'x': 1, '1': 1}
DISLIKED = -2

TEMPLATE = '''{%- if tools -%}
<|im_start|>system
To call a tool, write <tool_call>
{"name": its name, "arguments": its arguments}
</tool_call>
{%- for tool in tools %}
{{ tool | tojson }}
{%- endfor %}<|im_end|>
{% endif -%}
{%- for message in messages -%}
{%- if message.role == 'tool' -%}
<|im_start|>user
<tool_response>
{{ message.content }}
</tool_response><|im_end|>
{% else -%}
<|im_start|>{{ message.role }}
{{ message.content if message.content else '' }}
{%- for call in message.tool_calls or [] %}
<tool_call>
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
</tool_call>
{%- endfor %}<|im_end|>
{% endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
<|im_start|>assistant
{% if tools and messages[-1].role != 'tool' %}<|to-tools|>{% endif -%}
{%- endif -%}'''


# ---- tokens -----------------------------------------------------------------------------

def beginnings(words):
    """Every beginning of every word, with and without a space and a capital: the tokenizer
    puts a word together from its left, and each step of that must be a token."""
    for word in words:
        for n in range(1, len(word) + 1):
            for part in (word[:n], word[0].upper() + word[1:n]):
                yield part
                yield SPACE + part


def vocabulary(sentence, words):
    tokens = {t: UNKNOWN if t == '<unk>' else CONTROL for t in SPECIAL}
    tokens.update(('<0x%02X>' % i, BYTE) for i in range(256))
    tokens.update((chr(c), NORMAL) for c in range(33, 127))
    tokens.update((t, NORMAL) for t in [SPACE] + sentence)
    tokens.update((t, NORMAL) for t in beginnings(words))
    # pieces of the sentence with all that leads to them: "[1]" is "[", "1" and "]"
    tokens.update((t[:n], NORMAL) for t in sentence for n in range(1, len(t)))
    tokens.update((t, USER_DEFINED) for t in ('<tool_call>', '</tool_call>'))
    return tokens


def followers(sentence):
    """What follows what, for sure."""
    line = ['<0x0A>'] + sentence + ['<|im_end|>']
    pairs = list(zip(line, line[1:]))
    pairs += [('<|to-tools|>', '<tool_call>'), ('<tool_call>', '<0x0A>'),
              ('</tool_call>', '<|im_end|>'), ('"', 'x'), ('x', '"')]
    if len({before for before, _ in pairs}) < len(pairs):
        sys.exit('tiny_gguf: the sentence says a word twice')
    if len(pairs) > 31:
        sys.exit('tiny_gguf: the sentence is too long')
    return pairs


# ---- tables -----------------------------------------------------------------------------

def block(scale, numbers):
    """32 whole numbers from -8 to 7, times `scale`."""
    n = [x + 8 for x in numbers]
    return struct.pack('<e16B', scale, *(n[i] | n[i + 16] << 4 for i in range(16)))


NOTHING = block(0, [0] * 32)
SIGNS = [bytes((0x77, 0x79, 0x97, 0x99)[b >> s & 3] for s in (0, 2, 4, 6)) for b in range(256)]


def meanings(tokens, state):
    """For each token: the number 4, a 7 in the place of its state if it has one, and 288
    signs by lot, the same for one word in all its shapes."""
    known = {}
    for t, kind in tokens.items():
        word = t.lstrip(SPACE).lower() if kind == NORMAL else t
        if word not in known:
            lot = hashlib.shake_128(word.encode()).digest(4 * (BLOCKS - 1))
            known[word] = b''.join(
                struct.pack('<e', 1) + b''.join(SIGNS[b] for b in lot[i:i + 4])
                for i in range(0, len(lot), 4))
        first = [4] + [0] * 31
        if t in state:
            first[state[t]] = 7
        yield block(1, first) + known[word]


def what_follows(tokens, state, pairs):
    before = {}
    for a, b in pairs:
        before.setdefault(b, []).append(state[a])
    never = set(SPECIAL) - {'<|im_end|>'}
    for t, kind in tokens.items():
        first = [LIKED.get(t, 0)] + [0] * 31
        if t in never or kind == BYTE:
            first[0] = DISLIKED
        for s in before.get(t, []):
            first[s] = 7
        yield block(4, first) + NOTHING * (BLOCKS - 1)


def tensors(tokens, pairs):
    state = {a: i + 1 for i, (a, _) in enumerate(pairs)}
    n, d = len(tokens), DIMENSIONS
    ones = struct.pack('<%df' % d, *[1.0] * d)

    def zeros(a, b):
        return [a, b], QUARTER_BYTES, NOTHING * (a // 32 * b)

    return {
        'token_embd.weight': ([d, n], QUARTER_BYTES, b''.join(meanings(tokens, state))),
        'output_norm.weight': ([d], FLOATS, ones),
        'output.weight': ([d, n], QUARTER_BYTES,
                          b''.join(what_follows(tokens, state, pairs))),
        'blk.0.attn_norm.weight': ([d], FLOATS, ones),
        'blk.0.attn_q.weight': zeros(d, HEAD),
        'blk.0.attn_k.weight': zeros(d, HEAD),
        'blk.0.attn_v.weight': zeros(d, HEAD),
        'blk.0.attn_output.weight': zeros(HEAD, d),
        'blk.0.ffn_norm.weight': ([d], FLOATS, ones),
        'blk.0.ffn_gate.weight': zeros(d, 32),
        'blk.0.ffn_up.weight': zeros(d, 32),
        'blk.0.ffn_down.weight': zeros(32, d),
    }


# ---- the file ---------------------------------------------------------------------------

def text(s):
    b = s.encode()
    return struct.pack('<Q', len(b)) + b


def plain(kind, v):
    if kind == STRING:
        return text(v)
    return struct.pack({U32: '<I', I32: '<i', F32: '<f', BOOL: '<?'}[kind], v)


def member(name, kind, v):
    if isinstance(v, list):
        return text(name) + struct.pack('<IIQ', ARRAY, kind, len(v)) + b''.join(
            plain(kind, x) for x in v)
    return text(name) + struct.pack('<I', kind) + plain(kind, v)


def header(tokens):
    kinds = list(tokens.values())
    # the tokenizer joins what scores best: the longest
    scores = [float(len(t)) if k == NORMAL else 0.0 for t, k in tokens.items()]
    return [
        ('general.architecture', STRING, 'llama'),
        ('general.name', STRING, 'tiny'),
        ('general.file_type', U32, 2),
        ('llama.context_length', U32, CONTEXT),
        ('llama.embedding_length', U32, DIMENSIONS),
        ('llama.block_count', U32, 1),
        ('llama.feed_forward_length', U32, 32),
        ('llama.attention.head_count', U32, 1),
        ('llama.attention.head_count_kv', U32, 1),
        ('llama.attention.key_length', U32, HEAD),
        ('llama.attention.value_length', U32, HEAD),
        ('llama.attention.layer_norm_rms_epsilon', F32, 1e-5),
        ('llama.rope.dimension_count', U32, HEAD),
        ('llama.vocab_size', U32, len(tokens)),
        ('tokenizer.ggml.model', STRING, 'llama'),
        ('tokenizer.ggml.pre', STRING, 'default'),
        ('tokenizer.ggml.tokens', STRING, list(tokens)),
        ('tokenizer.ggml.scores', F32, scores),
        ('tokenizer.ggml.token_type', I32, kinds),
        ('tokenizer.ggml.unknown_token_id', U32, UNK),
        ('tokenizer.ggml.bos_token_id', U32, BOS),
        ('tokenizer.ggml.eos_token_id', U32, END),
        ('tokenizer.ggml.eot_token_id', U32, END),
        ('tokenizer.ggml.add_bos_token', BOOL, False),
        ('tokenizer.ggml.add_eos_token', BOOL, False),
        ('tokenizer.ggml.add_space_prefix', BOOL, False),
        ('tokenizer.chat_template', STRING, TEMPLATE),
    ]


def padded(b):
    return b + b'\0' * (-len(b) % 32)


def write(path, members, parts):
    head = b'GGUF' + struct.pack('<IQQ', 3, len(parts), len(members))
    head += b''.join(member(*m) for m in members)
    body = []
    at = 0
    for name, (shape, kind, data) in parts.items():
        head += text(name) + struct.pack('<I', len(shape))
        head += b''.join(struct.pack('<Q', n) for n in shape)
        head += struct.pack('<IQ', kind, at)
        body.append(padded(data))
        at += len(body[-1])
    with open(path, 'wb') as f:
        f.write(padded(head))
        f.writelines(body)


def main():
    if len(sys.argv) < 3:
        sys.exit('usage: tiny_gguf.py OUT SENTENCE [FILE ...]')
    out, said, *files = sys.argv[1:]
    seen = collections.Counter()
    for name in files:
        with open(name, encoding='utf-8', errors='replace') as f:
            seen.update(re.findall('[a-z]{2,24}', f.read().lower()))
    words = {w for w in seen if seen[w] > 1} | set(re.findall('[a-z]+', said.lower()))
    # "It is [1]." -> "It", " is", " [", "1", "]", "."
    sentence = [t.replace(' ', SPACE) for t in re.findall(' ?[A-Za-z]+| ?.', said)]
    tokens = vocabulary(sentence, sorted(words))
    write(out, header(tokens), tensors(tokens, followers(sentence)))


main()
