import type { EventLog, RecordedEvent } from '#ports';

const MOST_EVENTS = 500;
/** An event can have some hundred KB, and many streams are read at once: pages of such events would fill a worker's heap. */
const MOST_CHARACTERS = 256 * 1024;

/** A stream's events from a revision on, in pages that are small in number and in size. @throws StoreUnavailable */
export async function* streamPages(log: EventLog, stream: string, from: number): AsyncGenerator<RecordedEvent[]> {
  let page: RecordedEvent[] = [];
  let characters = 0;
  for await (const event of log.readStream(stream, { from })) {
    page.push(event);
    characters += event.text.length;
    if (page.length < MOST_EVENTS && characters < MOST_CHARACTERS) continue;
    yield page;
    page = [];
    characters = 0;
  }
  if (page.length > 0) yield page;
}
