import type { JsonObject } from '#domain';
import type { GeneratedCall } from './generateCalls.js';
import { randomFrom } from './random.js';

/** The events of many calls mixed as a busy centre sends them: so many calls at a time, each call's own in their order. */
export function* interleave(
  seed: number,
  calls: Iterable<GeneratedCall>,
  atATime = 50,
): Generator<JsonObject, void, void> {
  const random = randomFrom(seed);
  const source = calls[Symbol.iterator]();
  const running: { events: readonly JsonObject[]; next: number }[] = [];
  for (let more = true; more || running.length > 0;) {
    while (more && running.length < atATime) {
      const drawn = source.next();
      if (drawn.done === true) more = false;
      else if (drawn.value.events.length > 0) running.push({ events: drawn.value.events, next: 0 });
    }
    if (running.length === 0) return;
    const place = random.int(0, running.length - 1);
    const call = running[place]!;
    yield call.events[call.next++]!;
    if (call.next === call.events.length) {
      running[place] = running[running.length - 1]!;
      running.pop();
    }
  }
}

/** The first so many calls of an endless source. */
export function* take<T>(count: number, source: Iterable<T>): Generator<T, void, void> {
  if (count <= 0) return;
  let taken = 0;
  for (const item of source) {
    yield item;
    if (++taken >= count) return;
  }
}
