import { LINKER, type Checkpoints, type EventLog } from '#ports';
import { awaitLinked, isFarBehindLinker } from './behindLinker.js';

const at = (events: number): string => String(events).padStart(16, '0');

/** A log of so many events, and a linker that stands where the test says each time it is asked. */
const partsOf = (head: number, linker: () => number | null) => ({
  log: { countAfter: (position) => Promise.resolve(head - Number(position ?? 0)) } as Partial<EventLog> as EventLog,
  readModels: {
    checkpoint: (_generation: null, consumer: string) => {
      const events = consumer === LINKER ? linker() : null;
      return Promise.resolve(events === null ? null : { consumer, position: at(events) });
    },
  } as unknown as Checkpoints,
});

describe('where a projection that is far behind can scan the log to', () => {
  const { signal } = new AbortController();

  it('is where the linker has come', async () =>
    expect(
      await awaitLinked(
        partsOf(100_000, () => 90_000),
        null,
        signal,
      ),
    ).toBe(at(90_000)));

  it('is nowhere while the projection is near the end of the log', async () =>
    expect(
      await awaitLinked(
        partsOf(100_000, () => 100_000),
        at(90_000),
        signal,
      ),
    ).toBeNull());

  it('is waited for while the linker is far behind too, and gets on', async () => {
    let linked = 0;
    expect(
      await awaitLinked(
        partsOf(100_000, () => (linked += 4_000)),
        null,
        signal,
      ),
    ).toBe(at(12_000));
  });

  it('is not waited for when there is no linker, or it stands still', async () => {
    const [none, still] = [partsOf(100_000, () => null), partsOf(100_000, () => 50)];
    expect(await Promise.all([none, still].map((parts) => awaitLinked(parts, null, signal)))).toEqual([null, null]);
  });

  it('is not waited for once the projection is to end', async () => {
    const ending = new AbortController();
    const awaited = awaitLinked(
      partsOf(100_000, () => null),
      null,
      ending.signal,
    );
    ending.abort();
    expect(await awaited).toBeNull();
  });
});

describe('a projection that follows the log', () => {
  it('is far behind the linker when that is 20,000 events ahead of it', async () => {
    const parts = partsOf(100_000, () => 60_000);
    expect(await isFarBehindLinker(parts, at(40_000))).toBe(true);
    expect(await isFarBehindLinker(parts, at(40_001))).toBe(false);
    expect(await isFarBehindLinker(parts, at(70_000))).toBe(false);
    expect(
      await isFarBehindLinker(
        partsOf(100_000, () => null),
        null,
      ),
    ).toBe(false);
  });
});
