// The rival of kx-embed: the npm client `openai` asks for embeddings of the lines of a file.
//
//	node openai.mjs FOLDER URL FILE [default|float|base64] [OUT]
//
// FOLDER is where the client is installed, URL ends in /v1. 64 texts in a request, 8
// requests at once. Of the encodings "default" asks for none, which the client makes into
// base64 on the wire and an array for its caller, float for arrays on the wire, base64 is
// unpacked here. With OUT each text and its vector are written as JSON Lines, too.
import { readFileSync, createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const BATCH = 64;
const AT_ONCE = 8;
const [folder, baseURL, file, encoding = 'default', out] = process.argv.slice(2);
const { OpenAI } = createRequire(resolve(folder, 'index.js'))('openai');
const client = new OpenAI({ baseURL, apiKey: 'none' });
const texts = readFileSync(file, 'utf8').split('\n');
if (texts.at(-1) === '')
	texts.pop();
const to = out ? createWriteStream(out) : null;
let next = 0;
let numbers = 0;

function unpack(text) {
	const b = Buffer.from(text, 'base64');
	return new Float32Array(b.buffer, b.byteOffset, b.length / 4);
}

async function work() {
	while (next < texts.length) {
		const input = texts.slice(next, next + BATCH);
		next += BATCH;
		const body = { model: 'bench', input };
		if (encoding !== 'default')
			body.encoding_format = encoding;
		const { data } = await client.embeddings.create(body);
		for (const [i, d] of data.entries()) {
			const v = encoding === 'base64' ? unpack(d.embedding) : d.embedding;
			numbers += v.length;
			if (to)
				to.write(JSON.stringify({ text: input[i], embedding: Array.from(v) }) + '\n');
		}
	}
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
if (to)
	await new Promise((done) => to.end(done));
if (numbers !== texts.length * 1536) {
	console.error(`openai.mjs: ${numbers} numbers of ${texts.length} texts`);
	process.exit(1);
}
