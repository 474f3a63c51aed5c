import type { Call, JsonObject } from '#domain';

export interface ListAnswer<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  readonly asOf: string;
}

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
  const { status, body } = await get(`${url}/v1/calls/${encodeURIComponent(dialogUuid)}`);
  return status === 200 ? (body as Call) : null;
};

/** Every call of a list, page by page. */
export const listCalls = async (url: string, query = '', limit = 500): Promise<Call[]> => {
  const calls: Call[] = [];
  let cursor: string | null = null;
  do {
    const parameters = new URLSearchParams(query);
    parameters.set('limit', String(limit));
    if (cursor !== null) parameters.set('cursor', cursor);
    const { status, body } = await get(`${url}/v1/calls?${parameters.toString()}`);
    if (status !== 200) throw new Error(`the list answered ${status}`);
    const page = body as ListAnswer<Call>;
    calls.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return calls;
};

/** Whether nothing is left to do: asOf keeps up with the clock. Until then a call may stand in two streams for a moment. */
export const isSettled = async (url: string): Promise<boolean> => {
  for (let times = 0; times < 3; times++) {
    const before = Date.now();
    const response = await fetch(`${url}/v1/calls?limit=1`);
    const { asOf } = (await response.json()) as { asOf?: string };
    if (asOf === undefined || Date.parse(asOf) < before) return false;
  }
  return true;
};

/** What of a call does not depend on when and how often it was delivered. */
export const timeless = ({ lastReceivedAt: _r, settlesAt: _s, final: _f, revision: _v, ...call }: Call) => call;
