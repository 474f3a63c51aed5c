import createClient, { type Client } from 'openapi-fetch';
import type { Call, JsonObject } from '#domain';
import type { operations, paths } from '../../openapi.d.ts';

export interface ListAnswer<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  readonly asOf: string;
}

/**
 * The client that is made from openapi.json (`npm run client` writes its types): what it cannot ask, or not understand, the document does not
 * say, and does not compile here.
 */
export const clientOf = (url: string, headers: Readonly<Record<string, string>> = {}): Client<paths> =>
  createClient<paths>({ baseUrl: url, headers });

type CallFilters = NonNullable<operations['findCalls']['parameters']['query']>;

const JSON_TYPE = { 'content-type': 'application/json' };

/** Posts one delivery; the status of the answer. */
export const post = async (url: string, body: JsonObject | readonly JsonObject[] | string, source = 'main') => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}/webhooks/${source}`, { method: 'POST', headers: JSON_TYPE, body: text });
  await response.arrayBuffer();
  return response.status;
};

/** Posts as a platform that re-sends does: until it is taken, whatever is down meanwhile. `url` is asked anew for each try. */
export const postUntilTaken = async (
  url: () => string,
  body: JsonObject,
  withinMilliseconds = 120_000,
): Promise<void> => {
  const deadline = Date.now() + withinMilliseconds;
  for (;;) {
    const status = await post(url(), body).catch(() => 0);
    if (status === 204) return;
    if (status !== 0 && status !== 503) throw new Error(`a delivery was answered ${status}`);
    if (Date.now() > deadline) throw new Error('a delivery was not taken in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

export const get = async (url: string): Promise<{ readonly status: number; readonly body: unknown }> => {
  const response = await fetch(url);
  return { status: response.status, body: await response.json() };
};

/** The call that has this dialog; null for none. */
export const getCall = async (url: string, dialogUuid: string): Promise<Call | null> => {
  const { data } = await clientOf(url).GET('/v1/calls/{id}', { params: { path: { id: dialogUuid } } });
  return data ?? null;
};

const callPage = async (url: string, query: CallFilters): Promise<ListAnswer<Call>> => {
  const { data, response } = await clientOf(url).GET('/v1/calls', { params: { query } });
  if (data === undefined) throw new Error(`the list answered ${response.status}`);
  return data;
};

/** Every call of a list, page by page. */
export const listCalls = async (url: string, filters: CallFilters = {}, limit = 500): Promise<Call[]> => {
  const calls: Call[] = [];
  let cursor: string | null = null;
  do {
    const query: CallFilters = { ...filters, limit, ...(cursor === null ? {} : { cursor }) };
    const page = await callPage(url, query);
    calls.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return calls;
};

/** Whether nothing is left to do: asOf keeps up with the clock. Until then a call may stand in two streams for a moment. */
export const isSettled = async (url: string): Promise<boolean> => {
  for (let times = 0; times < 3; times++) {
    const before = Date.now();
    const { data } = await clientOf(url).GET('/v1/calls', { params: { query: { limit: 1 } } });
    if (data === undefined || Date.parse(data.asOf) < before) return false;
  }
  return true;
};

/** What of a call does not depend on when and how often it was delivered. */
export const timeless = ({ lastReceivedAt: _r, settlesAt: _s, final: _f, revision: _v, ...call }: Call) => call;
