#!/usr/bin/env python3
"""Is a request as OpenAI's API document (version 2.3.0) wants it?

    api_check.py PATH <BODY

PATH ends in /chat/completions, /embeddings or /moderations; a query behind it is ignored.
Status 0: yes. 1: no, with the reasons on stdout, one a line: "messages[1].role: …".
64: used wrongly.

Fields, types, ranges and words are the document's. Stricter than it: an unknown field is
refused in every object, not only in the outermost; and so is what the service refuses
although the document's schemas let it pass (a function's answer without its call, settings
that a model which thinks first does not take, a strict schema that is none …).
"""
import json
import re
import sys

CALLS_MAX = 128  # functions offered, and choices asked for
INPUTS_MAX = 2048
NAME = re.compile(r'[A-Za-z0-9_-]{1,64}\Z')
THINKS = re.compile(r'(o[1-9](-|\Z)|gpt-[5-9](?!.*-chat))')

bad = []


def say(at, why):
    bad.append('%s: %s' % (at or 'body', why))


# ---- shapes: each is a function of a value and of where it stands ------------------------

def typed(name, test):
    def check(v, at):
        if not test(v):
            say(at, 'not ' + name)
    return check


string = typed('a string', lambda v: isinstance(v, str))
boolean = typed('true or false', lambda v: isinstance(v, bool))
integer = typed('an integer', lambda v: isinstance(v, int) and not isinstance(v, bool))
anything = typed('', lambda v: True)
mapping = typed('an object', lambda v: isinstance(v, dict))


def text(most=None, full=False, pattern=None):
    def check(v, at):
        if not isinstance(v, str):
            say(at, 'not a string')
        elif full and not v:
            say(at, 'empty')
        elif most is not None and len(v) > most:
            say(at, 'longer than %d characters' % most)
        elif pattern and not pattern.match(v):
            say(at, 'not of the form ' + pattern.pattern.replace(r'\Z', ''))
    return check


def number(low, high, whole=False):
    def check(v, at):
        if isinstance(v, bool) or not isinstance(v, int if whole else (int, float)):
            say(at, 'not an integer' if whole else 'not a number')
        elif (low is not None and v < low) or (high is not None and v > high):
            say(at, 'not within %s and %s' % (low, high))
    return check


def words(*all_):
    def check(v, at):
        if v not in all_ or not isinstance(v, str):
            say(at, 'not one of ' + ', '.join(all_))
    return check


def null_or(shape):
    return lambda v, at: None if v is None else shape(v, at)


def each(shape, least=0, most=None):
    def check(v, at):
        if not isinstance(v, list):
            say(at, 'not an array')
            return
        if len(v) < least or (most is not None and len(v) > most):
            say(at, 'has %d elements' % len(v))
        for i, x in enumerate(v):
            shape(x, '%s[%d]' % (at, i))
    return check


def values(shape):
    def check(v, at):
        if not isinstance(v, dict):
            say(at, 'not an object')
            return
        for name, x in v.items():
            shape(x, '%s.%s' % (at, name))
    return check


def fields(needed, others=None):
    """An object that has all the fields of `needed`, and else only some of `others`."""
    known = dict(needed, **(others or {}))

    def check(v, at):
        if not isinstance(v, dict):
            say(at, 'not an object')
            return
        for name in needed:
            if name not in v:
                say(at, "field '%s' is missing" % name)
        for name, x in v.items():
            if name in known:
                known[name](x, (at + '.' if at else '') + name)
            else:
                say(at, "field '%s' is unknown" % name)
    return check


def by_type(**kinds):
    """Objects whose field `type` says which."""
    def check(v, at):
        kind = v.get('type') if isinstance(v, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            say(at, 'not of type ' + ', '.join(kinds))
        else:
            kinds[kind](v, at)
    return check


def by_form(**forms):
    """One shape for each of Python's types: str, list, dict."""
    def check(v, at):
        shape = forms.get(type(v).__name__)
        if shape:
            shape(v, at)
        else:
            say(at, 'of the wrong type')
    return check


# ---- messages ----------------------------------------------------------------------------

kept = {'prompt_cache_breakpoint': fields({'mode': words('explicit')})}
text_part = fields({'type': string, 'text': string}, kept)
image_part = fields({'type': string, 'image_url': fields(
    {'url': string}, {'detail': words('auto', 'low', 'high')})}, kept)
audio_part = fields({'type': string, 'input_audio': fields(
    {'data': string, 'format': words('wav', 'mp3')})}, kept)
file_part = fields({'type': string, 'file': fields(
    {}, {'filename': string, 'file_data': string, 'file_id': string})}, kept)
refusal_part = fields({'type': string, 'refusal': string})


def content(**kinds):
    return by_form(str=string, list=each(by_type(text=text_part, **kinds), 1))


only_text = content()
call = by_type(
    function=fields({'id': text(full=True), 'type': string, 'function': fields(
        {'name': text(pattern=NAME), 'arguments': string})}),
    custom=fields({'id': text(full=True), 'type': string, 'custom': fields(
        {'name': string, 'input': string})}))
role = {'role': string}
messages = {
    'developer': fields(dict(role, content=only_text), {'name': string}),
    'system': fields(dict(role, content=only_text), {'name': string}),
    'user': fields(dict(role, content=content(
        image_url=image_part, input_audio=audio_part, file=file_part)), {'name': string}),
    'assistant': fields(role, {
        'content': null_or(content(refusal=refusal_part)),
        'refusal': null_or(string),
        'name': string,
        'audio': null_or(fields({'id': string})),
        'tool_calls': each(call, 1, CALLS_MAX),
        'function_call': null_or(fields({'name': string, 'arguments': string}))}),
    'tool': fields(dict(role, content=only_text, tool_call_id=text(full=True))),
    'function': fields(dict(role, content=null_or(string), name=string)),
}


def message(v, at):
    who = v.get('role') if isinstance(v, dict) else None
    if not isinstance(who, str) or who not in messages:
        say(at, 'role is not one of ' + ', '.join(messages))
    else:
        messages[who](v, at)


# ---- a chat ------------------------------------------------------------------------------

function = fields({'name': text(pattern=NAME)}, {
    'description': string, 'parameters': mapping, 'strict': null_or(boolean)})
custom_format = by_type(
    text=fields({'type': string}),
    grammar=fields({'type': string, 'grammar': fields(
        {'definition': string, 'syntax': words('lark', 'regex')})}))
tool = by_type(
    function=fields({'type': string, 'function': function}),
    custom=fields({'type': string, 'custom': fields(
        {'name': string}, {'description': string, 'format': custom_format})}))
named = fields({'name': string})
tool_choice = by_form(str=words('none', 'auto', 'required'), dict=by_type(
    function=fields({'type': string, 'function': named}),
    custom=fields({'type': string, 'custom': named}),
    allowed_tools=fields({'type': string, 'allowed_tools': fields(
        {'mode': words('auto', 'required'), 'tools': each(mapping)})})))
response_format = by_type(
    text=fields({'type': string}),
    json_object=fields({'type': string}),
    json_schema=fields({'type': string, 'json_schema': fields(
        {'name': text(pattern=NAME)},
        {'description': string, 'schema': mapping, 'strict': null_or(boolean)})}))
place = fields({}, dict.fromkeys(('country', 'region', 'city', 'timezone'), string))
search = fields({}, {
    'user_location': null_or(fields({'type': words('approximate'), 'approximate': place})),
    'search_context_size': words('low', 'medium', 'high')})
guard = null_or(fields({'mode': words('score', 'block')}))
chat = fields({'model': text(full=True), 'messages': each(message, 1)}, {
    'audio': null_or(fields({
        'voice': by_form(str=string, dict=fields({'id': string})),
        'format': words('wav', 'aac', 'mp3', 'flac', 'opus', 'pcm16')})),
    'frequency_penalty': null_or(number(-2, 2)),
    'function_call': by_form(str=words('none', 'auto'), dict=named),
    'functions': each(fields({'name': text(pattern=NAME)}, {
        'description': string, 'parameters': mapping}), 1, CALLS_MAX),
    'logit_bias': null_or(values(integer)),
    'logprobs': null_or(boolean),
    'max_completion_tokens': null_or(number(1, None, True)),
    'max_tokens': null_or(number(1, None, True)),
    'metadata': null_or(values(string)),
    'modalities': null_or(each(words('text', 'audio'))),
    'moderation': null_or(fields({'model': string}, {'policy': null_or(
        fields({}, {'input': guard, 'output': guard}))})),
    'n': null_or(number(1, CALLS_MAX, True)),
    'parallel_tool_calls': boolean,
    'prediction': null_or(fields({'type': words('content'), 'content': only_text})),
    'presence_penalty': null_or(number(-2, 2)),
    'prompt_cache_key': null_or(string),
    'prompt_cache_options': fields({}, {
        'ttl': words('30m'), 'mode': words('implicit', 'explicit')}),
    'prompt_cache_retention': null_or(words('in_memory', '24h')),
    'reasoning_effort': null_or(words(
        'none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')),
    'response_format': response_format,
    'safety_identifier': null_or(text(64)),
    'seed': null_or(number(-2 ** 63, 2 ** 63 - 1, True)),
    'service_tier': null_or(words(
        'auto', 'default', 'flex', 'scale', 'priority', 'fast')),
    'stop': null_or(by_form(str=string, list=each(string, 1, 4))),
    'store': null_or(boolean),
    'stream': null_or(boolean),
    'stream_options': null_or(fields({}, {
        'include_usage': boolean, 'include_obfuscation': boolean})),
    'temperature': null_or(number(0, 2)),
    'tool_choice': tool_choice,
    'tools': each(tool, 1, CALLS_MAX),
    'top_logprobs': null_or(number(0, 20, True)),
    'top_p': null_or(number(0, 1)),
    'user': string,
    'verbosity': null_or(words('low', 'medium', 'high')),
    'web_search_options': search,
})


def answered(all_):
    """Each call has its answer before anything else is said, and no answer lacks its call."""
    open_ = []
    for i, m in enumerate(all_):
        at = 'messages[%d]' % i
        if m['role'] == 'tool':
            if m['tool_call_id'] in open_:
                open_.remove(m['tool_call_id'])
            else:
                say(at, 'answers no call that is open')
            continue
        if open_:
            say(at, 'comes before the call %s is answered' % open_[0])
        open_ = [c['id'] for c in m.get('tool_calls') or []]
        if len(set(open_)) < len(open_):
            say(at, 'two calls have the same id')
        if m['role'] == 'assistant' and m.get('content') is None and not open_ and \
                not any(m.get(name) for name in ('function_call', 'audio', 'refusal')):
            say(at, 'says nothing')
    if open_:
        say('messages', 'end before the call %s is answered' % open_[0])


def part(schema, name, kind):
    v = schema.get(name)
    return v if isinstance(v, kind) else kind()


def strict(schema, at, root=True):
    """A schema that the model's words are forced into."""
    if not isinstance(schema, dict):
        return
    if root and (schema.get('type') != 'object' or 'anyOf' in schema):
        say(at, 'the root of a strict schema is an object')
    kind = schema.get('type')
    if kind == 'object' or (isinstance(kind, list) and 'object' in kind):
        if schema.get('additionalProperties') is not False:
            say(at, 'a strict schema has additionalProperties: false')
        needed = [x for x in part(schema, 'required', list) if isinstance(x, str)]
        if sorted(needed) != sorted(part(schema, 'properties', dict)):
            say(at, 'a strict schema has each property in required')
    for name in ('properties', '$defs', 'definitions'):
        for key, x in part(schema, name, dict).items():
            strict(x, '%s.%s.%s' % (at, name, key), False)
    for i, x in enumerate(part(schema, 'anyOf', list)):
        strict(x, '%s.anyOf[%d]' % (at, i), False)
    strict(schema.get('items'), at + '.items', False)


def together(body):
    """What fields ask of each other."""
    tools = body.get('tools', [])
    offered = [t[t['type']]['name'] for t in tools]
    choice = body.get('tool_choice')
    if len(set(offered)) < len(offered):
        say('tools', 'two have the same name')
    for name in ('tool_choice', 'parallel_tool_calls'):
        if name in body and not tools:
            say(name, 'there are no tools')
    if isinstance(choice, dict) and choice['type'] != 'allowed_tools' and \
            choice[choice['type']]['name'] not in offered:
        say('tool_choice', 'not one of the tools')
    if body.get('stream_options') and not body.get('stream'):
        say('stream_options', 'it is no stream')
    if body.get('top_logprobs') is not None and not body.get('logprobs'):
        say('top_logprobs', 'logprobs is not true')
    if body.get('max_tokens') is not None and body.get('max_completion_tokens') is not None:
        say('max_tokens', 'beside max_completion_tokens')
    if THINKS.match(body['model']):
        for name in ('temperature', 'top_p', 'stop', 'max_tokens', 'frequency_penalty',
                     'presence_penalty', 'logit_bias', 'logprobs'):
            if body.get(name) is not None:
                say(name, 'a model that thinks first does not take it')
    for i, t in enumerate(tools):
        if t['type'] == 'function' and t['function'].get('strict'):
            strict(t['function'].get('parameters'), 'tools[%d].function.parameters' % i)
    form = body.get('response_format', {})
    if form.get('type') == 'json_schema' and form['json_schema'].get('strict'):
        strict(form['json_schema'].get('schema'), 'response_format.json_schema.schema')
    if form.get('type') == 'json_object' and 'json' not in json.dumps(body['messages']).lower():
        say('response_format', 'no message says JSON')


def check_chat(body):
    chat(body, '')
    if not bad:
        answered(body['messages'])
        together(body)


# ---- embeddings and moderations ----------------------------------------------------------

def inputs(v, at):
    if isinstance(v, str):
        text(full=True)(v, at)
        return
    each(lambda x, at_: None, 1, INPUTS_MAX)(v, at)
    if not isinstance(v, list) or not v:
        return
    if isinstance(v[0], str):
        each(text(full=True))(v, at)
    elif isinstance(v[0], list):
        each(each(integer, 1))(v, at)
    else:
        each(integer)(v, at)


embeddings = fields({'model': text(full=True), 'input': inputs}, {
    'encoding_format': words('float', 'base64'),
    'dimensions': number(1, None, True),
    'user': string})


def check_embeddings(body):
    embeddings(body, '')
    if not bad and 'dimensions' in body and 'ada-002' in body['model']:
        say('dimensions', 'this model has no choice of them')


def moderated(v, at):
    if isinstance(v, list) and v and isinstance(v[0], str):
        each(string)(v, at)
    elif isinstance(v, list):
        each(by_type(text=fields({'type': string, 'text': string}), image_url=fields(
            {'type': string, 'image_url': fields({'url': string})})), 1)(v, at)
    else:
        string(v, at)


moderations = fields({'input': moderated}, {'model': string})


# ---- from the outside --------------------------------------------------------------------

def once(pairs):
    names = [name for name, _ in pairs]
    for name in set(names):
        if names.count(name) > 1:
            say('body', "field '%s' comes twice" % name)
    return dict(pairs)


def no_number(name):
    raise ValueError(name + ' is no JSON')


CHECKS = {
    '/chat/completions': check_chat,
    '/embeddings': check_embeddings,
    '/moderations': lambda body: moderations(body, ''),
}


def main(argv):
    path = argv[1].split('?')[0].rstrip('/') if len(argv) == 2 else ''
    check = [CHECKS[end] for end in CHECKS if path.endswith(end)]
    if not check:
        print('usage: api_check.py PATH <BODY', file=sys.stderr)
        return 64
    try:
        body = json.loads(sys.stdin.buffer.read().decode('utf-8'),
                          object_pairs_hook=once, parse_constant=no_number)
    except (ValueError, RecursionError) as why:
        say('body', 'not JSON: %s' % why)
    else:
        if isinstance(body, dict):
            check[0](body)
        else:
            say('body', 'not an object')
    for reason in bad:
        print(reason)
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv))
