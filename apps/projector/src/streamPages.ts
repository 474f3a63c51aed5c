import type { EventLog, RecordedEvent } from '#ports';

const PAGE_EVENTS = 500;
/** An event can have some hundred KB, and many streams are read at once: pages of 500 such events would fill a worker's heap. */
const PAGE_CHARACTERS = 256 * 1024;

/** A stream's events from a revision on (default: all), in pages that are limited by number and by size. @throws StoreUnavailable */
export async function* streamPages(log: EventLog, stream: string, from = 0): AsyncGenerator<RecordedEvent[]> {
  let page: RecordedEvent[] = [];
  let characters = 0;
  for await (const event of log.readStream(stream, { from })) {
    page.push(event);
    characters += event.text.length;
    if (page.length < PAGE_EVENTS && characters < PAGE_CHARACTERS) continue;
    yield page;
    page = [];
    characters = 0;
  }
  if (page.length > 0) yield page;
}
