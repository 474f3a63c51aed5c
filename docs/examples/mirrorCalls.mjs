/*
 * Keeps a copy of all calls in a file, up to date: node mirrorCalls.mjs http://127.0.0.1:3000 calls.json
 * An API key is taken from the variable API_KEY. It may be killed and started again at any time.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const [url, file] = process.argv.slice(2);
const headers = process.env.API_KEY === undefined ? {} : { authorization: `Bearer ${process.env.API_KEY}` };

const load = async () => {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return { since: null, calls: {} };
    throw error;
  }
};

/** The calls and the token that belongs to them in one step: in a database, one transaction. */
const save = async (mirror) => {
  await writeFile(`${file}.new`, JSON.stringify(mirror));
  await rename(`${file}.new`, file);
};

/** A change that comes twice does no harm. */
const apply = (mirror, item) => {
  if (item.change === 'put') mirror.calls[item.call.id] = item.call;
  else delete mirror.calls[item.id];
};

const ask = async (path, { since }) => {
  const query = since === null ? '' : `?since=${since}`;
  const answer = await fetch(`${url}${path}${query}`, { headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
};

/** Page by page, until there is no more now. */
const catchUp = async (mirror) => {
  for (let hasMore = true; hasMore;) {
    const page = await (await ask('/v1/changes', mirror)).json();
    for (const item of page.items) apply(mirror, item);
    mirror.since = page.next;
    await save(mirror);
    hasMore = page.hasMore;
  }
};

/** From then on as it happens, until the connection ends. */
const follow = async (mirror) => {
  const answer = await ask('/v1/changes/stream', mirror);
  let text = '';
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => [line.split(': ', 1)[0], line.replace(/^\w*: /, '')]));
      if (fields.has('data')) apply(mirror, JSON.parse(fields.get('data')));
      mirror.since = fields.get('id') ?? mirror.since;
    }
    await save(mirror);
  }
};

const mirror = await load();
for (;;) {
  try {
    await catchUp(mirror);
    await follow(mirror);
  } catch (error) {
    console.error(error.message);
  }
  await pause(1_000);
}
