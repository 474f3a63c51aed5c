import type { NewEvent } from '#ports';
import { anEvent } from '../../../../test/contract/someEvents.js';
import { ModelLog } from '../../../../test/model/modelLog.js';
import { streams } from '../../../../test/support/recorded.js';
import { Linker } from './linker.js';

const DIALOG = '11111111-1111-4111-8111-111111111111';
const RECORD = streams.record('R');

const update = (): NewEvent =>
  anEvent({ text: JSON.stringify({ event_name: 'dialog_state_update', dialog_uuid: DIALOG }) });

/** Hands all events of a log to a linker, then those that it appends, as its loop does with batches that have as many. */
const linkAll = async (log: ModelLog): Promise<void> => {
  const linker = new Linker({ log, streams });
  let handled = 0;
  while (handled < log.events.length) {
    const batch = log.events.slice(handled);
    await linker.handle(batch);
    handled += batch.length;
  }
};

describe('what a linker asks of the log for a dialog that its record claims before its events are handled', () => {
  it('is one link, which is not refused, and one append of copies, each event once', async () => {
    let appends = 0;
    const log = new ModelLog(() => Promise.resolve('sent' as const).finally(() => (appends += 1)));
    const claim = update();
    const held = [update(), update(), update()];
    log.appendNow(RECORD, [claim], 'any');
    for (const event of held) log.appendNow(streams.dialog(DIALOG), [event], 'any');
    await linkAll(log);
    expect(appends).toBe(2);
    expect(log.stream(streams.dialog(DIALOG)).map(({ type }) => type)).toEqual([
      ...held.map(({ type }) => type),
      'DialogLinked',
    ]);
    expect(log.stream(RECORD).map(({ id }) => id)).toEqual([claim, ...held].map(({ id }) => id));
  });

  it('leaves nothing behind after a crash between the link and the copies', async () => {
    const log = new ModelLog();
    const claim = update();
    const held = [update(), update()];
    for (const event of held) log.appendNow(streams.dialog(DIALOG), [event], 'any');
    log.appendNow(RECORD, [claim], 'any');
    await new Linker({ log, streams }).handle([...log.events]);
    expect(log.stream(streams.dialog(DIALOG)).map(({ type }) => type)).toContain('DialogLinked');
    await linkAll(log);
    expect(new Set(log.stream(RECORD).map(({ id }) => id))).toEqual(new Set([claim, ...held].map(({ id }) => id)));
  });
});
